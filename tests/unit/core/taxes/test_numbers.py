"""VAT numbers: examples that are published, and every check beside that of another library, number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.eu import vat
from stdnum.gb import vat as british
from stdnum.sk import rc as personal

from souk.errors import InvalidInput
from souk.taxes.numbers import read
from souk.taxes.numbers.checks import CHECKS, FORMS

# Numbers of public bodies and companies, as they print them, and the examples of tax authorities.
REAL = {
    "ATU 13585627": "ATU13585627",
    "BE 0428.759.497": "BE0428759497",
    "BE 428 759 497": "BE0428759497",  # the form of before 2005
    "BG 175 074 752": "BG175074752",
    "CY-10259033P": "CY10259033P",
    "CZ 25123891": "CZ25123891",
    "CZ 640903926": "CZ640903926",
    "DE 136,695 976": "DE136695976",
    "DK 13585628": "DK13585628",
    "EE 100 931 558": "EE100931558",
    "ES B-58378431": "ESB58378431",
    "ES X-5910266-W": "ESX5910266W",
    "FI 20774740": "FI20774740",
    "FR 83 404 833 048": "FR83404833048",
    "FR K7 399859412": "FRK7399859412",
    "EL 094259216": "EL094259216",
    "HR 33392005961": "HR33392005961",
    "HU 12892312": "HU12892312",
    "IE 6433435F": "IE6433435F",
    "IE 6433435OA": "IE6433435OA",
    "IE 8D79739I": "IE8D79739I",
    "IT 00743110157": "IT00743110157",
    "LT 119511515": "LT119511515",
    "LU 150 274 42": "LU15027442",
    "LV 4000 3521 600": "LV40003521600",
    "MT 1167-9112": "MT11679112",
    "NL 4495445B01": None,  # leading zeros are part of it
    "NL004495445B01": "NL004495445B01",
    "NL002455799B11": "NL002455799B11",
    "PL 856-734-62-15": "PL8567346215",
    "PT 501 964 843": "PT501964843",
    "RO 18547290": "RO18547290",
    "SE 123456789701": "SE123456789701",
    "SI 50223054": "SI50223054",
    "SK 202 274 96 19": "SK2022749619",
    "XI 980 7806 84": "XI980780684",
}


@pytest.mark.parametrize(("written", "number"), REAL.items())
def test_a_number_is_read_as_people_write_it(written: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(InvalidInput):
            read(written)
    else:
        assert str(read(written)) == number


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "begins with the letters"),
        ("US123456789", "begins with the letters"),
        ("GB980780684", "begins with the letters"),  # the United Kingdom has left; Northern Ireland's begin with XI
        ("GR094259216", "EL123456789"),
        ("DE12345678", "another form"),
        ("DE136695975", "please check its digits"),
        ("FR83404833049", "please check its digits"),
        ("ESX5910266A", "please check its digits"),
        ("IT00000000000", "please check its digits"),
    ],
)
def test_what_is_no_number_is_refused_in_words(written: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        read(written)

    assert refused.value.detail["errors"][0]["field"] == "vat_number"


def test_greece_is_named_by_its_own_letters_and_northern_ireland_is_a_place() -> None:
    assert (read("EL094259216").place, read("XI980780684").place) == ("GR", "XI")


def like(place: str, text: str) -> Iterator[str]:
    """Numbers that differ in what is checked, so that some that fit are among them."""
    if place in ("LU", "BE", "NL"):
        yield from (f"{text[:-2]}{pair:02d}" for pair in range(100))
    elif place == "FR":
        yield from (f"{pair:02d}{text[2:]}" for pair in range(100))
    elif place == "SE":
        yield from (f"{text[:9]}{digit}01" for digit in range(10))
    else:
        yield from (text[:-1] + sign for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.mark.parametrize("place", sorted(FORMS))
def test_a_check_says_what_another_library_says(place: str) -> None:
    prefix, module = {"GR": ("EL", vat), "XI": ("", british)}.get(place, (place, vat))
    found = {True: 0, False: 0}

    @settings(deadline=None, max_examples=60)
    @given(st.from_regex(re.compile(FORMS[place], re.ASCII), fullmatch=True))
    def compare(text: str) -> None:
        for other in like(place, text):
            # Slovakia's number of a person is no number for taxes since 2006.
            if re.fullmatch(FORMS[place], other) and not (place == "SK" and personal.is_valid(other)):
                ours = CHECKS[place](other)
                assert ours == module.is_valid(prefix + other), other
                found[ours] += 1

    compare()
    assert found[True] > 1
    assert found[False] > 10
