"""Files that are sold: for sale, replaced, taken from sale, and what nobody refers to any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from products.domain.digital import (
    LEFT_ALONE,
    MAX_FILES,
    FilesOfSku,
    SentFile,
    checked_name,
    checked_type,
)
from souk.errors import Conflict, InvalidInput, NotFound

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PDF = SentFile(media_type="application/pdf", size=7)


def with_files(*names: str) -> FilesOfSku:
    files = FilesOfSku(sku="SONG")
    for name in names:
        files = files.begun(name, NOW).attached(name, f"{name}.pdf", PDF, NOW)
    return files


def test_what_was_begun_is_a_file_once_it_is_attached_and_attaching_again_is_the_same() -> None:
    begun = FilesOfSku(sku="SONG").begun("a", NOW)
    assert (begun.files, begun.loose) == ((), (("a", NOW),))
    files = begun.attached("a", "a.pdf", PDF, NOW)
    assert ([file.id for file in files.for_sale], files.loose) == (["a"], ())
    assert files.attached("a", "other.pdf", PDF, NOW) == files
    with pytest.raises(NotFound):
        files.attached("b", "b.pdf", PDF, NOW)


def test_a_file_that_is_replaced_stays_the_same_and_leaves_its_bytes_behind_for_a_day() -> None:
    files = with_files("a", "b").begun("c", NOW).attached("c", "c.pdf", PDF, NOW, instead_of="a")
    assert [(file.id, file.object_id, file.name) for file in files.files] == [("a", "c", "c.pdf"), ("b", "b", "b.pdf")]
    assert files.files[0].key == "files/c"
    assert files.stale(NOW + LEFT_ALONE - timedelta(seconds=1)) == ()
    assert files.stale(NOW + LEFT_ALONE) == ("a",)
    assert files.without(("a",)).loose == ()


def test_what_is_taken_from_sale_is_kept_and_makes_room() -> None:
    full = with_files(*map(str, range(MAX_FILES)))
    with pytest.raises(Conflict):
        full.begun("more", NOW)
    fewer = full.removed("0", NOW)
    assert (len(fewer.files), len(fewer.for_sale), fewer.removed("0", NOW + LEFT_ALONE)) == (MAX_FILES, 19, fewer)
    assert fewer.begun("more", NOW).loose == (("more", NOW),)
    with pytest.raises(NotFound):
        fewer.removed("none", NOW)
    with pytest.raises(NotFound):
        fewer.begun("more", NOW).attached("more", "x.pdf", PDF, NOW, instead_of="0")


@pytest.mark.parametrize("name", ["", " ", "..", "a/b", "a\\b", 'a"b', "a\nb\x00", "x" * 201])
def test_what_is_no_name_of_a_file_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        checked_name(name)


def test_names_have_letters_of_any_script_and_types_are_named() -> None:
    assert checked_name("  كتاب  1.pdf ") == "كتاب 1.pdf"
    assert checked_type("application/vnd.oasis.opendocument.text") == "application/vnd.oasis.opendocument.text"
    for none in ("pdf", "Application/PDF", "text/html; charset=utf-8", "a/b/c"):
        with pytest.raises(InvalidInput):
            checked_type(none)
