"""What is taken for a picture: by its own first bytes, never by what its sender says it is.

PNG (https://www.w3.org/TR/png-3/), JPEG (ITU-T T.81) and WebP (RFC 9649). SVG is not: it can run scripts.
"""

from __future__ import annotations

MAX_SIDE = 4096
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_PNG = b"\x89PNG\r\n\x1a\n"
# Start of frame: all of JPEG's SOF markers but the tables that stand between them (T.81, table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def type_of(picture: bytes) -> str | None:
    """The media type of a picture that can be shown, None for anything else."""
    for media_type, size in (("image/png", _png), ("image/jpeg", _jpeg), ("image/webp", _webp)):
        found = size(picture)
        if found is not None:
            return media_type if all(0 < side <= MAX_SIDE for side in found) else None
    return None


def _png(picture: bytes) -> tuple[int, int] | None:
    if not picture.startswith(_PNG) or picture[12:16] != b"IHDR" or len(picture) < 33:
        return None
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def _jpeg(picture: bytes) -> tuple[int, int] | None:
    """Goes from marker to marker until a frame says how large it is."""
    if not picture.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(picture) and picture[at] == 0xFF:
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        if picture[at + 1] in _FRAMES:
            height, width = (int.from_bytes(picture[at + start : at + start + 2], "big") for start in (5, 7))
            return width, height
        at += 2 + length
    return None


def _webp(picture: bytes) -> tuple[int, int] | None:
    if picture[:4] != b"RIFF" or picture[8:12] != b"WEBP" or len(picture) < 30:
        return None
    form, body = picture[12:16], picture[20:30]
    if form == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if form == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None
