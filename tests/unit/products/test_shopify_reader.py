"""Reading a CSV as a stream: rows, lines, bytes, and where to go on."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.adapters.sorting import DiskSorting
from products.domain.shopify.columns import BadHeader
from products.domain.shopify.decoding import MAX_LINE, Lines, UnreadableFile, encoding_of
from products.domain.shopify.prepared import unpacked
from products.domain.shopify.reader import MAX_FIELD, RowGroup, RowReader

HEADER = "Handle,Title,Body (HTML),Variant Price\n"


def prepared(data: bytes, piece: int = 7, encoding: str = "") -> bytes:
    """The file with the rows of each product together."""
    chunks = [data[start : start + piece] for start in range(0, len(data), piece)]
    lines = Lines(chunks, encoding_of(chunks, encoding))
    with DiskSorting() as sorting:
        for row in RowReader(lines):
            sorting.add(row)
        return b"".join(sorting.packed(lines.line))


def groups(text: str | bytes, encoding: str = "") -> list[RowGroup]:
    data = text.encode() if isinstance(text, str) else text
    return [group for group, _ in unpacked([prepared(data, encoding=encoding)])]


def titles(data: bytes, encoding: str = "") -> list[str]:
    return [group.rows[0]["title"] for group in groups(data, encoding)]


def test_rows_are_grouped_by_handle_with_the_line_each_starts_at() -> None:
    found = groups(HEADER + 'cup,Cup,"two\nlines",5.00\ncup,,,6.00\n\npot,Pot,,9.00\n')
    assert [(g.handle, [r.line for r in g.rows]) for g in found] == [("cup", [2, 4]), ("pot", [6])]
    assert found[0].rows[0]["body"] == "two\nlines"


def test_a_byte_order_mark_and_windows_line_ends_are_read_through() -> None:
    found = groups(b"\xef\xbb\xbf" + (HEADER + "cup,Cup,,5.00\n").replace("\n", "\r\n").encode())
    assert found[0].rows[0]["title"] == "Cup"
    assert found[0].next_line == 3


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
    "text",
    [
        "name;price\ncup;5\n",
        "Handle,Title\ncup,Cup\n",
        "Handle,Handle,Title,Price\n",
        "Kürzel,Titel,Preis\n",
        '"Handle,Title,Price\n',
        "ID,Type,SKU,Name,Published\n",
    ],
)
def test_a_file_that_does_not_start_with_the_header_is_refused(text: str) -> None:
    with pytest.raises(BadHeader):
        groups(text)


def test_what_a_header_lacks_is_named_however_its_cells_are_separated() -> None:
    with pytest.raises(BadHeader, match="lacks Variant Price:"):
        groups("Handle;Title;Vendor\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("sep", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_spreadsheets_separate_cells_lines_and_letters_in_their_own_ways(
    delimiter: str, sep: bool, end: str, codec: str
) -> None:
    header = ["", "handle ", "TITLE", "Body (HTML)", "Variant  Price"]
    rows = [["1", "cup", "Tête à tête", '"<p>two,\nlines; ""one""</p>"', "5.00"], ["2", "pot", "手作り", "", "6.00"]]
    lines = [delimiter.join(cells) for cells in [header, *rows]]
    text = end.join([f"sep={delimiter}"] * sep + [""] + lines + ["", delimiter * 4, ""])
    found = groups(text.encode(codec))
    assert [g.rows[0].cells for g in found] == [
        {"handle": "cup", "title": "Tête à tête", "body": '<p>two,\nlines; "one"</p>', "price": "5.00"},
        {"handle": "pot", "title": "手作り", "price": "6.00"},
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Café & Müller",
        "Crème brûlée",
        "Señor – “¿Qué?”",
        "Größe 5 m² – Weiß™",
        "Smørrebrød på dansk",
        "Ação já",
        "L’Oréal",
    ],
)
def test_a_file_of_a_western_spreadsheet_is_read_and_its_merchant_told(title: str) -> None:
    data = (HEADER + f"cup,{title},,5.00\npot,Pot,,6.00\n").encode("cp1252")
    assert titles(data) == [title, "Pot"]
    assert encoding_of([data]).sample in title


@pytest.mark.parametrize(
    ("title", "codec"),
    [
        ("Żółta łyżka", "cp1250"),
        ("Příliš žluťoučký kůň", "cp1250"),
        ("Fűző és bőr", "cp1250"),
        ("Чашка", "cp1251"),
        ("Κούπα", "cp1253"),
        ("Ağaç kaşık", "cp1254"),
        ("Café", "mac-roman"),
        ("Tür", "mac-roman"),
        ("手作り", "shift_jis"),
        ("杯子很好看", "gb18030"),
    ],
)
def test_letters_that_can_be_read_in_several_ways_are_asked_about(title: str, codec: str) -> None:
    data = (HEADER + f"pot,Pot,,6.00\ncup,{title},,5.00\n").encode(codec)
    with pytest.raises(UnreadableFile, match="several ways") as caught:
        groups(data)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("title", "encoding", "codec"),
    [
        ("Żółta łyżka", "windows-1250", "cp1250"),
        ("Чашка", "windows-1251", "cp1251"),
        ("Café", "macintosh", "mac-roman"),
        ("手作り", "shift_jis", "cp932"),
        ("Café", "utf-8", "utf-8-sig"),
        ("Café", "utf-16", "utf-16"),
    ],
)
def test_an_encoding_that_is_said_is_used(title: str, encoding: str, codec: str) -> None:
    assert titles((HEADER + f"cup,{title},,5.00\n").encode(codec), encoding) == [title]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b",,,\n\n", "empty"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (b"\x1f\x8b\x08rest", "compressed"),
        ((HEADER + "cup,Cup,,5").encode("utf-16")[:-1], "damaged"),
        (HEADER.encode("utf-32"), "UTF-32"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        groups(data)


def test_an_apostrophe_that_kept_a_text_from_being_a_formula_is_taken_away_once() -> None:
    text = HEADER + "cup,'=1+1,''=x,5\npot,'Tis,'@x,'-5\n"
    assert [(g.rows[0]["title"], g.rows[0]["body"], g.rows[0]["price"]) for g in groups(text)] == [
        ("=1+1", "'=x", "5"),
        ("'Tis", "@x", "-5"),
    ]


def test_a_row_in_another_encoding_spoils_only_its_product() -> None:
    found = groups(HEADER.encode() + b"cup,Caf\xe9,,5.00\n" + "pot,Töpfe,,9.00\n".encode())
    assert [bool(g.rows[0].error) for g in found] == [True, False]


def test_a_row_with_a_bad_quote_spoils_only_its_product() -> None:
    found = groups(HEADER + 'cup,"Cup"x,,5.00\npot,Pot,,9.00\n')
    assert [(g.handle, bool(g.rows[0].error)) for g in found] == [("cup", True), ("pot", False)]


def test_a_quote_that_is_never_closed_is_an_error_and_not_a_long_description() -> None:
    found = groups(HEADER + 'cup,Cup,,5.00\npot,"Pot,,9.00\njar,Jar,,2.00\n')
    assert [g.handle for g in found] == ["cup", "pot", "jar"]
    assert ["not CSV" in group.rows[0].error for group in found] == [False, True, True]


def test_a_cell_without_end_stops_the_reading_at_its_line() -> None:
    text = HEADER + 'cup,Cup,,5.00\npot,"' + ("x" * 1000 + "\n") * (MAX_FIELD // 1000 + 2)
    with pytest.raises(UnreadableFile) as caught:
        groups(text)
    assert caught.value.line == 3


def test_a_line_without_end_is_not_held_in_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield HEADER.encode()
        while True:
            yield b"x" * 100_000

    with pytest.raises(UnreadableFile, match=str(MAX_LINE)):
        list(RowReader(Lines(endless(), encoding_of([HEADER.encode()]))))


def test_a_row_without_handle_spoils_the_product_before_it() -> None:
    found = groups(HEADER + "cup,Cup,,5.00\n,,,6.00\npot,Pot,,9.00\n")
    assert [(g.handle, [bool(r.error) for r in g.rows]) for g in found] == [
        ("cup", [False, True]),
        ("pot", [False]),
    ]


def test_more_cells_than_columns_is_an_error_unless_they_are_empty() -> None:
    found = groups(HEADER + "cup,Cup,,5.00,,\npot,Pot,,9.00,oops\n")
    assert [bool(g.rows[0].error) for g in found] == [False, True]


def test_rows_of_a_handle_are_one_product_wherever_they_stand() -> None:
    found = groups(HEADER + "b,B,,1\na,A,,2\nB,,,3\nc,C,,4\na,,,5\n,,,6\nb,,,7\n")
    assert [(g.handle, [row["price"] for row in g.rows], g.next_line) for g in found] == [
        ("b", ["1", "3", "7"], 3),
        ("a", ["2", "5", "6"], 5),
        ("c", ["4"], 9),
    ]
    assert [bool(row.error) for row in found[1].rows] == [False, False, True]


cells = st.text(alphabet='ab ,"\n\rüß€', max_size=12)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), cells, cells), min_size=1, max_size=20),
    st.integers(1, 50),
    st.booleans(),
)
def test_going_on_after_any_product_reads_the_same_rest(
    rows: list[tuple[str, str, str]], piece: int, bom: bool
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["Handle", "Title", "Body (HTML)", "Price"])
    for handle, title, body in rows:
        writer.writerow([handle, title, body, "1.00"])
    data = prepared((b"\xef\xbb\xbf" if bom else b"") + buffer.getvalue().encode(), piece)
    whole = list(unpacked([data[start : start + piece] for start in range(0, len(data), piece)]))
    read = {(g.handle, row.line): row["title"] for g, _ in whole for row in g.rows}
    assert sorted(read.values()) == sorted(title.strip() for _, title, _ in rows)
    assert [g.handle for g, _ in whole] == list(dict.fromkeys(handle for handle, _, _ in rows))
    offset = 0
    for number, (_, length) in enumerate(whole):
        assert list(unpacked([data[offset:]])) == whole[number:]
        offset += length
    assert offset == len(data)


def test_a_large_file_in_any_order_takes_no_more_memory_than_a_small_one() -> None:
    def peak(products: int) -> int:
        def chunks() -> Iterator[bytes]:
            yield HEADER.encode()
            for part in range(2):
                for number in range(products):
                    yield f"cup-{number},{'' if part else 'Cup'},{'x' * 50},5.00\n".encode()

        tracemalloc.start()
        lines = Lines(chunks(), encoding_of([HEADER.encode()]))
        with DiskSorting() as sorting:
            for row in RowReader(lines):
                sorting.add(row)
            assert sum(group.count for group, _ in unpacked(sorting.packed(lines.line))) == 2 * products
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(20_000) < 2 * peak(200) + 100_000
