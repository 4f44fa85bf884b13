"""What counts as a link in what people write."""

from __future__ import annotations

import pytest

from souk.shopper.links import has_url, links_in, without_links

LINKS = [
    "http://evil.example/x",
    "visit www.evil",
    "t.me/x",
    "evil-bank.com",
    "Booking.com B.V.",
    "evil．com",
    "evil。com",
]
NAMES = [
    "J.R. O'Neil",
    "Müller-Lüdenscheidt GmbH & Co. KG",
    "GmbH & Co.KG",
    "St.Pierre",
    "S.p.A.",
    "Hauptstr.12/3",
    "c/o Meyer",
]


@pytest.mark.parametrize("text", LINKS)
def test_what_a_mail_program_links_is_found_and_taken_apart(text: str) -> None:
    assert links_in(text)
    assert links_in(without_links(text)) == []


@pytest.mark.parametrize("text", NAMES)
def test_what_people_are_called_stays(text: str) -> None:
    assert links_in(text) == []
    assert without_links(text) == text


def test_a_floor_is_no_address_of_the_web() -> None:
    assert not has_url("3.OG/links")
    assert has_url("3.OG http://evil.example")
