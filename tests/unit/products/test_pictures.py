"""What a picture is, by its first bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain.pictures import MAX_SIDE, Picture, picture_of
from souk.errors import InvalidInput


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


def jpeg(width: int, height: int) -> bytes:
    app = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    exif = b"\xff\xe1" + struct.pack(">H", 2 + 3000) + b"\xff\xc0" * 1500
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3)
    return b"\xff\xd8" + app + exif + b"\xff" + frame + bytes(20)


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 30) + b"WEBP" + kind + struct.pack("<I", len(body)) + body + bytes(12)


def avif(width: int, height: int) -> bytes:
    ftyp = struct.pack(">I4s4sI4s", 20, b"ftyp", b"mif1", 0, b"avif")
    tile = struct.pack(">I4sIII", 20, b"ispe", 0, 512, 512)
    return ftyp + bytes(40) + tile + struct.pack(">I4sIII", 20, b"ispe", 0, width, height)


PNG = png(640, 480)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PNG, "image/png"),
        (jpeg(640, 480), "image/jpeg"),
        (webp(b"VP8X", bytes(4) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")), "image/webp"),
        (webp(b"VP8L", b"\x2f" + (639 | 479 << 14).to_bytes(4, "little")), "image/webp"),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480)), "image/webp"),
        (avif(640, 480), "image/avif"),
    ],
)
def test_each_format_says_how_large_it_is(head: bytes, kind: str) -> None:
    assert picture_of(head) == Picture(kind, 640, 480)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GIF89a",
        b"<svg/>",
        b"\xff\xd8\xff",
        PNG[:20],
        png(0, 5),
        png(MAX_SIDE + 1, 5),
        jpeg(5, 5)[:60],
        b"RIFF1234WEBP",
    ],
)
def test_what_is_none_or_too_large_is_refused(head: bytes) -> None:
    with pytest.raises(InvalidInput):
        picture_of(head)


@given(st.binary(max_size=80), st.sampled_from([b"", b"\xff\xd8\xff", b"RIFF1234WEBPVP8 ", PNG[:16], avif(1, 1)[:30]]))
def test_whatever_it_begins_with_is_a_picture_or_refused(rest: bytes, start: bytes) -> None:
    try:
        found = picture_of(start + rest)
    except InvalidInput:
        return
    assert 0 < found.width <= MAX_SIDE
