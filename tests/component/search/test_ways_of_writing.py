"""What shoppers type and shops write are two spellings of one thing: each finds the other."""

from __future__ import annotations

import pytest
import tantivy

from search.adapters import finder, index
from search.domain.criteria import Criteria, Found
from search.domain.listing import ListedVariant, Listing


def shop(*titles: str, codes: dict[str, tuple[str, str]] | None = None, description: str = "") -> tantivy.Index:
    """An index of products with these titles; `codes` gives a title's SKU and barcode."""
    opened = tantivy.Index(index.schema())
    index.prepare(opened)
    listings: dict[str, Listing] = {}
    for title in titles:
        sku, barcode = (codes or {}).get(title, (f"S-{len(listings)}", ""))
        variant = ListedVariant(sku, 100, available=True, barcode=barcode)
        listings[title] = Listing(
            title, 1, True, title, title=title, description=description, vendor="Souk", variants=(variant,)
        )
    index.store(opened, listings)
    return opened


def found(opened: tantivy.Index, text: str) -> list[str]:
    return [listing.title for listing in search(opened, text).listings]


def search(opened: tantivy.Index, text: str) -> Found:
    return finder.search(opened, Criteria(text=text))


@pytest.mark.parametrize(
    ("title", "query"),
    [
        # Signs within a word, in both directions, and as two words.
        ("Wi-Fi Router", "wifi"),
        ("Wifi Router", "Wi-Fi"),
        ("WiFi Router", "wi fi"),
        ("Wi Fi Router", "wifi router"),
        ("T-Shirt", "tshirt"),
        ("Tshirt", "t-shirt"),
        ("T Shirt", "tshirts"),
        ("O’Neill Cap", "oneill"),
        ("Oneill Cap", "o'neill"),
        ("Toothbrush", "tooth brush"),
        ("Tooth Brush", "toothbrush"),
        ("E-Bike", "ebike"),
        ("Salt & Pepper Mill", "salt pepper mill"),
        ("Salt & Pepper Mill", "salt & pepper"),
        # Letters and digits.
        ("Router AC-1200", "ac1200"),
        ("Router AC1200", "AC-1200"),
        ("Router AC 1200", "ac1200"),
        ("Router AC1200", "ac 1200"),
        ("Poster 30x40cm", "30 x 40"),
        ("Poster 30 x 40 cm", "30x40"),
        ("Poster 30×40 cm", "30x40cm"),
        ("USB-C Cable 2m", "usbc cable"),
        ("Lamp E27 9W", "e 27"),
        ("Battery AAA 1.5V", "1.5 v"),
        # English plurals.
        ("Knives", "knife"),
        ("Steak Knife", "knives"),
        ("Bookshelf", "bookshelves"),
        ("Shelves", "shelf"),
        ("Scarves", "scarf"),
        ("Mice", "mouse"),
        ("Baby Feet", "foot"),
        ("Women's Hat", "woman"),
        ("Batteries", "battery"),
        ("Glasses", "glass"),
        ("Gloves", "glove"),
        # Compounds: their end, their beginning, their middle.
        ("Kaffeeröstmaschine", "röstmaschine"),
        ("Kaffeeröstmaschine", "roestmaschine"),
        ("Kaffeeröstmaschine", "maschine"),
        ("Kaffeeröstmaschine", "kaffee"),
        ("Kaffeeröstmaschine", "kaffee maschine"),
        ("Kaffeeröstmaschine", "röst"),
        ("Esstisch", "tisch"),
        ("Geschirrhandtuch", "tuch"),
        ("Käsereibe", "reibe"),
        ("Boekenkast", "kast"),
        # Accents and letters that are written in two ways.
        ("Größe XL", "grösse"),
        ("Grösse XL", "größe"),
        ("Smørrebrød", "smorrebrod"),
        ("Łódź Print", "lodz"),
        ("Œuvre", "oeuvre"),
        ("Crème Brûlée", "creme brulee"),
        ("Чайник", "чайник"),
        ("Ёлка", "елка"),
        # Scripts without spaces: anywhere in the text.
        ("手作りりんごジャム", "りんご"),
        ("手作りりんごジャム", "ジャム"),
        ("手作りりんごジャム", "手作り"),
        ("手作りりんごジャム", "りんごジャム"),
        ("手作りりんごジャム", "リンゴ"),
        ("手作りりんごジャム", "手"),
        ("有机绿茶礼盒", "绿茶"),
        ("有机绿茶礼盒", "茶"),
        ("유기농녹차세트", "녹차"),
        ("ชาเขียวออร์แกนิก", "เขียว"),
        ("iPhone用ケース", "ケース"),
        ("iPhone用ケース", "iphone ケース"),
        ("ﾊﾝﾄﾞｸﾘｰﾑ", "ハンドクリーム"),
        ("हिन्दी किताब", "किताब"),
        ("قهوة عربية", "قهوة"),
    ],
)
def test_either_way_of_writing_finds_the_other(title: str, query: str) -> None:
    opened = shop(title, "Something Else")
    assert found(opened, query) == [title]


@pytest.mark.parametrize(
    ("sku", "barcode", "query"),
    [
        ("XQ7799-BLK", "", "XQ7799-BLK"),
        ("XQ7799-BLK", "", "xq7799blk"),
        ("XQ7799-BLK", "", "XQ7799 BLK"),
        ("XQ7799-BLK", "", "XQ7799"),
        ("XQ7799-BLK", "", " xq7799-blk "),
        ("A/B 7#1", "", "A/B 7#1"),
        ("SHIRT-RED-XL", "", "SHIRT-RED-XL"),
        ("GRÜN-1", "", "grün-1"),
        ("X", "4006381333931", "4006381333931"),
        ("X", "4 006381 333931", "4006381333931"),
        ("X", "036000291452", "0036000291452"),
        ("X", "0036000291452", "036000291452"),
    ],
)
def test_a_sku_or_barcode_finds_its_product_first(sku: str, barcode: str, query: str) -> None:
    opened = shop("Lamp", "Black Lamp", "Red Shirt XL", codes={"Lamp": (sku, barcode)})
    assert found(opened, query)[0] == "Lamp"


def test_a_sku_written_differently_in_one_sign_is_not_the_same_sku() -> None:
    opened = shop("One", "Two", codes={"One": ("KB-1200", ""), "Two": ("KB-1300", "")})
    assert found(opened, "KB-1200") == ["One"]


@pytest.mark.parametrize("text", ["%", "!!", "...", "&", "€", "🍎", "*", "--", "?!", "_"])
def test_signs_alone_find_nothing_rather_than_everything(text: str) -> None:
    result = search(shop("Kettle", "Cup"), text)
    assert (result.total, result.listings, result.vendors) == (0, [], [])


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_no_text_lists_everything(text: str) -> None:
    assert search(shop("Kettle", "Cup"), text).total == 2


def test_an_unknown_word_is_named_and_the_rest_is_found() -> None:
    opened = shop("Copper Kettle", "Wool Blanket")
    result = search(opened, "copper zzyzx kettle")
    assert [listing.title for listing in result.listings] == ["Copper Kettle"]
    assert (result.missing, result.close) == (("zzyzx",), False)


def test_words_that_no_product_has_together_find_what_has_some() -> None:
    opened = shop("Copper Kettle", "Wool Blanket", "Ceramic Cup")
    result = search(opened, "copper blanket")
    assert {listing.title for listing in result.listings} == {"Copper Kettle", "Wool Blanket"}
    assert (result.missing, result.close) == ((), True)


def test_only_unknown_words_find_nothing() -> None:
    result = search(shop("Copper Kettle"), "zzyzx qwrtp")
    assert (result.total, result.missing, result.close) == (0, (), False)


def test_filters_narrow_a_search_without_widening_its_words() -> None:
    opened = shop("Copper Kettle", "Wool Blanket")
    result = finder.search(opened, Criteria(text="copper kettle", vendors=("Somebody Else",)))
    assert (result.total, result.missing, result.close) == (0, (), False)


def test_the_word_itself_comes_before_what_only_ends_with_it() -> None:
    opened = shop("Esstisch Eiche", "Tisch Eiche", "Tischdecke")
    assert found(opened, "tisch")[0] == "Tisch Eiche"
    assert set(found(opened, "tisch")) == {"Esstisch Eiche", "Tisch Eiche", "Tischdecke"}


def test_short_words_are_not_looked_for_inside_of_others_while_some_product_has_them() -> None:
    opened = shop("Tea", "Steamer", "Key Ring", "String Lights")
    assert found(opened, "tea") == ["Tea"]
    assert found(opened, "ring") == ["Key Ring"]


def test_a_description_is_searched_in_every_script_and_spelling() -> None:
    opened = shop("Thing", description="With Wi-Fi. 手作りりんごジャムつき。 For battery powered knives.")
    for text in ("wifi", "りんご", "powering"):
        assert found(opened, text) == ["Thing"], text


def test_a_long_text_without_a_space_is_harmless() -> None:
    opened = shop("Lamp " + "a" * 5_000, "https://example.com/" + "b/" * 500 + "lantern")
    assert found(opened, "lantern") != []
    assert found(opened, "a" * 200) == []
