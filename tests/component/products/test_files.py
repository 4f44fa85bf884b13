"""Product files in the bucket."""

from __future__ import annotations

import pytest

from products.adapters import files
from products.adapters.files import S3Files
from products.usecases.ports import LostUpload
from souk.cloud import aws
from souk.errors import InvalidInput
from tests.component.products.conftest import BUCKET


def stored(key: str, content: bytes) -> str:
    aws.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    etag = S3Files().etag(key)
    assert etag is not None
    return etag


@pytest.mark.parametrize("size", [0, 1, files.PIECE, files.PIECE + 1, 3 * files.PIECE])
def test_a_file_of_any_size_is_read_in_pieces(account: None, size: int) -> None:
    content = bytes(number % 251 for number in range(1000)) * (size // 1000 + 1)
    etag = stored("imports/a.csv", content[:size])
    pieces = list(S3Files().read("imports/a.csv", etag, 0))
    assert b"".join(pieces) == content[:size]
    assert all(len(piece) <= files.PIECE for piece in pieces)


@pytest.mark.parametrize("offset", [0, 3, 9, 10])
def test_reading_goes_on_at_any_byte(account: None, offset: int) -> None:
    etag = stored("imports/b.csv", b"0123456789")
    assert b"".join(S3Files().read("imports/b.csv", etag, offset)) == b"0123456789"[offset:]


def test_a_replaced_file_is_not_read_on(account: None) -> None:
    etag = stored("imports/c.csv", b"x" * (files.PIECE + 1))
    pieces = iter(S3Files().read("imports/c.csv", etag, 0))
    next(pieces)
    stored("imports/c.csv", b"y" * (files.PIECE + 1))
    with pytest.raises(InvalidInput, match="replaced"):
        next(pieces)


def test_a_file_that_is_not_there_has_no_etag(account: None) -> None:
    assert S3Files().etag("imports/none.csv") is None


def test_only_a_merchants_file_is_held_to_a_size(account: None) -> None:
    stored("imports/d.csv", b"0123456789")
    assert S3Files().etag("imports/d.csv", 10) is not None
    with pytest.raises(InvalidInput, match="split it"):
        S3Files().etag("imports/d.csv", 9)


def test_a_file_of_parts_is_completed_once_and_not_from_other_parts(account: None) -> None:
    store = S3Files()
    upload = store.begin("exports/e.csv", "products.csv")
    tag = store.send("exports/e.csv", upload, 1, b"one")
    with pytest.raises(LostUpload):
        store.complete("exports/e.csv", upload, ['"0123456789abcdef0123456789abcdef"'])
    store.complete("exports/e.csv", upload, [tag])
    store.complete("exports/e.csv", upload, [tag])
