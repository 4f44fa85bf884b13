"""Which letter follows which event, and that it is sent once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.adapters.press import TemplatePress
from notifications.domain.letter import Letter, Shop, WrittenLetter
from notifications.domain.returned import Trouble, Unreachable
from notifications.domain.tongue import Tongue
from notifications.domain.wording import Words
from notifications.usecases.notifications import LEASE_SECONDS, PAPER_AWAITED, STALE, Notifications
from notifications.usecases.ports import Rejected
from souk import clock
from souk.errors import InProgress, NotFound, Unavailable
from souk.limits.limits import Limits
from tests.support.limits import MemoryCounters
from tests.unit.notifications.fakes import (
    ALERT,
    CANCELLED,
    CLAIM,
    CREDIT_NOTE,
    DUE,
    EXPIRED,
    GIFT,
    INVOICE,
    LINK_ASKED,
    NOW,
    PAID,
    PLACED,
    REFUND,
    RETURN,
    SHIPMENT,
    TRANSFER,
    USER,
    WISH,
    WITHDRAWAL,
    FakeClaims,
    FakeCodes,
    FakeContacts,
    FakeDeadAddresses,
    FakeHouse,
    FakeMailer,
    FakePapers,
    euro,
    event,
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def contacts() -> FakeContacts:
    return FakeContacts()


@pytest.fixture
def claims() -> FakeClaims:
    return FakeClaims()


@pytest.fixture
def dead() -> FakeDeadAddresses:
    return FakeDeadAddresses()


@pytest.fixture
def house() -> FakeHouse:
    return FakeHouse()


@pytest.fixture
def papers() -> FakePapers:
    return FakePapers()


@pytest.fixture
def notifications(
    mailer: FakeMailer,
    claims: FakeClaims,
    contacts: FakeContacts,
    dead: FakeDeadAddresses,
    house: FakeHouse,
    papers: FakePapers,
) -> Notifications:
    limits = Limits(MemoryCounters())
    return Notifications(mailer, TemplatePress(), claims, contacts, dead, limits, house, lambda: papers, FakeCodes)


def test_each_event_has_its_letter(notifications: Notifications, mailer: FakeMailer) -> None:
    notifications.tell(event("user.registered", USER))
    for told in ("user.password_changed", "user.email_changed", "user.session_reused"):
        notifications.tell(event(told, ALERT))
    notifications.tell(event("order.placed", PLACED))
    notifications.tell(event("order.paid", PAID))
    notifications.tell(event("order.cancelled", CANCELLED))
    notifications.tell(event("order.cancellation_refused", WISH))
    notifications.tell(event("order.expired", EXPIRED))
    notifications.tell(event("order.partly_paid", DUE))
    notifications.tell(event("order.payment_due", DUE))
    notifications.tell(event("transfer.received", TRANSFER))
    notifications.tell(event("transfer.received", TRANSFER.model_copy(update={"surplus": euro(0)})))
    notifications.tell(event("transfer.returned", TRANSFER))
    notifications.tell(event("order.link_asked", LINK_ASKED))
    notifications.tell(event("shipment.shipped", SHIPMENT))
    notifications.tell(event("shipment.delivered", SHIPMENT))
    gone = SHIPMENT.model_copy(update={"trouble": "lost", "outcome": "refunded"})
    notifications.tell(event("shipment.undelivered", gone))
    notifications.tell(event("return.received", RETURN.model_copy(update={"kind": "undelivered"})))  # nothing more
    notifications.tell(event("return.requested", RETURN.model_copy(update={"send_by": ""})))
    for told in ("return.approved", "return.rejected", "return.received", "return.expired"):
        notifications.tell(event(told, RETURN))
    notifications.tell(event("return.requested", CLAIM.model_copy(update={"granted": []})))
    for told in ("return.requested", "return.granted", "return.rejected"):  # granted by the rules, in the same moment
        notifications.tell(event(told, CLAIM))
    notifications.tell(event("return.granted", CLAIM.model_copy(update={"kind": "undelivered"})))  # nothing more
    notifications.tell(event("withdrawal.declared", WITHDRAWAL))
    notifications.tell(event("refund.succeeded", REFUND))
    notifications.tell(event("document.issued", INVOICE))
    notifications.tell(event("document.issued", CREDIT_NOTE))
    notifications.tell(event("gift_card.sent", GIFT))
    assert [letter.kind for letter in mailer.letters] == [
        "welcome",
        "password_changed",
        "email_changed",
        "session_reused",
        "order_received",
        "order_confirmed",
        "order_cancelled",
        "order_not_cancelled",
        "order_expired",
        "partly_paid",
        "payment_due",
        "transfer_back",
        "refunded",
        "order_link",
        "shipped",
        "delivered",
        "undelivered",
        "return_asked",
        "return_approved",
        "return_rejected",
        "return_received",
        "return_expired",
        "claim_asked",
        "claim_granted",
        "claim_rejected",
        "withdrawal",
        "refunded",
        "invoice",
        "credit_note",
        "gift_card",
    ]


def test_a_return_is_told_once_that_it_can_be_sent(notifications: Notifications, mailer: FakeMailer) -> None:
    notifications.tell(event("return.requested", RETURN))  # approved by the rules, in the same moment
    assert len(mailer) == 0
    notifications.tell(event("return.approved", RETURN))
    assert len(mailer) == 1


def test_a_shopper_does_not_hear_of_what_staff_could_not_cancel(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    by_staff = WISH.model_copy(update={"requested_by": "staff"})
    notifications.tell(event("order.cancellation_refused", by_staff))
    assert len(mailer) == 0


def test_a_link_is_mailed_to_nobody_who_is_not_the_orders(notifications: Notifications, mailer: FakeMailer) -> None:
    asked = LINK_ASKED.model_copy(update={"email": "", "code": "", "number": ""})
    notifications.tell(event("order.link_asked", asked))
    assert len(mailer) == 0


def test_a_link_carries_its_code_after_the_hash_and_one_of_an_older_version_its_key(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    notifications.tell(event("order.link_asked", LINK_ASKED))
    older = LINK_ASKED.model_copy(update={"code": "", "access_key": "the-key"})
    notifications.tell(event("order.link_asked", older))
    members = LINK_ASKED.model_copy(update={"code": ""})
    notifications.tell(event("order.link_asked", members))
    links = [re.findall(r"https://shop.example/orders/\S+", letter.text) for letter in mailer.letters]
    assert [found[0] for found in links] == [
        "https://shop.example/orders/o1#code=1.ab.cd",
        "https://shop.example/orders/o1#key=the-key",
        "https://shop.example/orders/o1",
    ]


def test_a_document_comes_with_its_letter_once_in_the_orders_language(
    notifications: Notifications, mailer: FakeMailer, papers: FakePapers
) -> None:
    issued = event("document.issued", INVOICE)
    with pytest.raises(NotFound):  # the order is not known yet: it comes again
        notifications.tell(issued)
    notifications.tell(event("order.placed", PLACED.model_copy(update={"locale": "de-AT"})))
    for _ in range(2):
        notifications.tell(issued)
    _, letter = mailer.letters
    assert (letter.to, letter.subject) == ("ada@example.com", "Ihre Rechnung INV-2026-000001")
    assert [(each.name, each.type, each.data, each.shown_as) for each in letter.enclosed] == [
        ("INV-2026-000001.pdf", "application/pdf", papers.content, "")
    ]
    assert "hängt als PDF an" in letter.text
    assert papers.asked == [("o1", "INV-2026-000001")]


def test_no_document_is_made_for_who_is_forgotten_or_not_reached(
    notifications: Notifications, mailer: FakeMailer, dead: FakeDeadAddresses, papers: FakePapers
) -> None:
    notifications.tell(event("order.placed", PLACED))
    dead.put(PLACED.email, Unreachable(Trouble.BOUNCED, NOW))
    notifications.tell(event("document.issued", INVOICE))
    notifications.forget("o1")
    notifications.tell(event("document.issued", CREDIT_NOTE))
    assert (len(mailer), papers.asked) == (1, [])


def test_a_letter_waits_for_its_document_and_at_last_says_where_it_is(
    notifications: Notifications, mailer: FakeMailer, papers: FakePapers
) -> None:
    notifications.tell(event("order.placed", PLACED))
    papers.trouble = Unavailable("the press is away")
    issued = event("document.issued", INVOICE)
    with clock.freeze(NOW + PAPER_AWAITED - timedelta(minutes=1)), pytest.raises(Unavailable):
        notifications.tell(issued)
    assert len(mailer) == 1
    with clock.freeze(NOW + PAPER_AWAITED):
        notifications.tell(issued)
        notifications.tell(issued)
    _, letter = mailer.letters
    assert letter.enclosed == ()
    assert "attached" not in letter.text
    assert "https://shop.example/orders/o1#key=the-key" in letter.text


def test_a_letter_says_where_a_document_is_that_is_too_large(
    notifications: Notifications, mailer: FakeMailer, papers: FakePapers
) -> None:
    notifications.tell(event("order.placed", PLACED))
    papers.content = b""
    notifications.tell(event("document.issued", CREDIT_NOTE))
    assert mailer.letters[1].enclosed == ()
    assert "you can open it as a PDF on the page of your order" in mailer.letters[1].text


def test_an_event_told_twice_is_one_letter(notifications: Notifications, mailer: FakeMailer) -> None:
    paid = event("order.paid", PAID)
    notifications.tell(paid)
    notifications.tell(paid)
    assert len(mailer) == 1


def test_two_events_are_two_letters(notifications: Notifications, mailer: FakeMailer) -> None:
    notifications.tell(event("order.placed", PLACED))
    for _ in range(2):
        notifications.tell(event("refund.succeeded", REFUND))
    assert [letter.kind for letter in mailer.letters] == ["order_received", "refunded", "refunded"]


def test_a_letter_that_will_never_be_taken_is_not_tried_again(
    notifications: Notifications, mailer: FakeMailer, claims: FakeClaims
) -> None:
    paid = event("order.paid", PAID)
    mailer.trouble = Rejected("MessageRejected")
    notifications.tell(paid)
    assert list(claims.done.values()) == ["MessageRejected"]
    mailer.trouble = None
    notifications.tell(paid)
    assert len(mailer) == 0


def test_a_letter_that_may_be_taken_later_comes_again_at_once(notifications: Notifications, mailer: FakeMailer) -> None:
    paid = event("order.paid", PAID)
    mailer.trouble = Unavailable("throttled")
    with pytest.raises(Unavailable):
        notifications.tell(paid)
    mailer.trouble = None
    notifications.tell(paid)
    assert len(mailer) == 1


def test_a_letter_somebody_else_is_sending_waits_for_the_lease(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    paid = event("order.paid", PAID)
    mailer.trouble = KeyboardInterrupt()  # the worker dies in the middle
    with pytest.raises(KeyboardInterrupt):
        notifications.tell(paid)
    mailer.trouble = None
    with pytest.raises(InProgress):
        notifications.tell(paid)
    with clock.freeze(NOW + timedelta(seconds=LEASE_SECONDS)):
        notifications.tell(paid)
    assert len(mailer) == 1


def test_replayed_history_sends_nothing(
    notifications: Notifications, mailer: FakeMailer, contacts: FakeContacts
) -> None:
    old = NOW - STALE - timedelta(seconds=1)
    notifications.tell(event("order.placed", PLACED, old))
    notifications.tell(event("refund.succeeded", REFUND, old))
    assert len(mailer) == 0
    assert contacts.kept == {}


def test_a_late_refund_of_somebody_who_is_forgotten_is_told_to_nobody(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    notifications.tell(event("order.placed", PLACED))
    notifications.forget(PLACED.order_id)
    notifications.tell(event("refund.succeeded", REFUND))
    assert len(mailer) == 1


def test_a_refund_that_overtakes_its_order_comes_again(notifications: Notifications, mailer: FakeMailer) -> None:
    refund = event("refund.succeeded", REFUND)
    with pytest.raises(NotFound):
        notifications.tell(refund)
    notifications.tell(event("order.placed", PLACED))
    notifications.tell(refund)
    assert [letter.kind for letter in mailer.letters] == ["order_received", "refunded"]


def test_a_letter_is_in_the_language_of_the_order_also_where_the_event_does_not_say_it(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    notifications.tell(event("order.placed", PLACED.model_copy(update={"locale": "de-AT"})))
    notifications.tell(event("shipment.shipped", SHIPMENT))
    notifications.tell(event("refund.succeeded", REFUND))
    notifications.tell(event("return.approved", RETURN))
    notifications.tell(event("withdrawal.declared", WITHDRAWAL.model_copy(update={"locale": "ar"})))
    notifications.tell(event("order.cancelled", CANCELLED.model_copy(update={"locale": "fr"})))
    notifications.tell(event("user.password_changed", ALERT.model_copy(update={"locale": "ar"})))
    notifications.tell(event("order.paid", PAID))  # nobody said: the shop's
    assert [letter.language for letter in mailer.letters] == ["de", "de", "de", "de", "ar", "fr", "ar", "en"]


def test_an_order_of_before_there_were_languages_is_written_to_in_the_shops(
    notifications: Notifications, mailer: FakeMailer, house: FakeHouse
) -> None:
    house.own = replace(house.own, language="fr")
    old = event("order.cancelled", CANCELLED)
    del old.data["locale"]
    notifications.tell(old)
    assert mailer.letters[0].subject == "Votre commande SK-000001 est annulée"


def test_the_merchants_words_are_those_of_the_letters_language(
    notifications: Notifications, mailer: FakeMailer, house: FakeHouse
) -> None:
    house.kept["order_confirmed", "de"] = Words(subject="{number}, danke", intro="Hallo", closing="Bis bald, {shop}")
    house.kept["order_confirmed", "en"] = Words(subject="{number}, thanks")
    notifications.tell(event("order.paid", PAID.model_copy(update={"locale": "de"})))
    (letter,) = mailer.letters
    assert letter.subject == "SK-000001, danke"
    assert all(words in letter.text and words in letter.html for words in ("Hallo", "Bis bald, Souk"))


def test_words_that_cannot_be_printed_never_stop_a_letter(mailer: FakeMailer, house: FakeHouse) -> None:
    class Jammed(TemplatePress):
        def write(self, letter: Letter, shop: Shop, tongue: Tongue) -> WrittenLetter:
            if letter.farewell:
                raise ValueError("these words cannot be printed")
            return super().write(letter, shop, tongue)

    house.kept["order_confirmed", "en"] = Words(closing="See you")
    dead, limits = FakeDeadAddresses(), Limits(MemoryCounters())
    notifications = Notifications(
        mailer, Jammed(), FakeClaims(), FakeContacts(), dead, limits, house, FakePapers, FakeCodes
    )
    notifications.tell(event("order.paid", PAID))
    assert mailer.letters[0].subject == "Your order SK-000001 is confirmed"
