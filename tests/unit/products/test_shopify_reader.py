"""Reading a CSV as a stream: rows, lines, bytes, and where to go on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.shopify.columns import BadHeader
from products.shopify.reader import MAX_FIELD, MAX_LINE, Group, Position, Reader, Unreadable

HEADER = "Handle,Title,Body (HTML),Variant Price\n"


def reader(text: str | bytes, piece: int = 7) -> Reader:
    data = text.encode() if isinstance(text, str) else text
    return Reader(data[start : start + piece] for start in range(0, len(data), piece))


def groups(text: str | bytes) -> list[Group]:
    return list(reader(text).groups())


def test_rows_are_grouped_by_handle_with_the_line_each_starts_at() -> None:
    found = groups(HEADER + 'cup,Cup,"two\nlines",5.00\ncup,,,6.00\n\npot,Pot,,9.00\n')
    assert [(g.handle, [r.start.line for r in g.rows]) for g in found] == [("cup", [2, 4]), ("pot", [6])]
    assert found[0].rows[0]["body"] == "two\nlines"


def test_a_byte_order_mark_and_windows_line_ends_are_read_through() -> None:
    found = groups(b"\xef\xbb\xbf" + (HEADER + "cup,Cup,,5.00\n").replace("\n", "\r\n").encode())
    assert found[0].rows[0]["title"] == "Cup"
    assert found[0].end.line == 3


def test_a_file_without_a_last_line_end_is_whole() -> None:
    assert groups(HEADER + "cup,Cup,,5.00")[0].rows[0]["price"] == "5.00"


def test_columns_may_come_in_any_order_with_others_between() -> None:
    found = groups("Cost per item,variant  PRICE,Title,Color (product.metafields),HANDLE\n1,5.00,Cup,red,Cup\n")
    assert found[0].rows[0].cells == {"price": "5.00", "title": "Cup", "handle": "cup"}


def test_the_newer_column_names_are_understood() -> None:
    found = groups("Title,URL handle,Description,Price,SKU\nCup,cup,Nice,5.00,CUP\n")
    assert found[0].rows[0].cells == {
        "title": "Cup",
        "handle": "cup",
        "body": "Nice",
        "price": "5.00",
        "sku": "CUP",
    }


@pytest.mark.parametrize(
    "text", ["", "Title,Variant Price\n", "Handle;Title;Variant Price\n", "Handle,Handle,Title,Price\n"]
)
def test_a_file_that_does_not_start_with_the_header_is_refused(text: str) -> None:
    with pytest.raises(BadHeader):
        reader(text)


def test_utf_16_is_refused_with_advice() -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        reader(HEADER.encode("utf-16"))


def test_a_row_in_another_encoding_spoils_only_its_product() -> None:
    found = groups(HEADER.encode() + b"cup,Caf\xe9,,5.00\npot,Pot,,9.00\n")
    assert [bool(g.rows[0].error) for g in found] == [True, False]


def test_a_row_with_a_bad_quote_spoils_only_its_product() -> None:
    found = groups(HEADER + 'cup,"Cup"x,,5.00\npot,Pot,,9.00\n')
    assert [(g.handle, bool(g.rows[0].error)) for g in found] == [("cup", True), ("pot", False)]


def test_a_quote_that_is_never_closed_is_an_error_and_not_a_long_description() -> None:
    found = groups(HEADER + 'cup,Cup,,5.00\npot,"Pot,,9.00\njar,Jar,,2.00\n')
    assert [g.handle for g in found] == ["cup", "pot"]
    assert "not CSV" in found[1].rows[0].error


def test_a_cell_without_end_stops_the_reading_at_its_line() -> None:
    text = HEADER + 'cup,Cup,,5.00\npot,"' + ("x" * 1000 + "\n") * (MAX_FIELD // 1000 + 2)
    with pytest.raises(Unreadable) as caught:
        groups(text)
    assert caught.value.line == 3


def test_a_line_without_end_is_not_held_in_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield HEADER.encode()
        while True:
            yield b"x" * 100_000

    with pytest.raises(Unreadable, match=str(MAX_LINE)):
        list(Reader(endless()).groups())


def test_a_row_without_handle_spoils_the_product_before_it() -> None:
    found = groups(HEADER + "cup,Cup,,5.00\n,,,6.00\npot,Pot,,9.00\n")
    assert [(g.handle, [bool(r.error) for r in g.rows]) for g in found] == [
        ("cup", [False, True]),
        ("pot", [False]),
    ]


def test_more_cells_than_columns_is_an_error_unless_they_are_empty() -> None:
    found = groups(HEADER + "cup,Cup,,5.00,,\npot,Pot,,9.00,oops\n")
    assert [bool(g.rows[0].error) for g in found] == [False, True]


cells = st.text(alphabet='ab ,"\n\rüß€', max_size=12)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), cells, cells), min_size=1, max_size=20),
    st.integers(1, 50),
    st.booleans(),
)
def test_going_on_after_any_group_reads_the_same_rest(rows: list[tuple[str, str, str]], piece: int, bom: bool) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["Handle", "Title", "Body (HTML)", "Price"])
    for handle, title, body in rows:
        writer.writerow([handle, title, body, "1.00"])
    data = (b"\xef\xbb\xbf" if bom else b"") + buffer.getvalue().encode()
    whole = reader(data, piece)
    expected = [(g.handle, g.start, [r.cells for r in g.rows]) for g in whole.groups()]
    assert [row["title"] for _, _, found in expected for row in [c | {"title": c.get("title", "")} for c in found]] == [
        title.strip() for _, title, _ in rows
    ]
    ends = [g.end for g in reader(data, piece).groups()]
    for number, end in enumerate(ends, 1):
        rest = Reader([data[end.offset :]], names=whole.names, start=end)
        assert [(g.handle, g.start, [r.cells for r in g.rows]) for g in rest.groups()] == expected[number:]
    assert ends[-1].offset == len(data)
    assert whole.position == Position(len(data), data.count(b"\n") + 1)
