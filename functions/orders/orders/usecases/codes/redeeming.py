"""How the limits and codes of promotions come into a price: what an order would take of them, and what is not left.

A price is worked out as if there were enough, then what was counted is looked up in one request, and it is worked out
again without what is used up. So nothing is read where neither a code nor a limit has a part in the price. That it
still holds a moment later is decided when the order is placed, in the same write (`orders.adapters.uses`).

While there is a promotion for a first order, on or yet to come, each order is counted for its person, whether it has a
part in the price or not: so of two at once one is the first. Who ordered with an account before that has it in the
list of their orders, which is read when such a promotion takes something off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from orders.domain.codes.code import as_kept
from orders.domain.codes.counted import CodeCounts
from orders.domain.codes.person import NOBODY, Person
from orders.domain.codes.refusals import CodeRefusal, refused
from orders.domain.codes.uses import FIRST_ORDER, Bounds, Taking, Use
from orders.domain.states import DEAD
from orders.usecases.codes.ports import CodeBook, Cursor
from souk import clock
from souk.pricing.promotions.rules import Promotion, Rules
from souk.shopper.owner import is_guest

if TYPE_CHECKING:
    from orders.domain.order import Order


class ReducedPrice(Protocol):
    """A price with what promotions took off it."""

    @property
    def taken_off(self) -> Mapping[str, int]:
        """Minor units by the ids of the promotions that had a part in it."""


class OwnedOrders(Protocol):
    """What it needs of `OrderStore`."""

    def of_owner(self, owner: str, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]: ...


_LATEST = 20
Price = TypeVar("Price", bound=ReducedPrice)
Given = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Redeemed:
    """`takings` are what an order would take, `refused` why promotions have no part in the price, by their ids, and
    `codes` why codes of others are not used.
    """

    takings: tuple[Taking, ...] = ()
    refused: Mapping[str, CodeRefusal] = field(default_factory=dict)
    codes: Mapping[str, CodeRefusal] = field(default_factory=dict)


class Redeeming:
    """`promotions` are those that the merchant has published last."""

    def __init__(
        self,
        book: Callable[[], CodeBook],
        promotions: Callable[[], Rules],
        orders: OwnedOrders,
    ) -> None:
        self._book = book
        self._promotions = promotions
        self._orders = orders

    def look_up(self, entered: str, owner: str) -> tuple[str, str]:
        """A code as it is kept, and the promotion it opens now. Raises CodeRefused, which says why it does not."""
        text = as_kept(entered)
        code = self._book().find(text) if text else None
        if code is None:
            raise refused(CodeRefusal.UNKNOWN)
        promotion = self._promotions().by_id.get(code.promotion_id)
        if code.ended_at or promotion is None or not promotion.by_code:
            raise refused(CodeRefusal.ENDED)
        now = clock.isoformat(clock.now())
        if now < promotion.since:
            raise refused(CodeRefusal.NOT_YET)
        if promotion.until and promotion.until <= now:
            raise refused(CodeRefusal.EXPIRED)
        if code.is_used_up:
            raise refused(CodeRefusal.USED_UP)
        persons = self._persons([promotion], Person(owner))
        found = self._counted([], [promotion], persons)
        currency = next(iter(promotion.budget), "")
        refusal = _left_nothing(_bounds(promotion, currency), promotion.id, 1, found, persons)
        if refusal:
            raise refused(refusal)
        return text, promotion.id

    def redeemed(
        self,
        price: Callable[[Rules], Price],
        rules: Rules,
        given: Given,
        currency: str,
        person: Person,
        used_up: Mapping[str, CodeRefusal],
    ) -> tuple[Price, Redeemed]:
        """What it costs, and what it takes. `price` works it out by some of the rules; `given` are the codes of the
        cart, each with its promotion, `used_up` what is known to be.
        """
        without, unusable = dict(used_up), dict[str, CodeRefusal]()
        while True:
            priced = price(_without(rules, without) if without else rules)
            takings, left_nothing = self._looked_at(priced.taken_off, rules, given, currency, person, unusable)
            if not left_nothing:
                return priced, Redeemed(tuple(takings), without, unusable)
            without |= left_nothing

    def _looked_at(
        self,
        taken_off: Mapping[str, int],
        rules: Rules,
        given: Given,
        currency: str,
        person: Person,
        unusable: dict[str, CodeRefusal],
    ) -> tuple[list[Taking], dict[str, CodeRefusal]]:
        """What these reductions take, and the ids of those for which there is not enough. `unusable` gets why codes
        are not used.
        """
        reducing = [rules.by_id[each] for each in taken_off]
        counted = [each for each in reducing if each.by_code or _bounds(each, currency) != Bounds()]
        first = self._first(taken_off, rules, person)
        if not counted and not first:
            return [], {}
        codes = {each.id: [text for text, opened in given if opened == each.id] for each in counted}
        persons = first.use.persons if first else self._persons(counted, person)
        firsts = persons if first and first.promotion_ids else ()
        found = self._counted([text for texts in codes.values() for text in texts], counted, persons, firsts)
        takings, used_up = [], dict[str, CodeRefusal]()
        if first and firsts and self._is_not_first(person, firsts, found):
            used_up = dict.fromkeys((FIRST_ORDER, *first.promotion_ids), CodeRefusal.NOT_FIRST)
        elif first:
            takings.append(first)
        for promotion in counted:
            if promotion.id in used_up:
                continue
            amount, bounds, code = taken_off[promotion.id], _bounds(promotion, currency), ""
            if promotion.by_code:
                code = _usable(codes[promotion.id], promotion.id, found, unusable)
                if not code:
                    used_up[promotion.id] = unusable[codes[promotion.id][-1]]
                    continue
            refusal = _left_nothing(bounds, promotion.id, amount, found, persons)
            if refusal:
                used_up[promotion.id] = refusal
                continue
            per_code = found.codes[code].limit if code else 0
            use = Use(
                promotion.id,
                code,
                amount,
                in_all=bool(bounds.total) or bounds.budget is not None,
                by_code=bool(per_code),
                persons=persons if bounds.per_person else (),
            )
            takings.append(Taking(use, Bounds(bounds.total, bounds.per_person, bounds.budget, per_code)))
        return takings, used_up

    def _first(self, taken_off: Collection[str], rules: Rules, person: Person) -> Taking | None:
        """How an order is counted for its person; None where it is not."""
        if person == NOBODY:
            return None
        for_first = rules.for_first_orders(clock.isoformat(clock.now()))
        persons = self._book().persons(person.owner, person.email) if for_first else ()
        if not persons:
            return None
        reducing = tuple(each.id for each in for_first if each.id in taken_off)
        return Taking(Use(FIRST_ORDER, "", 0, persons=persons), Bounds(per_person=1 if reducing else 0), reducing)

    def _is_not_first(self, person: Person, persons: Iterable[str], found: CodeCounts) -> bool:
        return any(found.by_person.get((FIRST_ORDER, each), 0) for each in persons) or (
            not is_guest(person.owner) and self._has_ordered(person.owner)
        )

    def _has_ordered(self, owner: str) -> bool:
        """With an account, a moment ago or earlier. Who has let so many expire since is not held to those before."""
        orders, _ = self._orders.of_owner(owner, _LATEST, None)
        return any(order.state not in DEAD for order in orders)

    def _persons(self, promotions: Iterable[Promotion], person: Person) -> tuple[str, ...]:
        limited = any(each.per_person for each in promotions)
        return self._book().persons(person.owner, person.email) if limited else ()

    def _counted(
        self,
        codes: Collection[str],
        promotions: Iterable[Promotion],
        persons: Collection[str],
        firsts: Collection[str] = (),
    ) -> CodeCounts:
        in_all = [each.id for each in promotions if each.total or each.budget]
        by_person = [(each.id, person) for each in promotions if each.per_person for person in persons]
        by_person += [(FIRST_ORDER, person) for person in firsts]
        if not codes and not in_all and not by_person:
            return CodeCounts()
        return self._book().counted(codes, in_all, by_person)


def _without(rules: Rules, ids: Collection[str]) -> Rules:
    """Who has ordered before has none of the promotions for a first order."""
    first = [each.id for each in rules.promotions if each.first_order] if FIRST_ORDER in ids else ()
    return rules.without({*ids, *first})


def _bounds(promotion: Promotion, currency: str) -> Bounds:
    return Bounds(promotion.total, promotion.per_person, promotion.budget.get(currency))


def _usable(texts: Sequence[str], promotion_id: str, found: CodeCounts, unusable: dict[str, CodeRefusal]) -> str:
    """The first of the codes that can still be used; empty when none can."""
    for text in texts:
        code = found.codes.get(text)
        if code is None or code.promotion_id != promotion_id:
            unusable[text] = CodeRefusal.UNKNOWN
        elif code.ended_at:
            unusable[text] = CodeRefusal.ENDED
        elif code.is_used_up:
            unusable[text] = CodeRefusal.USED_UP
        else:
            return text
    return ""


def _left_nothing(
    bounds: Bounds, promotion_id: str, amount: int, found: CodeCounts, persons: Iterable[str]
) -> CodeRefusal | None:
    """`amount` in minor units; a budget gives all of it or nothing."""
    if bounds.total and found.uses.get(promotion_id, 0) >= bounds.total:
        return CodeRefusal.USED_UP
    if bounds.budget is not None and found.spent.get(promotion_id, 0) + amount > bounds.budget:
        return CodeRefusal.USED_UP
    if bounds.per_person and any(
        found.by_person.get((promotion_id, person), 0) >= bounds.per_person for person in persons
    ):
        return CodeRefusal.USED_BY_YOU
    return None
