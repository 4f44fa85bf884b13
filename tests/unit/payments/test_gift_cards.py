"""Gift cards and store credit: issued, sent, blocked, corrected, expired, and what the shop owes on them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.gift_cards.account import CreditAccount, CreditKind, GiftLetter, taken
from payments.domain.gift_cards.code import code_hash, code_of, last_four, squeezed_code
from payments.domain.gift_cards.hold import CreditHold, HeldPart
from payments.domain.gift_cards.movement import CreditMovement, sums_of
from payments.domain.ledger import OverCapture, OverRefund
from payments.usecases.gift_cards.cards import IssueWish
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound, PreconditionFailed
from souk.money import Money
from tests.unit.payments.fakes import Shop, shop

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
KEY = b"a key"
LETTER = GiftLetter("bea@example.com", date(2026, 12, 24), "Bea", "Ada", "Merry Christmas", "en")


def issued(
    at: Shop, amount: int = 5000, key: str = "k1", *, letter: GiftLetter | None = None, expires_on: date | None = None
) -> CreditAccount:
    wish = IssueWish(Money(amount, "EUR"), "for a complaint", letter=letter, expires_on=expires_on)
    return at.services.gift_cards.issue(wish, key, "user:s1")


def test_a_code_is_found_however_it_is_typed_and_by_no_other_key() -> None:
    code = code_of(KEY, "c1")
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert code_hash(KEY, typed) == code_hash(KEY, code)
    assert code_hash(b"another", code) != code_hash(KEY, code) != code
    assert (len(squeezed_code(code)), last_four(code)) == (16, code[-4:])
    assert code_of(KEY, "c2") != code_of(b"another", "c1") != code


@pytest.mark.parametrize("text", ["", "1234", "UUUU-UUUU-UUUU-UUUU", "1234-5678-9ABC-DEFGH"])
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        code_hash(KEY, text)


def test_a_card_is_issued_once_under_its_key_and_its_code_opens_it() -> None:
    at = shop()
    card = issued(at)
    assert issued(at) == card
    assert (card.available, card.last_four, len(at.credit.moved)) == (
        5000,
        at.services.gift_cards.code(card.id)[-4:],
        1,
    )
    assert at.services.gift_cards.found_by(at.services.gift_cards.code(card.id)) == card
    assert at.services.gift_cards.code(card.id) not in repr(card)
    with pytest.raises(NotFound):
        at.services.gift_cards.found_by("0000-0000-0000-0000")


def test_another_card_under_a_key_is_refused() -> None:
    at = shop()
    issued(at)
    with pytest.raises(Conflict):
        at.services.gift_cards.issue(IssueWish(Money(5000, "GBP"), "another"), "k1", "user:s1")


def test_store_credit_of_a_person_adds_up_in_one_account_of_each_currency() -> None:
    at = shop()
    for key in ("a", "b", "b"):
        credit = at.services.gift_cards.issue(IssueWish(Money(700, "EUR"), "late", user_id="u1"), key, "user:s1")
    assert (credit.available, credit.kind, credit.owner) == (1400, CreditKind.STORE_CREDIT, "u1")
    assert at.services.gift_cards.of_person("u1", "EUR") == credit
    assert at.services.gift_cards.of_person("u1", "GBP") is at.services.gift_cards.of_person("u2", "EUR") is None
    with pytest.raises(NotFound):
        at.services.gift_cards.code(credit.id)
    with pytest.raises(InvalidInput):
        at.services.gift_cards.issue(IssueWish(Money(1, "EUR"), "x", user_id="u1", letter=LETTER), "c", "user:s1")


def test_its_letter_goes_on_its_day_once_and_nobody_is_named_afterwards() -> None:
    at = shop()
    with clock.freeze(AT):
        card = issued(at, letter=LETTER)
        assert (at.services.upkeep.run(), at.credit.events) == (0, [])
    with clock.freeze(datetime(2026, 12, 24, 6, 0, tzinfo=UTC)):
        assert [at.services.upkeep.run() for _ in range(2)] == [1, 0]
    [event] = at.credit.events
    assert (event.type, event.data["email"], event.data["amount"]["amount"]) == ("gift_card.sent", LETTER.email, 5000)
    assert at.services.gift_cards.code(card.id) not in event.text()
    sent = at.services.gift_cards.read(card.id)
    assert (sent.letter, bool(sent.sent_at)) == (None, True)


def test_a_letter_without_delay_is_told_with_the_card() -> None:
    at = shop()
    with clock.freeze(datetime(2026, 12, 25, tzinfo=UTC)):
        assert issued(at, letter=LETTER).letter is None
    assert [event.type for event in at.credit.events] == ["gift_card.sent"]


def test_a_card_is_sent_again_unless_it_is_blocked_or_empty() -> None:
    at = shop()
    card = issued(at)
    with clock.freeze(datetime(2026, 12, 25, tzinfo=UTC)):
        at.services.gift_cards.send(card.id, LETTER)
        at.services.gift_cards.block(card.id, blocked=True)
        with pytest.raises(IllegalTransition):
            at.services.gift_cards.send(card.id, LETTER)
    assert len(at.credit.events) == 1


def test_a_correction_is_made_once_and_never_takes_more_than_there_is() -> None:
    at = shop()
    card = issued(at)
    cards = at.services.gift_cards
    for _ in range(2):
        cards.correct(card.id, Money(-1200, "EUR"), "typed wrongly", "user:s1", "c1")
    cards.correct(card.id, Money(200, "EUR"), "too much", "user:s1", "c2")
    assert cards.read(card.id).available == 4000
    with pytest.raises(Conflict):
        cards.correct(card.id, Money(-4001, "EUR"), "more", "user:s1", "c3")
    with pytest.raises(InvalidInput):
        cards.correct(card.id, Money(1, "USD"), "other", "user:s1", "c4")
    with pytest.raises(PreconditionFailed):
        cards.correct(card.id, Money(1, "EUR"), "seen before", "user:s1", "c5", seen=card.revision)


def test_what_has_expired_is_taken_once_and_is_no_debt_any_more() -> None:
    at = shop()
    with clock.freeze(AT):
        card = issued(at, expires_on=date(2026, 12, 31))
        with pytest.raises(InvalidInput):
            issued(at, key="k2", expires_on=date(2026, 11, 29))
    with clock.freeze(datetime(2026, 12, 31, 23, tzinfo=UTC)):
        assert at.services.upkeep.run() == 0
    with clock.freeze(datetime(2027, 1, 1, tzinfo=UTC)):
        assert [at.services.upkeep.run() for _ in range(2)] == [1, 0]
    assert at.services.gift_cards.read(card.id).available == 0
    [of_2026], [of_2027] = (at.services.liability.of_year(year) for year in (2026, 2027))
    assert (of_2026.opening, of_2026.closing, of_2027.opening, of_2027.closing) == (0, 5000, 5000, 0)
    assert (of_2026.moved["issued"], of_2027.moved["expired"]) == (5000, 5000)


def test_who_is_forgotten_leaves_a_debt_that_is_nobodys() -> None:
    at = shop()
    credit = at.services.gift_cards.issue(IssueWish(Money(700, "EUR"), "late", user_id="u1"), "a", "user:s1")
    for _ in range(2):
        at.services.gift_cards.forget("u1")
    left = at.services.gift_cards.read(credit.id)
    assert (left.owner, left.blocked, left.available) == ("", True, 700)


amounts = st.lists(st.integers(0, 500), min_size=1, max_size=5)


def accounts(of: list[int]) -> list[CreditAccount]:
    return [
        CreditAccount(f"c{number}", CreditKind.GIFT_CARD, "EUR", AT, "user:s1", available=amount)
        for number, amount in enumerate(of)
    ]


@given(amounts, st.integers(1, 1500))
def test_as_much_is_taken_as_there_is_and_no_more_than_is_wanted(of: list[int], total: int) -> None:
    parts = taken(accounts(of), total)
    assert sum(part.amount for part in parts) == min(total, sum(of))
    assert all(0 < part.amount <= of[int(part.account_id[1:])] for part in parts)


@given(amounts.map(lambda of: [each + 1 for each in of]), st.data())
def test_what_is_held_is_captured_or_released_and_refunds_add_up_to_it(of: list[int], data: st.DataObject) -> None:
    hold = CreditHold("p1", "o1", "credit", "EUR", AT, tuple(HeldPart(f"c{n}", each) for n, each in enumerate(of)))
    captured = data.draw(st.integers(0, hold.amount))
    moved = list[CreditMovement](hold.held())
    hold, more = hold.capture(captured, AT)
    moved += more
    assert (hold.captured, sums_of(moved)) == (captured, (-captured, 0))
    assert hold.capture(captured, AT) == hold.release(AT) == (hold, ())
    left = captured
    for number in range(data.draw(st.integers(0, 4))):
        amount = data.draw(st.integers(0, left))
        if not amount:
            continue
        hold, more = hold.refund(f"r{number}", amount, AT)
        assert hold.refund(f"r{number}", amount, AT) == (hold, ())
        moved, left = [*moved, *more], left - amount
    assert sums_of(moved) == (-left, 0)
    assert all(0 <= part.refunded <= part.captured <= part.held for part in hold.parts)
    with pytest.raises(OverRefund):
        hold.refund("more", left + 1, AT)


def test_no_more_is_captured_than_is_held() -> None:
    with pytest.raises(OverCapture):
        CreditHold("p1", "o1", "credit", "EUR", AT, (HeldPart("c1", 5),)).capture(6, AT)
