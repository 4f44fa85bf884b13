"""What the letters say and how they look."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from notifications.domain.letter import Letter, price
from notifications.domain.render import html, text
from notifications.usecases import guest_letters, return_letters
from notifications.usecases.order_letters import (
    cancelled,
    confirmed,
    expired,
    link,
    not_cancelled,
    received,
    refunded,
)
from notifications.usecases.parcel_letters import delivered, shipped, welcome
from souk import bank_account
from souk.events.common import LabelledText
from souk.events.orders import WithdrawalDeclared
from souk.events.shipping import ReturnChanged
from souk.events.users import GuestAsked, GuestForgotten
from souk.money import Money
from souk_local.deployment import BANK_ACCOUNT
from tests.unit.notifications.fakes import (
    CANCELLED,
    EXPIRED,
    LINK_ASKED,
    PAID,
    PLACED,
    REFUND,
    SHIPMENT,
    SHOP,
    USER,
    WISH,
    euro,
)

_BACK = {"order_id": "o1", "owner": "guest:g", "email": "ada@example.com", "access_key": "the-key"}
RETURN = ReturnChanged.model_validate(
    {
        **_BACK,
        "return_id": "o1-R1",
        "order_number": "SK-000001",
        "kind": "return",
        "by": "staff",
        "note": "It was worn.",
        "lines": [{"sku": "CUP", "quantity": 2, "title": "Cup"}],
        "received": [{"sku": "CUP", "quantity": 1, "condition": "resaleable", "restock": True}],
        "send_by": "2026-06-01T10:00:00.000Z",
    }
)
WITHDRAWAL = WithdrawalDeclared.model_validate(
    {
        **_BACK,
        "number": "SK-000001",
        "number_of_withdrawal": 1,
        "name": "Ada Lovelace",
        "contact": "ada@example.com",
        "lines": [{"sku": "CUP", "quantity": 2, "title": "Cup"}],
        "whole": True,
        "declared_at": "2026-05-04T10:00:07.000Z",
        "delivery": {"amount": 490, "currency": "EUR"},
    }
)
LINK = "https://shop.example/orders/o1#key=the-key"
ALL = [
    received(PLACED, SHOP),
    confirmed(PAID, SHOP),
    cancelled(CANCELLED, SHOP),
    not_cancelled(WISH, SHOP),
    expired(EXPIRED, SHOP),
    link(LINK_ASKED, SHOP),
    shipped(SHIPMENT, SHOP),
    delivered(SHIPMENT, SHOP),
    refunded(REFUND, "ada@example.com", "SK-000001", "the-key", SHOP),
    welcome(USER, SHOP),
    return_letters.asked(RETURN.model_copy(update={"send_by": ""}), SHOP),
    return_letters.approved(RETURN, SHOP),
    return_letters.rejected(RETURN, SHOP),
    return_letters.received(RETURN, SHOP),
    return_letters.expired(RETURN, SHOP),
    return_letters.withdrawal(WITHDRAWAL, SHOP),
    guest_letters.asked(GuestAsked(email=USER.email, token="the-token", has_account=True), SHOP),
    guest_letters.forgotten(GuestForgotten(email=USER.email), SHOP),
]
by_kind = pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.kind)


class Document(HTMLParser):
    """What a reader of the HTML gets: the text, links, images and whether every element is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.open: list[str] = []
        self.lang: str | None = None
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "a":
            self.links.append(attributes.get("href") or "")
        if tag == "img":
            self.images.append(attributes)
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@by_kind
def test_every_letter_is_whole_in_both_forms(letter: Letter) -> None:
    page = Document(html(letter, SHOP))
    assert page.open == []
    assert page.lang == "en"
    plain = text(letter, SHOP)
    for words in (letter.heading, *letter.paragraphs, SHOP.name):
        assert words in page.text
        assert words in plain
    assert letter.action is not None
    assert letter.action.url in page.links
    assert letter.action.url in plain
    assert all("alt" in image for image in page.images)
    assert letter.to == "ada@example.com"
    assert letter.subject
    assert letter.preview in page.text


@by_kind
def test_no_letter_lets_a_name_become_markup(letter: Letter) -> None:
    assert "<blue>" not in html(letter, SHOP)


@pytest.mark.parametrize("letter", [ALL[0], ALL[1]], ids=["received", "confirmed"])
def test_an_order_is_listed_with_its_sums(letter: Letter) -> None:
    for shown in (Document(html(letter, SHOP)).text, text(letter, SHOP)):
        for words in ("Mug <blue>", "Large", "€20.00", "€5.00", "€25.00", "€4.90", "Includes tax", "€29.90"):
            assert words in shown
    assert Document(html(letter, SHOP)).images[0]["src"] == "https://shop.example/media/mug.webp"


def test_an_order_without_shipping_costs_says_free_and_tax_on_top_says_so() -> None:
    order = PAID.model_copy(update={"shipping": euro(0), "tax": euro(500), "total": euro(3000)})
    plain = text(confirmed(order, SHOP), SHOP)
    assert "Shipping: Free" in plain
    assert "\nTax: €5.00" in plain


def test_a_confirmation_shows_where_the_parcel_goes() -> None:
    assert "Ada Lovelace\nRing 1\n1010 Wien\nAT" in text(confirmed(PAID, SHOP), SHOP)


@by_kind
def test_letters_about_an_order_open_its_page_without_signing_in(letter: Letter) -> None:
    if letter.kind not in ("welcome", "order_expired", "guest_asked", "guest_forgotten"):
        assert letter.action is not None
        assert letter.action.url == LINK


def test_a_link_without_a_key_has_none() -> None:
    letter = confirmed(PAID.model_copy(update={"access_key": ""}), SHOP)
    assert letter.action is not None
    assert letter.action.url == "https://shop.example/orders/o1"


def test_a_shipment_says_how_to_follow_it() -> None:
    letter = shipped(SHIPMENT, SHOP)
    assert ("Tracking code", "TRACK1") in letter.facts
    assert "https://carrier.example/TRACK1" in text(letter, SHOP)
    assert "https://carrier.example/TRACK1" in Document(html(letter, SHOP)).links


def test_a_part_of_an_order_is_called_a_part() -> None:
    letter = shipped(SHIPMENT.model_copy(update={"complete": False}), SHOP)
    assert letter.subject == "A part of your order SK-000001 is on its way"


def test_a_tracking_address_that_is_no_web_address_is_no_link() -> None:
    letter = shipped(SHIPMENT.model_copy(update={"tracking_url": "javascript:alert(1)"}), SHOP)
    assert letter.second_action is None


def test_a_cancellation_says_what_becomes_of_the_money() -> None:
    assert "You have not been charged." in text(cancelled(CANCELLED, SHOP), SHOP)
    paid = CANCELLED.model_copy(update={"was_paid": True, "cancelled_by": "staff"})
    plain = text(cancelled(paid, SHOP), SHOP)
    assert "We are sending €29.90 back" in plain
    assert "We had to cancel" in plain


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"was_paid": True, "owed": euro(2490)}, "We are sending €24.90 back"),  # staff gave the rest back before
        ({"was_paid": True, "owed": euro(0)}, "What you paid has been sent back to you already."),
        ({"was_paid": True, "owed": euro(0), "total": euro(0)}, "You have not been charged."),  # it cost nothing
        ({"was_paid": False, "owed": euro(500)}, "We are sending €5.00 back"),  # paid in part
        ({"was_paid": False, "owed": euro(0)}, "You have not been charged."),
    ],
)
def test_a_cancellation_promises_what_is_owed(figures: dict[str, object], words: str) -> None:
    assert words in text(cancelled(CANCELLED.model_copy(update=figures), SHOP), SHOP)


def test_a_refused_cancellation_says_what_can_be_done() -> None:
    plain = text(not_cancelled(WISH, SHOP), SHOP)
    assert "could not be cancelled" in not_cancelled(WISH, SHOP).subject
    assert "send it back when it has arrived" in plain
    assert "sending €" not in plain


def test_a_refund_says_how_much() -> None:
    plain = text(refunded(REFUND, "ada@example.com", "SK-000001", "the-key", SHOP), SHOP)
    assert "Refunded now: €10.00" in plain
    assert "Refunded in all: €15.00" in plain


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(123456, "EUR"), "€1,234.56"),
        (Money(5, "USD"), "$0.05"),
        (Money(1200, "JPY"), "¥1,200"),
        (Money(5000, "KWD"), "5.000\u00a0KWD"),
        (Money(-150, "EUR"), "−€1.50"),
        (Money(0, "EUR"), "€0.00"),
    ],
)
def test_prices(money: Money, shown: str) -> None:
    assert price(money) == shown


ACCOUNT = [LabelledText(label=label, value=value) for label, value in bank_account.parse(BANK_ACCOUNT).lines]
BY_TRANSFER = PLACED.model_copy(update={"pay_to": ACCOUNT, "expires_at": "2026-12-01T09:48:00+00:00"})


def test_an_order_by_bank_transfer_says_where_to_transfer_what_by_when_and_with_which_reference() -> None:
    letter = received(BY_TRANSFER, SHOP)
    for words in (html(letter, SHOP), text(letter, SHOP)):
        assert "DE36 0000 0000 0000 0000 00" in words
        assert "Reference" in words
        assert "SK-000001" in words
        assert "€29.90" in words
        assert "Tuesday, 1 December 2026, 09:48 UTC" in words
        assert "nothing more to do" not in words
    assert letter.subject == "Please transfer €29.90 for your order SK-000001"
    assert letter.kind == "order_received"


def test_an_order_without_an_account_to_pay_to_is_not_asked_to_transfer_anything() -> None:
    for method in ("", "stripe", "manual"):  # as older events tell it, too
        placed = PLACED.model_copy(update={"payment_method": method})
        assert "transfer" not in text(received(placed, SHOP), SHOP)


@pytest.mark.parametrize(
    ("token", "has_account", "urls"),
    [
        ("a-b_c", False, ["https://shop.example/privacy#token=a-b_c"]),
        ("a-b_c", True, ["https://shop.example/privacy#token=a-b_c", "https://shop.example/account/security"]),
        ("", True, ["https://shop.example/account/security"]),
    ],
)
def test_a_guest_proves_the_address_and_a_member_uses_the_account(
    token: str, has_account: bool, urls: list[str]
) -> None:
    letter = guest_letters.asked(GuestAsked(email="a@example.com", token=token, has_account=has_account), SHOP)
    assert [link.url for link in (letter.action, letter.second_action) if link] == urls
    assert ("You have an account" in text(letter, SHOP)) == has_account
    assert ("within 30 minutes" in text(letter, SHOP)) == bool(token)


def test_a_new_link_of_an_accounts_order_has_no_key_and_says_to_sign_in() -> None:
    letter = link(LINK_ASKED.model_copy(update={"access_key": ""}), SHOP)
    assert letter.action is not None
    assert letter.action.url == "https://shop.example/orders/o1"
    assert "sign in with this e-mail address" in text(letter, SHOP)
    assert "sign in" not in text(link(LINK_ASKED, SHOP), SHOP)


def test_a_withdrawal_is_acknowledged_with_its_content_and_the_second_it_came_in() -> None:
    letter = return_letters.withdrawal(WITHDRAWAL, SHOP)
    told = text(letter, SHOP)
    for part in ("Ada Lovelace", "SK-000001", "the whole order", "4 May 2026, 10:00:07 UTC", "Cup", "€4.90"):
        assert part in told
    assert letter.to == "ada@example.com"
    assert LINK in told


def test_an_acknowledgement_that_goes_elsewhere_does_not_open_the_order() -> None:
    elsewhere = WITHDRAWAL.model_copy(update={"contact": "eve@example.com"})
    assert "the-key" not in text(return_letters.withdrawal(elsewhere, SHOP), SHOP)


def test_a_withdrawal_without_effect_is_acknowledged_with_the_reason_and_nobody_else_is_written_to() -> None:
    late = WITHDRAWAL.model_copy(update={"refusal": "The time to withdraw is over.", "delivery": None})
    assert "It has no effect: The time to withdraw is over." in text(return_letters.withdrawal(late, SHOP), SHOP)
    forgotten = WITHDRAWAL.model_copy(update={"email": ""})
    assert return_letters.withdrawal(forgotten, SHOP).to == ""
