"""What an example cart would cost by promotions that are being written, by the function that prices every cart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from orders.domain.codes.code import as_kept
from orders.domain.codes.person import NOBODY, Person
from orders.domain.codes.refusals import CodeRefusal
from orders.usecases.codes.ports import CodeBook
from orders.usecases.codes.redeeming import Given, Price, Redeemed, Redeeming
from orders.usecases.ports import Cart
from orders.usecases.pricing import Pricing, Quote
from orders.usecases.promoting.reductions import SHOP
from souk.address.destination import Destination
from souk.errors import InvalidInput
from souk.events.rules.promotions import Promotions
from souk.money import Money
from souk.pricing.promotions.faults import faults
from souk.pricing.promotions.rules import Rules
from souk.shop.promotions import rules_of

_CART = "example"
# Whose first order it is; nothing is looked up of them.
_SOMEBODY = Person("example")
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class ExampleCart:
    """`code` opens a promotion of the document, as `unlocked` do by their ids, whether there are codes of them or not.
    Without `shipping_method` it goes by the cheapest way. `at`: when it would be ordered; None for now. `first_order`:
    as if it were the first of whoever orders; of who orders by staff nobody knows. `customer_groups`: as if they were
    in these.
    """

    quantities: Mapping[str, int]
    destination: Destination
    code: str = ""
    unlocked: Collection[str] = ()
    shipping_method: str = ""
    channel: str = SHOP
    at: datetime | None = None
    first_order: bool = True
    customer_groups: frozenset[str] = frozenset()


class Boundless(Redeeming):
    """As if there were enough of every promotion, and nobody had used one."""

    def __init__(self) -> None:
        pass

    def redeemed(
        self,
        price: Callable[[Rules], Price],
        rules: Rules,
        given: Given,  # noqa: ARG002
        currency: str,  # noqa: ARG002
        person: Person,  # noqa: ARG002
        used_up: Mapping[str, CodeRefusal],  # noqa: ARG002
    ) -> tuple[Price, Redeemed]:
        return price(rules), Redeemed()


class PromotionTrial:
    """`pricing` makes the shop's own, with other promotions and how they are redeemed in the place of its own."""

    def __init__(
        self, pricing: Callable[[Callable[[], Rules], Callable[[], Redeeming]], Pricing], book: Callable[[], CodeBook]
    ) -> None:
        self._pricing = pricing
        self._book = book

    def quote(self, document: Promotions, example: ExampleCart) -> Quote:
        """Raises InvalidInput for a document that could not be published, a code of none of its promotions, and for
        what a cart is refused for; OutOfStock for what is not for sale.
        """
        if wrong := faults(document.model_dump(mode="json")):
            raise self.refusal(wrong)
        rules = rules_of(document)
        opened = [(promotion_id, promotion_id) for promotion_id in example.unlocked]
        if example.code:
            opened.append((example.code, self._opened_by(example.code, rules)))
        strange = [promotion_id for _, promotion_id in opened if promotion_id not in rules.by_id]
        if strange:
            raise InvalidInput(f"{strange[0]!r} is no promotion of these", field="unlocked")
        pricing = self._pricing(lambda: rules, Boundless)
        cart = Cart(_CART, {**example.quantities}, codes=tuple(opened))

        person = _SOMEBODY if example.first_order and example.channel == SHOP else NOBODY

        def priced(method: str, shipping: Money | None = None) -> Quote:
            return pricing.quote(
                cart,
                example.destination,
                method,
                shipping=shipping,
                channel=example.channel,
                person=person,
                customer_groups=example.customer_groups,
                at=example.at,
            )

        # What a delivery costs whose price is settled says nothing of it, but chooses the cheapest way.
        method = example.shipping_method or priced("", Money.zero(pricing.currency)).rate.id
        return replace(priced(method), codes=())

    def _opened_by(self, entered: str, rules: Rules) -> str:
        text = as_kept(entered)
        code = self._book().find(text) if text else None
        if code is None or code.ended_at or code.promotion_id not in rules.by_id:
            raise InvalidInput("it is no code of these promotions", field="code")
        return code.promotion_id

    @staticmethod
    def refusal(told: Mapping[str, str]) -> InvalidInput:
        """Of a document, by the paths of its members."""
        # The document's member has the name of its family, as where it is written.
        errors = [{"field": f"promotions.{name}", "message": why} for name, why in [*told.items()][:_MOST_FAULTS]]
        return InvalidInput(f"{errors[0]['field']}: {errors[0]['message']}", errors=errors)
