"""A label for a return is bought once, and given back when the return ends without having come under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from shipping.adapters.return_codec import UNUSED, return_of, return_record
from shipping.domain.returns import Condition, ReceivedLine, Return, ReturnLine, ReturnReason, ReturnRules, ReturnState
from shipping.usecases.carrying.return_labels import ReturnLabels
from shipping.usecases.returning.returns import Asker, Returns, ReturnWish
from souk import clock
from souk.errors import IllegalTransition, NotFound, Unavailable
from souk.events import Event
from tests.unit.shipping.fakes import NOW, ORDER, FakeCarrier, MemoryCatalogue
from tests.unit.shipping.test_returns import MemoryReturns, parcel

ADA, RETURN = Asker(key="the-key"), f"{ORDER}-R1"
WISH = ReturnWish((ReturnLine("MUG-BLUE", 1, reason=ReturnReason.DEFECTIVE),), "wish")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


class Desk:
    def __init__(self, *, gives: bool = True, by_itself: bool = True) -> None:
        self.carrier = FakeCarrier()
        self.store = MemoryReturns((parcel(),))
        self.returns = Returns(
            self.store, ReturnRules(by_itself=by_itself), MemoryCatalogue(), {"sandbox"} if gives else ()
        )
        self.labels = ReturnLabels(self.store, self.returns, {"sandbox": self.carrier})
        self.returns.ask(ORDER, ADA, WISH)

    @property
    def held(self) -> Return:
        return self.store.returns[1]

    def end(self) -> None:
        self.returns.cancel(RETURN, ADA)


def test_a_label_is_given_to_whoever_asks_and_is_the_same_one_again() -> None:
    desk = Desk()
    given = desk.labels.give(RETURN, ADA)
    assert given.label is not None
    assert (given.label.reference, given.label.tracking_code) == (f"RL-{RETURN}", "BACK1")
    assert desk.labels.give(RETURN, ADA) == given
    assert return_of(return_record(given)) == given


def test_the_letter_says_whether_there_is_one() -> None:
    for gives in (True, False):
        told = Event.model_validate_json(Desk(gives=gives).held.published[-1])
        assert (told.type, told.data["label"]) == ("return.approved", gives)


def test_no_label_without_consent_without_a_carrier_or_for_a_stranger() -> None:
    with pytest.raises(IllegalTransition, match="requested cannot be labelled"):
        Desk(by_itself=False).labels.give(RETURN, ADA)
    with pytest.raises(IllegalTransition, match="your own way"):
        Desk(gives=False).labels.give(RETURN, ADA)
    with pytest.raises(NotFound):
        Desk().labels.give(RETURN, Asker(key="another"))


def test_whose_answer_is_lost_asks_again_and_gets_the_label_that_was_sold() -> None:
    desk = Desk()
    desk.carrier.trouble, desk.carrier.lose_answers = Unavailable("no answer"), True
    with pytest.raises(Unavailable):
        desk.labels.give(RETURN, ADA)
    desk.carrier.trouble = None
    assert desk.labels.give(RETURN, ADA).label == desk.held.label
    assert [*desk.carrier.labels] == [RETURN]


@pytest.mark.parametrize("dies", [False, True])
def test_what_was_sold_is_given_back_when_the_return_ends_also_if_nobody_heard_of_it(dies: bool) -> None:
    desk = Desk()
    if dies:
        desk.carrier.trouble, desk.carrier.lose_answers = Unavailable("no answer"), True
        with pytest.raises(Unavailable):
            desk.labels.give(RETURN, ADA)
        desk.carrier.trouble = None
    else:
        desk.labels.give(RETURN, ADA)
    assert desk.labels.give_back_unused() == 0, "it may still be used"
    desk.end()
    if dies:
        with pytest.raises(IllegalTransition, match="cancelled cannot be labelled"):
            desk.labels.give(RETURN, ADA)
    waiting = [str(return_record(desk.held).gsi1pk)]
    assert [desk.labels.give_back_unused() for _ in range(2)] == [1, 0]
    waiting.append(str(return_record(desk.held).gsi1pk))
    assert (waiting, desk.carrier.given_back) == ([UNUSED, "None"], [RETURN])


def test_a_label_that_comes_after_the_end_is_kept_to_be_given_back() -> None:
    desk = Desk()
    label = desk.carrier.return_label

    def ends_meanwhile(*asked: object) -> object:
        desk.end()
        return label(*asked)  # type: ignore[arg-type]

    desk.carrier.return_label = ends_meanwhile  # type: ignore[method-assign, assignment]
    desk.labels.give(RETURN, ADA)
    assert desk.held.state is ReturnState.CANCELLED
    assert desk.labels.give_back_unused() == 1


def test_a_carrier_that_is_away_is_told_later_and_one_that_has_it_never_again() -> None:
    desk = Desk()
    desk.labels.give(RETURN, ADA)
    desk.end()
    desk.carrier.trouble = Unavailable("away")
    assert desk.labels.give_back_unused() == 0
    desk.carrier.trouble, desk.carrier.refuses_labels = None, True
    assert [desk.labels.give_back_unused() for _ in range(2)] == [1, 0]


def _expired(desk: Desk) -> None:
    with clock.freeze(NOW + timedelta(days=60)):
        desk.returns.expire_due()


def _received(desk: Desk) -> None:
    lines = [ReceivedLine("MUG-BLUE", 1, Condition.RESALEABLE, restock=True)]
    desk.returns.receive(RETURN, "sam", desk.held.version, lines)


@pytest.mark.parametrize("ends", [_expired, _received])
def test_the_carrier_says_whether_something_came_under_it_however_the_return_ends(ends: Callable[[Desk], None]) -> None:
    desk = Desk()
    desk.labels.give(RETURN, ADA)
    ends(desk)
    desk.carrier.refuses_labels = True
    assert desk.labels.give_back_unused() == 1
