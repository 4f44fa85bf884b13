"""What the letters say and how they look."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from babel import Locale

from notifications.adapters.press import TemplatePress
from notifications.adapters.speech import Speech, texts
from notifications.domain.letter import Letter, LetterKind, Shop, WrittenLetter
from notifications.domain.phrases import about as phrases_about
from notifications.domain.tongue import LANGUAGES, Tongue, tongue_for
from notifications.domain.watch import ForSale
from notifications.domain.wish import WantedVariant
from notifications.usecases import account_letters, guest_letters, parcel_letters, reader_letters, return_letters
from notifications.usecases.examples import EXAMPLES
from notifications.usecases.gifts.gift_letters import brought, given
from notifications.usecases.letters import LETTERS, Desk
from notifications.usecases.order_letters import (
    cancelled,
    confirmed,
    day_moved,
    documented,
    edited,
    expired,
    lines_cancelled,
    lines_kept,
    link,
    not_cancelled,
    partly_paid,
    payment_due,
    received,
    refunded,
    transfer_back,
    transfer_returned,
)
from notifications.usecases.parcel_letters import delivered, shipped, welcome
from notifications.usecases.ports import Contact
from orders.domain.order import HistoryEntry, Order
from orders.domain.states import OrderState
from orders.domain.totals import OrderLine
from orders.domain.withdrawing.period import ShopDays
from orders.domain.withdrawing.withdrawal import why_not
from souk import bank_account
from souk.events import Event
from souk.events.common import LabelledText, PickupPlace, PickupPoint
from souk.events.factory import new_event
from souk.events.notifications import WishAsked
from souk.events.orders import LetterLine, OrderExchangeRefused
from souk.events.shipping import ExchangeWanted
from souk.events.users import AccountClosing, ExportReady, GuestAsked, GuestForgotten
from souk.money import Money
from souk.shop.pickup import code_of
from souk_local.deployment import BANK_ACCOUNT
from tests.unit.notifications.fakes import (
    ALERT,
    CANCELLED,
    CLAIM,
    CODE,
    CREDIT_NOTE,
    DUE,
    EDITED,
    EXPIRED,
    GIFT,
    INVOICE,
    LINES_CANCELLED,
    LINES_WISH,
    LINK_ASKED,
    MOVED,
    PAID,
    PLACED,
    REFUND,
    RETURN,
    REVERSAL,
    SHIPMENT,
    SHOP,
    STATED,
    TRANSFER,
    USER,
    WISH,
    WITHDRAWAL,
    FakeCodes,
    euro,
)

LINES = (OrderLine("CUP", 2, "p1", "Cup", Money(1000, "EUR")),)
CONTACT = Contact("o1", PLACED.number, PLACED.email, PLACED.access_key)
LINK = "https://shop.example/orders/o1#key=the-key"
EXCHANGED = PLACED.model_copy(
    update={"placed_by": "exchange", "exchange_of": "SK-000000", "expires_at": "2026-03-04T12:00:00Z"}
)
ADDED = EXCHANGED.model_copy(update={"placed_by": "staff", "exchange_of": "", "supplement_of": "SK-000000"})
WANTED = ExchangeWanted(sku="MUG-L", title="Large <green>", price=euro(1200))
INSTEAD = RETURN.model_copy(
    update={"lines": [RETURN.lines[0].model_copy(update={"exchange": WANTED}), *RETURN.lines[1:]]}
)
NOT_EXCHANGED = OrderExchangeRefused(
    order_id="o1",
    number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    access_key="the-key",
    return_id="o1-R2",
    lines=[LetterLine(sku="MUG-L", quantity=1, title="Large <green>")],
    reason="sold_out",
)
WISHED = WantedVariant("MUG", "p1", "mug", "Mug <blue>", "Large")
CHEAPER = ForSale(WISHED, Money(1150, "EUR"), sold_out=False)
PLACE = PickupPlace(
    location="main",
    name="Souk Wien",
    line1="Graben 1",
    postal_code="1010",
    city="Wien",
    country="AT",
    hours="Mo–Fr 10–18",
)
FETCHED = SHIPMENT.model_copy(update={"pickup": PLACE, "tracking_code": "", "tracking_url": ""})
POINT = PickupPoint(
    carrier="sandbox", id="P1", kind="shop", name="Kiosk", line1="Ring 9", city="Wien", country="AT", hours="8–20"
)
TO_POINT = SHIPMENT.model_copy(update={"pickup_point": POINT})
ALL = [
    received(PLACED, SHOP),
    received(PLACED.model_copy(update={"placed_by": "staff", "expires_at": "2026-03-04T12:00:00Z"}), SHOP),
    received(EXCHANGED, SHOP),
    received(EXCHANGED.model_copy(update={"pay_to": [LabelledText(label="IBAN", value="DE36 0000")]}), SHOP),
    received(EXCHANGED.model_copy(update={"total": euro(0)}), SHOP),
    received(ADDED, SHOP),
    received(ADDED.model_copy(update={"pay_to": [LabelledText(label="IBAN", value="DE36 0000")]}), SHOP),
    received(ADDED.model_copy(update={"total": euro(0)}), SHOP),
    confirmed(PAID, SHOP),
    cancelled(CANCELLED, SHOP),
    not_cancelled(WISH, SHOP),
    documented(INVOICE, CONTACT, SHOP),
    documented(INVOICE, CONTACT, SHOP).without_paper(),
    documented(REVERSAL, CONTACT, SHOP),
    documented(CREDIT_NOTE, CONTACT, SHOP),
    brought(GIFT, CODE, SHOP),
    brought(GIFT.model_copy(update={"sender": "", "message": "", "expires_on": ""}), CODE, SHOP),
    given(GIFT.model_copy(update={"order_id": "o1"}), "ada@example.com", "SK-000001", "the-key", SHOP),
    documented(CREDIT_NOTE, CONTACT, SHOP).without_paper(),
    lines_cancelled(LINES_CANCELLED, SHOP),
    lines_cancelled(LINES_CANCELLED.model_copy(update={"was_paid": False, "cancelled_by": "staff"}), SHOP),
    lines_kept(LINES_WISH, SHOP),
    edited(EDITED, SHOP),
    expired(EXPIRED, SHOP),
    expired(EXPIRED.model_copy(update={"owed": euro(400)}), SHOP),
    payment_due(DUE, SHOP),
    payment_due(DUE.model_copy(update={"received": euro(0)}), SHOP),
    partly_paid(DUE, SHOP),
    day_moved(MOVED, SHOP),
    transfer_back(TRANSFER, "ada@example.com", "SK-000001", "the-key", SHOP),
    transfer_back(TRANSFER.model_copy(update={"late": True}), "ada@example.com", "SK-000001", "the-key", SHOP),
    transfer_returned(TRANSFER, "ada@example.com", "SK-000001", "the-key", SHOP),
    link(LINK_ASKED, SHOP),
    shipped(SHIPMENT, SHOP),
    delivered(SHIPMENT, SHOP),
    *(write(FETCHED, SHOP) for write in (shipped, parcel_letters.uncollected, delivered)),
    parcel_letters.undelivered(FETCHED.model_copy(update={"trouble": "uncollected", "outcome": "refunded"}), SHOP),
    confirmed(PAID.model_copy(update={"pickup": PLACE}), SHOP),
    confirmed(PAID.model_copy(update={"pickup_point": POINT}), SHOP),
    parcel_letters.shipped(TO_POINT, SHOP),
    parcel_letters.ready_at_point(TO_POINT, SHOP),
    parcel_letters.delivered(TO_POINT, SHOP),
    parcel_letters.undelivered(TO_POINT.model_copy(update={"trouble": "uncollected", "outcome": "awaited"}), SHOP),
    *(
        parcel_letters.undelivered(SHIPMENT.model_copy(update={"trouble": trouble, "outcome": outcome}), SHOP)
        for trouble, outcome in (
            ("lost", "refunded"),
            ("damaged", "refunded"),
            ("refused", "settled"),
            ("returned", "awaited"),
        )
    ),
    refunded(REFUND, "ada@example.com", "SK-000001", "the-key", SHOP),
    return_letters.asked(RETURN, SHOP),
    return_letters.approved(RETURN, SHOP),
    return_letters.approved(INSTEAD, SHOP),
    return_letters.not_exchanged(NOT_EXCHANGED, SHOP),
    return_letters.not_exchanged(NOT_EXCHANGED.model_copy(update={"reason": "not_possible"}), SHOP),
    return_letters.rejected(RETURN.model_copy(update={"note": "It was used <i>outdoors</i>."}), SHOP),
    return_letters.rejected(RETURN, SHOP),
    return_letters.received(RETURN, SHOP),
    return_letters.expired(RETURN, SHOP),
    return_letters.asked(CLAIM, SHOP),
    return_letters.claim_granted(CLAIM, SHOP),
    return_letters.claim_granted(CLAIM.model_copy(update={"free": True}), SHOP),
    return_letters.rejected(CLAIM, SHOP),
    return_letters.rejected(CLAIM.model_copy(update={"note": "There is no crack."}), SHOP),
    return_letters.withdrawal(WITHDRAWAL, SHOP),
    return_letters.withdrawal(WITHDRAWAL.model_copy(update={"whole": False, "delivery": None}), SHOP),
    return_letters.withdrawal(WITHDRAWAL.model_copy(update={"refusal": "The time to withdraw is over."}), SHOP),
    return_letters.withdrawal_in_words(STATED, SHOP),
    welcome(USER, SHOP),
    guest_letters.asked(GuestAsked(email=USER.email, token="the-token", has_account=True), SHOP),
    guest_letters.forgotten(GuestForgotten(email=USER.email), SHOP),
    account_letters.password_changed(ALERT, SHOP),
    account_letters.email_changed(ALERT, SHOP),
    account_letters.session_reused(ALERT, SHOP),
    account_letters.closing(AccountClosing(user_id="ada", email=USER.email, closes_at="2026-06-03T10:00:00Z"), SHOP),
    account_letters.export_ready(ExportReady(user_id="ada", email=USER.email, until="2026-06-03T10:00:00Z"), SHOP),
    reader_letters.asked(
        WishAsked(email=USER.email, token="the-token", sku="MUG", handle="mug", title="Mug <blue>"), SHOP
    ),
    reader_letters.back_in_stock(WISHED, USER.email, SHOP, "a.b.c"),
    reader_letters.abandoned_cart([(CHEAPER, 2)], USER.email, SHOP, "a.b.c"),
    reader_letters.review_request(
        "SK-1", [(CHEAPER.variant, "https://reviews.example/mug")], USER.email, SHOP, "a.b.c"
    ),
    *(reader_letters.price_drop([CHEAPER] * count, USER.email, SHOP, "a.b.c") for count in (1, 2, 3, 11)),
]


in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_an_exchange_says_what_is_paid_and_how() -> None:
    english = tongue_for("en", "en")

    def written(letter: Letter) -> str:
        return TemplatePress().write(letter, SHOP, english).text

    assert "2 × Large <green>, €12.00 each" in written(return_letters.approved(INSTEAD, SHOP))
    to_pay = written(received(EXCHANGED, SHOP))
    assert "SK-000000" in to_pay
    assert LINK in to_pay
    free = written(received(EXCHANGED.model_copy(update={"total": euro(0)}), SHOP))
    assert "there is nothing to pay" in free


def test_what_was_added_says_to_which_order_and_how_it_is_paid() -> None:
    to_pay = written(received(ADDED, SHOP)).text
    assert all(words in to_pay for words in ("added", "SK-000000", "a parcel of their own", LINK))
    by_transfer = received(ADDED.model_copy(update={"pay_to": [LabelledText(label="IBAN", value="DE36 0000")]}), SHOP)
    assert "DE36 0000" in written(by_transfer).text
    assert "nothing to pay" in written(received(ADDED.model_copy(update={"total": euro(0)}), SHOP)).text


def test_these_are_all_letters_and_there_is_an_example_of_each() -> None:
    assert {letter.kind for letter in ALL} == {*LetterKind}
    assert {example(SHOP).kind for example in EXAMPLES.values()} == {*LetterKind}
    assert all(name.partition("-")[0] == example(SHOP).kind for name, example in EXAMPLES.items())


def written(letter: Letter, locale: str = "en", shop: Shop = SHOP) -> WrittenLetter:
    return TemplatePress().write(letter, shop, tongue_for(locale, shop.language))


@pytest.mark.parametrize(
    ("waiting", "said"), [(2, "Available from"), (1, "1 of them: available from"), (0, "Available from")]
)
def test_a_letter_says_of_how_many_units_the_day_is(waiting: int, said: str) -> None:
    line = PAID.lines[0].model_copy(update={"waiting": waiting, "available_from": "2026-06-01"})
    assert f"{said} 1 June 2026" in written(confirmed(PAID.model_copy(update={"lines": [line]}), SHOP)).text


def test_what_is_fetched_has_no_shipping() -> None:
    told = written(received(PLACED.model_copy(update={"pickup": PLACE, "shipping": euro(0)}), SHOP)).text
    assert "Pick-up: Free" in told
    assert "Shipping" not in told
    assert "parcel" not in told


def test_who_would_have_to_wait_longer_is_told_that_they_need_not() -> None:
    told = written(day_moved(MOVED, SHOP)).text
    for words in ("31 January 2030", "28 February 2030", "cancel it on your order’s page"):
        assert words in told
    earlier = written(day_moved(MOVED.model_copy(update={"day": "2030-01-15"}), SHOP)).text
    assert "cancel it" not in earlier


def test_what_is_fetched_is_written_of_with_place_hours_and_code() -> None:
    letter = shipped(FETCHED, SHOP)
    assert letter.kind is LetterKind.READY_FOR_PICKUP
    told = written(letter)
    before = code_of(FETCHED.order_id, "")
    for words in (PLACE.name, PLACE.line1, PLACE.city, PLACE.hours, before, FETCHED.order_number):
        assert words in told.text
    assert before not in written(confirmed(PAID.model_copy(update={"pickup": PLACE}), SHOP)).text
    drawn = written(shipped(FETCHED.model_copy(update={"pickup_code": "012345"}), SHOP)).text
    assert "012345" in drawn
    assert before not in drawn


def test_what_lies_at_a_pick_up_point_is_written_of_with_place_and_hours_and_no_code_of_ours() -> None:
    told = written(parcel_letters.ready_at_point(TO_POINT, SHOP)).text
    assert all(words in told for words in (POINT.name, POINT.line1, POINT.hours, TO_POINT.tracking_code))
    assert code_of(TO_POINT.order_id, "") not in told
    assert POINT.line1 in written(confirmed(PAID.model_copy(update={"pickup_point": POINT}), SHOP)).text
    left = TO_POINT.model_copy(update={"trouble": "uncollected", "outcome": "awaited"})
    assert "comes back to us" in written(parcel_letters.undelivered(left, SHOP)).text
    assert "has been collected" in written(parcel_letters.delivered(TO_POINT, SHOP)).text


def test_a_part_of_what_is_fetched_is_called_one() -> None:
    assert "A part of" in written(shipped(FETCHED.model_copy(update={"complete": False}), SHOP)).subject


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
        self.dir: str | None = None
        self.tags: set[str] = set()
        self.title = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.add(tag)
        if tag == "html":
            self.lang, self.dir = attributes.get("lang"), attributes.get("dir")
        if tag == "a":
            self.links.append(attributes.get("href") or "")
        if tag == "img":
            self.images.append(attributes)
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"]:
            self.title += data
        elif self.open[-1:] != ["style"]:
            self.text += data


def test_a_gift_card_says_its_code_and_what_its_giver_wrote_unless_there_is_a_link_in_it() -> None:
    text = written(brought(GIFT, CODE, SHOP)).text
    for words in (CODE, "€50.00", "Ada gives you", "Happy birthday!", "Hello Bea", "2029"):
        assert words in text
    baited = GIFT.model_copy(update={"sender": "win at evil.example", "message": "go to https://evil.example"})
    assert "evil" not in written(brought(baited, CODE, SHOP)).text


@by_kind
@in_every_language
def test_every_letter_is_whole_in_both_forms_and_every_language(letter: Letter, language: str) -> None:
    found = written(letter, language)
    page = Document(found.html)
    assert page.open == []
    assert (page.lang, page.dir) == (language, "rtl" if language == "ar" else "ltr")
    say = Speech(tongue_for(language, "en"), shop=SHOP.name)
    parts = [letter.heading, *letter.paragraphs, letter.closing, *(label for label, _ in letter.totals)]
    for words in (*map(say, parts), SHOP.name):
        assert words in page.text
        assert words in found.text
    for button in (letter.action, letter.second_action):
        assert button is None or (button.url in page.links and button.url in found.text)
    assert all("alt" in image for image in page.images)
    assert found.to == "ada@example.com"
    assert found.subject == page.title
    assert say(letter.preview) in page.text
    for shown in (found.subject, page.text, found.text):
        assert "{" not in shown  # a value that nobody filled in
    assert "<blue>" not in found.html


@by_kind
@in_every_language
def test_letters_lead_to_the_shop_alone_or_to_the_carrier_or_where_reviews_are(letter: Letter, language: str) -> None:
    page = Document(written(letter, language).html)
    ours = tuple(link for link in page.links if link.startswith(f"{SHOP.url}/") or link == SHOP.url)
    tracked, reviews = {SHIPMENT.tracking_url}, {"https://reviews.example/mug"}
    others = {"shipped": tracked, "ready_at_point": tracked, "review_request": reviews}
    assert {*page.links} - {*ours} == others.get(letter.kind, set())
    own = (f"{SHOP.url}/", *(f"cid:{each.shown_as}" for each in written(letter, language).enclosed))
    assert all((image["src"] or "").startswith(own) for image in page.images)
    assert not page.tags & {"script", "link", "iframe", "form", "object", "svg"}


@in_every_language
def test_the_texts_of_a_language_are_those_of_english_with_the_same_values(language: str) -> None:
    assert texts(language).keys() == texts("en").keys()
    for key, english in texts("en").items():
        assert _named(texts(language)[key]) <= _named(english), key
        if isinstance(english, str):
            assert _named(texts(language)[key]) == _named(english), key


@in_every_language
def test_there_is_a_text_for_each_form_of_the_plural(language: str) -> None:
    forms = set(Locale.parse(language).plural_form.tags) | {"other"}
    for key, text in texts(language).items():
        assert not isinstance(text, dict) or text.keys() == forms, key


def _named(text: str | dict[str, str]) -> set[str]:
    return {
        name for form in ([text] if isinstance(text, str) else text.values()) for name in re.findall("{(.*?)}", form)
    }


def test_a_text_that_somebody_wrote_never_becomes_markup_or_another_line_of_the_head() -> None:
    evil = '"><img src=x onerror=alert(1)>{{ 7 * 7 }}'
    address = PAID.shipping_address.model_copy(update={"name": evil, "city": evil})
    line = PAID.lines[0].model_copy(update={"title": evil, "variant_title": evil})
    order = PAID.model_copy(update={"shipping_address": address, "lines": [line], "number": f"1\r\nBcc: {evil}"})
    shop = replace(SHOP, name=evil, imprint=(evil,))
    for language in LANGUAGES:
        found = written(confirmed(order, shop), language, shop)
        page = Document(found.html)
        assert "<img src=x" not in found.html
        assert "49" not in found.text
        assert {image["src"] for image in page.images} == {"https://shop.example/media/mug.webp"}
        assert "\n" not in found.subject
        assert "\r" not in found.subject


@pytest.mark.parametrize(
    ("locale", "shops", "tongue"),
    [
        ("de-AT", "en", Tongue("de", "de-AT", "de")),
        ("AR", "en", Tongue("ar", "AR", "ar")),
        ("", "fr", Tongue("fr", "fr", "fr")),
        ("ja-JP", "de", Tongue("de", "de", "de")),
        ("ja-JP", "es", Tongue("en", "en", "es")),  # the merchant's words in the shop's language
        ("es-MX", "es", Tongue("en", "en", "es")),
        ("es-MX", "de", Tongue("de", "de", "de")),
    ],
)
def test_a_letter_is_in_the_shoppers_language_or_else_the_shops(locale: str, shops: str, tongue: Tongue) -> None:
    assert tongue_for(locale, shops) == tongue


def test_a_letter_shows_the_shops_logo_and_who_it_is() -> None:
    shop = replace(SHOP, logo="https://shop.example/media/content/logo.png", imprint=("Souk Ltd", "hello@shop.example"))
    found = written(confirmed(PAID, shop), "en", shop)
    assert {"src": shop.logo, "alt": shop.name}.items() <= Document(found.html).images[0].items()
    for words in (Document(found.html).text, found.text):
        assert all(line in words for line in shop.imprint)


@pytest.mark.parametrize("letter", [ALL[0], ALL[1]], ids=["received", "confirmed"])
def test_an_order_is_listed_with_its_sums(letter: Letter) -> None:
    for shown in (Document(written(letter).html).text, written(letter).text):
        for words in ("Mug <blue>", "Large", "€20.00", "€5.00", "€25.00", "€4.90", "Includes tax", "€29.90"):
            assert words in shown
    assert Document(written(letter).html).images[0]["src"] == "https://shop.example/media/mug.webp"


def test_an_order_without_shipping_costs_says_free_and_tax_on_top_says_so() -> None:
    order = PAID.model_copy(update={"shipping": euro(0), "tax": euro(500), "total": euro(3000)})
    plain = written(confirmed(order, SHOP)).text
    assert "Shipping: Free" in plain
    assert "\nTax: €5.00" in plain


def test_a_confirmation_shows_where_the_parcel_goes() -> None:
    assert "Ada Lovelace\nRing 1\n1010 Wien\nAT" in written(confirmed(PAID, SHOP)).text


def test_of_what_needs_no_parcel_no_letter_speaks_of_one() -> None:
    lines = [line.model_copy(update={"requires_shipping": False}) for line in PAID.lines]
    order = PAID.model_copy(update={"lines": lines, "shipping": euro(0), "total": euro(2500)})
    for language in LANGUAGES:
        text = written(confirmed(order, SHOP), language).text
        assert "Ring 1" not in text
    assert "Nothing of order" in written(confirmed(order, SHOP)).text
    assert "Shipping" not in written(confirmed(order, SHOP)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_about_money_that_is_only_held_say_that_nothing_was_charged(language: str) -> None:
    held, charged = (EXAMPLES[LetterKind.CONFIRMED + suffix](SHOP) for suffix in ("-held", ""))
    assert written(held, language).text != written(charged, language).text
    nothing = {"en": "nothing is charged yet", "de": "noch nichts", "fr": "rien n’est encore débité", "ar": "ولم يُخصم"}
    assert nothing[language] in written(held, language).text
    for kind in (LetterKind.CANCELLED, LetterKind.LINES_CANCELLED, LetterKind.EDITED):
        texts = {written(EXAMPLES[kind + suffix](SHOP), language).text for suffix in ("-held", "")}
        assert len(texts) == 2
    called_off = written(EXAMPLES[f"{LetterKind.CANCELLED}-held"](SHOP)).text
    assert "What your bank reserved is released" in called_off
    assert "sent back" not in called_off


def test_a_consent_to_digital_content_at_once_is_confirmed() -> None:
    lines = [line.model_copy(update={"withdrawal_exclusion": "digital_content"}) for line in PAID.lines]
    order = PAID.model_copy(update={"lines": lines})
    assert "you lose your right to withdraw" in written(confirmed(order, SHOP)).text
    assert "Ihr Widerrufsrecht dadurch erlischt" in written(confirmed(order, SHOP), "de").text
    assert "right to withdraw" not in written(confirmed(PAID, SHOP)).text


def test_who_may_have_bought_files_reads_where_they_are_and_gets_no_link_to_one() -> None:
    order = PAID.model_copy(update={"lines": [line.model_copy(update={"digital": True}) for line in PAID.lines]})
    for language, words in {
        "en": "downloaded on your",
        "de": "herunterladen",
        "fr": "téléchargent",
        "ar": "تنزيل",
    }.items():
        assert words in written(confirmed(order, SHOP), language).text
        assert words not in written(confirmed(PAID, SHOP), language).text
    assert confirmed(order, SHOP).action == confirmed(PAID, SHOP).action


@by_kind
def test_letters_about_an_order_open_its_page_without_signing_in(letter: Letter) -> None:
    if letter.number and letter.kind not in ("order_expired", "order_link", "review_request"):
        assert letter.action is not None
        assert letter.action.url == LINK


def test_a_link_without_a_key_has_none() -> None:
    letter = confirmed(PAID.model_copy(update={"access_key": ""}), SHOP)
    assert letter.action is not None
    assert letter.action.url == "https://shop.example/orders/o1"


def test_a_shipment_says_how_to_follow_it() -> None:
    letter = shipped(SHIPMENT, SHOP)
    assert "Tracking code: TRACK1" in written(letter).text
    assert "https://carrier.example/TRACK1" in written(letter).text
    assert "https://carrier.example/TRACK1" in Document(written(letter).html).links


def test_a_part_of_an_order_is_called_a_part() -> None:
    letter = shipped(SHIPMENT.model_copy(update={"complete": False}), SHOP)
    assert written(letter).subject == "A part of your order SK-000001 is on its way"


def test_a_tracking_address_that_is_no_web_address_is_no_link() -> None:
    letter = shipped(SHIPMENT.model_copy(update={"tracking_url": "javascript:alert(1)"}), SHOP)
    assert letter.second_action is None


def test_a_cancellation_says_what_becomes_of_the_money() -> None:
    assert "You have not been charged." in written(cancelled(CANCELLED, SHOP)).text
    paid = CANCELLED.model_copy(update={"was_paid": True, "cancelled_by": "staff"})
    plain = written(cancelled(paid, SHOP)).text
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
    assert words in written(cancelled(CANCELLED.model_copy(update=figures), SHOP)).text


def test_a_refused_cancellation_says_what_can_be_done() -> None:
    plain = written(not_cancelled(WISH, SHOP)).text
    assert "could not be cancelled" in written(not_cancelled(WISH, SHOP)).subject
    assert "send it back when it has arrived" in plain
    assert "sending €" not in plain


def test_a_refund_says_how_much() -> None:
    plain = written(refunded(REFUND, "ada@example.com", "SK-000001", "the-key", SHOP)).text
    assert "Refunded now: €10.00" in plain
    assert "Refunded in all: €15.00" in plain


@pytest.mark.parametrize(
    ("money", "locale", "shown"),
    [
        (Money(123456, "EUR"), "en", "€1,234.56"),
        (Money(123456, "EUR"), "de", "1.234,56\u00a0€"),
        (Money(123456, "EUR"), "de-AT", "€\u00a01.234,56"),
        (Money(123456, "EUR"), "fr", "1\u202f234,56\u00a0€"),
        (Money(123456, "EUR"), "ar", "\u200f1,234.56\u00a0€"),
        (Money(5, "USD"), "en-US", "$0.05"),
        (Money(1200, "JPY"), "en", "JP¥1,200"),
        (Money(5000, "KWD"), "de", "5,000\u00a0KWD"),
        (Money(5000, "UYI"), "en", "UYI5,000"),  # as many digits as the shop counts with, whatever CLDR says
        (Money(-150, "EUR"), "en", "-€1.50"),
        (Money(0, "EUR"), "de-Latn-XX", "0,00\u00a0€"),
    ],
)
def test_prices(money: Money, locale: str, shown: str) -> None:
    assert Speech(tongue_for(locale, "en"))(money) == shown


ACCOUNT = [LabelledText(label=label, value=value) for label, value in bank_account.parse(BANK_ACCOUNT).lines]
BY_TRANSFER = PLACED.model_copy(update={"pay_to": ACCOUNT, "expires_at": "2026-12-01T09:48:00+00:00"})


def test_an_order_by_bank_transfer_says_where_to_transfer_what_by_when_and_with_which_reference() -> None:
    letter = received(BY_TRANSFER, SHOP)
    for words in (written(letter).html, written(letter).text):
        assert "DE36 0000 0000 0000 0000 00" in words
        assert "Reference" in words
        assert "SK-000001" in words
        assert "€29.90" in words
        assert "Tuesday, 1 December 2026, 9:48\u202fam UTC" in words
        assert "nothing more to do" not in words
    assert written(letter).subject == "Please transfer €29.90 for your order SK-000001"
    assert letter.kind == "order_received"


def test_a_bank_transfer_has_a_code_with_it_where_there_is_one_for_its_account() -> None:
    (code,) = written(received(BY_TRANSFER, SHOP)).enclosed
    assert (code.name, code.type) == ("transfer-code.png", "image/png")
    assert 'src="cid:transfer-code"' in written(received(BY_TRANSFER, SHOP)).html
    american = [LabelledText(label=label, value="1") for label in ("Account holder", "Account number")]
    letter = written(received(BY_TRANSFER.model_copy(update={"pay_to": american}), SHOP))
    assert (letter.enclosed, "cid:" in letter.html) == ((), False)


def test_an_order_without_an_account_to_pay_to_is_not_asked_to_transfer_anything() -> None:
    for method in ("", "stripe", "manual"):  # as older events tell it, too
        placed = PLACED.model_copy(update={"payment_method": method})
        assert "transfer" not in written(received(placed, SHOP)).text


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
    assert ("You have an account" in written(letter).text) == has_account
    assert ("within 30 minutes" in written(letter).text) == bool(token)


def test_a_new_link_of_an_accounts_order_has_no_key_and_says_to_sign_in() -> None:
    letter = link(LINK_ASKED.model_copy(update={"code": ""}), SHOP)
    assert letter.action is not None
    assert letter.action.url == "https://shop.example/orders/o1"
    assert "sign in with this e-mail address" in written(letter).text
    assert "sign in" not in written(link(LINK_ASKED, SHOP)).text


@pytest.mark.parametrize(
    ("language", "moment"),
    [
        ("en", "Monday, 4 May 2026, 10:00:07\u202fam UTC"),
        ("de", "Montag, 4. Mai 2026, 10:00:07 Uhr (UTC)"),
        ("fr", "lundi 4 mai 2026 à 10:00:07 (UTC)"),
        ("ar", "الاثنين، 4 مايو 2026، 10:00:07 ص (بالتوقيت العالمي المنسق)"),
    ],
)
def test_a_withdrawal_is_acknowledged_with_what_was_stated_and_the_second_it_came_in(
    language: str, moment: str
) -> None:
    """Article 11a (5) of directive 2011/83/EU, to the address that was given with it."""
    found = written(return_letters.withdrawal(WITHDRAWAL, SHOP), language)
    assert found.to == WITHDRAWAL.contact
    for shown in (Document(found.html).text, found.text):
        plain = shown.translate({ord(mark): None for mark in "\u2068\u2069"})
        for words in (moment, WITHDRAWAL.name, WITHDRAWAL.number, WITHDRAWAL.contact, "Mug <blue>"):
            assert words in plain


def test_a_withdrawal_says_what_it_is_from_and_what_is_next() -> None:
    whole = written(return_letters.withdrawal(WITHDRAWAL, SHOP)).text
    part = written(
        return_letters.withdrawal(WITHDRAWAL.model_copy(update={"whole": False, "delivery": None}), SHOP)
    ).text
    assert "Withdrawn from: the whole order" in whole
    assert "Withdrawn from: the items below" in part
    assert "within 14 days" in whole
    assert "we pay back €4.90 for the delivery" in whole
    assert "for the delivery" not in part


@in_every_language
def test_a_statement_in_words_is_acknowledged_with_its_words_and_when_it_is_read_with_the_items(language: str) -> None:
    say, about = Speech(tongue_for(language, "en")), phrases_about(LetterKind.WITHDRAWAL)
    at_once = written(return_letters.withdrawal_in_words(STATED, SHOP), language).text
    read = WITHDRAWAL.model_copy(update={"words": STATED.words, "whole": False, "delivery": None})
    later = written(return_letters.withdrawal(read, SHOP), language).text
    for text in (at_once, later):
        assert "the chipped one, not the other" in text
        assert "10:00:07" in text
    assert (say(about("in_words")) in at_once, say(about("read")) in at_once) == (True, False)
    assert (say(about("in_words")) in later, say(about("read")) in later) == (False, True)
    refused = return_letters.withdrawal(read.model_copy(update={"refusal": "Other goods.", "lines": []}), SHOP)
    assert say(about("read")) not in written(refused, language).text


@in_every_language
def test_what_is_promised_for_cancelled_units_is_what_they_cost(language: str) -> None:
    """Of an order that nobody has paid nothing goes back; of one that costs nothing nothing is said of money."""
    say = Speech(tongue_for(language, "en"))
    paid = lines_cancelled(LINES_CANCELLED, SHOP)
    assert "10" in say(paid.paragraphs[2])
    assert say(paid.paragraphs[2]) in written(paid, language).text
    unpaid = lines_cancelled(LINES_CANCELLED.model_copy(update={"was_paid": False}), SHOP)
    assert say(paid.paragraphs[2]) not in written(unpaid, language).text
    free = lines_cancelled(LINES_CANCELLED.model_copy(update={"credit": euro(0), "shipping": euro(0)}), SHOP)
    assert (len(free.paragraphs), free.closing) == (2, "")


@in_every_language
def test_an_expired_order_of_which_money_came_says_what_goes_back(language: str) -> None:
    late = expired(EXPIRED.model_copy(update={"owed": euro(700)}), SHOP)
    say, plain = Speech(tongue_for(language, "en")), written(expired(EXPIRED, SHOP), language).text
    found = written(late, language).text
    assert all(say(part) in found for part in late.paragraphs)
    assert say(late.paragraphs[2]) not in plain
    assert say(expired(EXPIRED, SHOP).paragraphs[1]) not in found


def test_staff_who_wanted_units_out_are_not_written_to() -> None:
    desk = Desk(SHOP, None, FakeCodes)  # type: ignore[arg-type]
    told = {by: LETTERS["order.lines_cancellation_refused"](refused_lines(by), desk) for by in ("shopper", "staff")}
    assert (told["shopper"] is not None, told["staff"]) == (True, None)


def refused_lines(by: str) -> Event:
    data = LINES_WISH.model_copy(update={"requested_by": by})
    return new_event("order.lines_cancellation_refused", aggregate_id="o1", aggregate_version=9, data=data)


@pytest.mark.parametrize("state", [OrderState.CANCELLED, OrderState.EXPIRED, OrderState.DELIVERED])
@in_every_language
def test_why_a_withdrawal_has_no_effect_is_said_in_the_letters_language(state: OrderState, language: str) -> None:
    """As the orders service says it: a reason that is worded anew there is to be known here."""
    now = datetime(2026, 5, 4, tzinfo=UTC)
    order = object.__new__(Order)
    delivered = HistoryEntry(OrderState.DELIVERED, now, "carrier")
    known = {
        "state": state,
        "history": (delivered,),
        "line_cancellations": (),
        "parcels": (),
        "marks": (),
        "came_in": (),
        "days": (),
        "file_consents": (),
    }
    for name, value in {**known, "details": SimpleNamespace(lines=LINES)}.items():
        object.__setattr__(order, name, value)
    refusal = why_not(order, ShopDays(), now + timedelta(days=40))
    refused = return_letters.withdrawal(WITHDRAWAL.model_copy(update={"refusal": refusal}), SHOP)
    found = written(refused, language).text
    assert (refusal in found) == (language == "en")
    assert Speech(tongue_for(language, "en"))(refused.paragraphs[2]) in found
    assert "€4.90" not in found


def test_a_reason_that_no_language_has_words_for_is_said_as_it_is() -> None:
    refused = WITHDRAWAL.model_copy(update={"refusal": "It was made to measure."})
    assert "Er hat keine Wirkung: It was made" in written(return_letters.withdrawal(refused, SHOP), "de").text


def test_a_withdrawal_of_somebody_who_is_forgotten_is_acknowledged_to_nobody() -> None:
    assert return_letters.withdrawal(WITHDRAWAL.model_copy(update={"email": ""}), SHOP).to == ""


def test_a_return_says_its_number_until_when_why_not_and_what_came() -> None:
    approved = written(return_letters.approved(RETURN, SHOP))
    assert approved.subject == "Return SK-000001-2: you can send it"
    assert "Return: SK-000001-2\nSend by: 3 June 2026" in approved.text
    note = RETURN.model_copy(update={"note": "It was used outdoors."})
    assert "take them back:\n\nIt was used outdoors.\n" in written(return_letters.rejected(note, SHOP)).text
    assert "take them back.\n" in written(return_letters.rejected(RETURN, SHOP)).text
    received = written(return_letters.received(RETURN, SHOP)).text
    assert "2 × Mug <blue>" in received
    assert "Tea" not in received


def test_an_acknowledgement_that_goes_elsewhere_does_not_open_the_order() -> None:
    elsewhere = WITHDRAWAL.model_copy(update={"contact": "eve@example.com"})
    assert WITHDRAWAL.access_key
    assert WITHDRAWAL.access_key not in written(return_letters.withdrawal(elsewhere, SHOP)).html


def test_of_a_part_the_letter_says_what_is_missing_and_where_to_transfer_it() -> None:
    text = written(partly_paid(DUE, SHOP)).text
    for told in ("€4.00", "€36.00", "DE89 3704 0044 0532 0130 00", "SK-000001"):
        assert told in text


def test_who_has_transferred_a_part_is_not_told_that_nothing_was_charged() -> None:
    part = written(expired(EXPIRED.model_copy(update={"owed": euro(400)}), SHOP))
    assert "not been charged" not in part.text + part.html
    assert "€4.00" in part.text
