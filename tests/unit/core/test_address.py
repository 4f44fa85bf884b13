"""The rules of addresses, country by country."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from souk.address import COUNTRIES, rule_of
from souk.address.check import Problem, refuse, settled
from souk.errors import InvalidInput


def judged(country: str = "DE", postal_code: str = "", region: str = "", **changes: str) -> list[Problem]:
    return settled(typed(country, postal_code, region, **changes))[1]


def kept(country: str, postal_code: str = "", region: str = "", **changes: str) -> dict[str, str]:
    values, problems = settled(typed(country, postal_code, region, **changes))
    assert problems == []
    return values


def typed(country: str, postal_code: str, region: str, **changes: str) -> dict[str, str]:
    values = {"name": "Ann Lee", "line1": "1 Road", "city": "Bonn", "country": country}
    return {**values, "postal_code": postal_code, "region": region, **changes}


@pytest.mark.parametrize(
    ("country", "postal_code", "region"),
    [
        ("DE", "53111", ""),
        ("GB", "SW1A 1AA", ""),
        ("GB", "GIR 0AA", ""),
        ("NL", "1012 AB", ""),
        ("US", "94105-1234", "CA"),
        ("CA", "K1A 0B1", "ON"),
        ("PL", "00-950", ""),
        ("JP", "100-0001", ""),
        ("IE", "", ""),
        ("IE", "A65 F4E2", ""),
        ("HK", "", ""),
        ("HK", "999077", ""),
        ("AE", "", ""),
        ("TW", "", ""),
        ("TW", "10603", ""),
        ("CL", "", ""),
        ("CL", "8340457", "Región Metropolitana"),
        ("ZA", "8001", ""),
        ("ES", "28013", ""),
        ("IT", "00184", ""),
        ("IN", "110001", "Delhi"),
    ],
)
def test_real_addresses_are_taken_as_they_are(country: str, postal_code: str, region: str) -> None:
    assert kept(country, postal_code, region) == typed(country, postal_code, region) | {"line2": "", "phone": ""}


@pytest.mark.parametrize(
    ("country", "postal_code", "as_the_post_writes_it"),
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", " m1  1ae ", "M1 1AE"),
        ("GB", "bfpo61", "BFPO 61"),
        ("NL", "1234ab", "1234 AB"),
        ("IE", "a65f4e2", "A65 F4E2"),
        ("JP", "〒100-0001", "100-0001"),
        ("JP", "〒１００－０００１", "100-0001"),
        ("JP", "1000001", "100-0001"),
        ("PL", "00950", "00-950"),
        ("PT", "1000–205", "1000-205"),
        ("SE", "se-11455", "114 55"),
        ("DE", "D-10115", "10115"),
        ("DE", "DE 10115", "10115"),
        ("FR", "75 001", "75001"),
        ("CH", "CH-8001", "8001"),
        ("LV", "1073", "LV-1073"),
        ("AD", "100", "AD100"),
        ("EG", "١١٥١١", "11511"),
        ("IE", "d6wxk28", "D6W XK28"),
        ("IE", "IE D02 VF65.", "D02 VF65"),
        ("BR", "01.310-200", "01310-200"),
        ("BR", "CEP 01310-200", "01310-200"),
        ("SG", "Singapore 560123", "560123"),
        ("SG", "S(560123)", "560123"),
        ("IN", "PIN: 560 001", "560001"),
        ("AU", "VIC 3000", "3000"),
        ("MX", "C.P. 06600", "06600"),
        ("SE", "S-114 55", "114 55"),
        ("FI", "FIN-00100", "00100"),
        ("PT", "1000-205 Lisboa", "1000-205"),
        ("US", "ID 83702-1234", "83702-1234"),
    ],
)
def test_a_code_is_kept_as_the_post_writes_it(country: str, postal_code: str, as_the_post_writes_it: str) -> None:
    rule = rule_of(country)
    region = rule.regions[0][0] if rule.regions else "Somewhere"
    assert kept(country, postal_code, region)["postal_code"] == as_the_post_writes_it


@pytest.mark.parametrize(
    ("country", "region", "code"),
    [
        ("US", "california", "CA"),
        ("US", "N.Y.", "NY"),
        ("CA", "Québec", "QC"),
        ("CA", "quebec", "QC"),
        ("BR", "São Paulo", "SP"),
    ],
)
def test_a_region_is_known_by_its_name_and_kept_by_its_code(country: str, region: str, code: str) -> None:
    postal_code = {"US": "94105", "CA": "K1A 0B1", "BR": "40301-110"}[country]
    assert kept(country, postal_code, region)["region"] == code


@pytest.mark.parametrize(
    ("country", "changes", "message"),
    [
        ("XX", {}, "Choose the country."),
        ("UK", {}, "Choose the country."),
        ("DE", {}, "Enter the postal code."),
        ("DE", {"postal_code": "1"}, "Postal code: 26133 is the form (Germany)."),
        ("NL", {"postal_code": "banana"}, "Postal code: 1234 AB is the form (Netherlands)."),
        ("GB", {"postal_code": "53111"}, "Postcode: SW1A 1AA is the form (United Kingdom)."),
        ("IE", {"postal_code": "Dublin"}, "Eircode: A65 F4E2 is the form (Ireland)."),
        ("IE", {"postal_code": "Dublin 4"}, "Eircode: A65 F4E2 is the form (Ireland)."),
        ("IE", {"postal_code": "PO Box 12"}, "Eircode: A65 F4E2 is the form (Ireland)."),
        ("IE", {"postal_code": "D4X F4E2"}, "Eircode: A65 F4E2 is the form (Ireland)."),
        ("DE", {"postal_code": "12 Berlin 10115"}, "Postal code: 26133 is the form (Germany)."),
        ("GB", {"postal_code": "London SW1A 1AA"}, "Postcode: SW1A 1AA is the form (United Kingdom)."),
        ("US", {"postal_code": "94105"}, "Choose the state."),
        ("US", {"postal_code": "94105", "region": "Bavaria"}, "State: Bavaria is none of United States; choose one."),
        ("US", {"postal_code": "", "region": "CA"}, "Enter the ZIP code."),
        ("HK", {"city": ""}, "Enter the district or the area."),
        ("IE", {"name": ""}, "Enter the full name."),
        ("IE", {"line1": ""}, "Enter the street and number."),
        ("IE", {"city": ""}, "Enter the town or city."),
        ("IE", {"line2": "x" * 101}, "Flat, floor, company: at most 100 characters fit."),
        ("IE", {"phone": "call me"}, "Phone: digits, spaces and + ( ) - . / only; an extension as in “ext. 9”."),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_form(country: str, changes: dict[str, str], message: str) -> None:
    assert [problem.message for problem in judged(country, **changes)] == [message]


@pytest.mark.parametrize(
    "name", ["A\nBcc: x@y.z", "A\rB", "A\x00B", "A\x1bB", "A\tB", "A\x7fB", "A\u2028B", "A\u202eB", "A\u2066B"]
)
@pytest.mark.parametrize("field", ["name", "line1", "line2", "city", "region"])
def test_no_line_breaks_and_nothing_that_turns_the_text(field: str, name: str) -> None:
    assert [(problem.field, problem.code) for problem in judged("IE", **{field: name})] == [(field, "unprintable")]


@pytest.mark.parametrize("name", ["O’Brien-Łukasz", "محمد", "李", "Zoë 🎉", "👩‍👧", "می‌خواهم", "J. R. R.", "X Æ A-12"])
def test_real_names_are_taken(name: str) -> None:
    assert kept("IE", name=name)["name"] == name


def test_spaces_around_and_between_are_tidied() -> None:
    assert kept("IE", name="  Ann \u00a0 Lee ")["name"] == "Ann Lee"


@pytest.mark.parametrize(
    "phone",
    [
        "+49 30 901820",
        "030/90 18-20",
        "(212) 555-0100 ext. 9",
        "212.555.0100 x9",
        "0044 20 7946 0958",
        "＋81 3 1234 5678",
    ],
)
def test_telephone_numbers_are_taken_as_people_write_them(phone: str) -> None:
    assert judged("IE", phone=phone) == []


def test_all_that_is_wrong_is_said_at_once_and_named_within_the_request() -> None:
    problems = judged("US", "1", name="")
    with pytest.raises(InvalidInput) as refused:
        refuse(problems, "shipping_address")
    assert [(error["field"], error["code"]) for error in refused.value.detail["errors"]] == [
        ("shipping_address.name", "missing"),
        ("shipping_address.postal_code", "form"),
        ("shipping_address.region", "missing"),
    ]
    assert (
        refused.value.message == "Enter the full name. ZIP code: 95014 is the form (United States). Choose the state."
    )


def test_every_country_of_iso_3166_has_a_rule_and_its_example_is_taken() -> None:
    assert len(COUNTRIES) == 249
    for country in COUNTRIES:
        rule = rule_of(country)
        example = rule.postal_code.example if rule.postal_code else ""
        region = rule.regions[0][0] if rule.regions else "Somewhere"
        assert kept(country, example, region)["postal_code"] == example


@given(st.sampled_from(sorted(COUNTRIES)), st.text(max_size=30), st.text(max_size=30))
@example("AS", ".", "")  # a code of which nothing is left is missing
def test_what_was_settled_once_stays_as_it_is(country: str, postal_code: str, region: str) -> None:
    values, problems = settled(typed(country, postal_code, region))
    assert settled(values) == (values, problems)
