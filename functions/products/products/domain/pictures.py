"""What a picture file is, by its first bytes, whatever its name and type say.

PNG: W3C PNG, 11.2.2. JPEG: ITU-T T.81, B.2.2. WebP: RFC 9649, 2. AVIF: ISO/IEC 23008-12, 6.5.3 (`ispe`).
"""

from __future__ import annotations

from dataclasses import dataclass

from souk.errors import InvalidInput

MAX_BYTES = 10 * 1024 * 1024
# A browser holds a picture unpacked, four bytes a pixel.
MAX_SIDE = 8000
# Where formats say how large they are; JPEG after whatever cameras and programmes put before it.
HEAD = 512 * 1024
TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif"}
# Frames of JPEG that have a size: all SOF markers.
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, slots=True)
class Picture:
    """In pixels."""

    type: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        return TYPES[self.type]


def picture_of(head: bytes) -> Picture:
    """The picture that begins so. Raises InvalidInput for what is none, or none that can be shown."""
    try:
        found = _png(head) or _webp(head) or _avif(head) or _jpeg(head)
    except IndexError:
        found = None
    if found is None:
        raise InvalidInput("the file is no JPEG, PNG, WebP or AVIF picture")
    if not (0 < found.width <= MAX_SIDE and 0 < found.height <= MAX_SIDE):
        raise InvalidInput(f"the picture is {found.width} × {found.height} pixels; at most {MAX_SIDE} a side")
    return found


def _png(head: bytes) -> Picture | None:
    if head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR" or len(head) < 24:
        return None
    return Picture("image/png", _big(head, 16, 4), _big(head, 20, 4))


def _jpeg(head: bytes) -> Picture | None:
    if head[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 <= len(head):
        if head[at] != 0xFF:
            return None
        marker = head[at + 1]
        if marker == 0xFF:  # fill bytes
            at += 1
        elif marker in _FRAMES:
            return Picture("image/jpeg", _big(head, at + 7, 2), _big(head, at + 5, 2))
        else:
            at += 2 + _big(head, at + 2, 2)
    return None


def _webp(head: bytes) -> Picture | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    kind = head[12:16]
    if kind == b"VP8X":
        return Picture("image/webp", 1 + _little(head, 24, 3), 1 + _little(head, 27, 3))
    if kind == b"VP8L" and head[20] == 0x2F:
        bits = _little(head, 21, 4)
        return Picture("image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        return Picture("image/webp", _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF)
    return None


def _avif(head: bytes) -> Picture | None:
    brands = head[8 : _big(head, 0, 4)] if head[4:8] == b"ftyp" else b""
    if not {b"avif", b"avis"} & {brands[at : at + 4] for at in range(0, len(brands), 4)}:
        return None
    at = head.find(b"ispe")
    # The main picture may be put together of tiles, whose sizes stand there, too: the largest is the whole.
    sizes = []
    while at >= 0 and at + 16 <= len(head):
        sizes.append((_big(head, at + 8, 4), _big(head, at + 12, 4)))
        at = head.find(b"ispe", at + 4)
    return Picture("image/avif", *max(sizes)) if sizes else None


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _little(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
