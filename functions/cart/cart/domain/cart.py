"""The cart: lines of one shopper, and the rules for changing them. Nothing here is stored or fetched.

A cart is immutable: each change answers a new one. `version` counts what was stored, 0 for a cart that never was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cart.domain.codes import MOST_CODES, CartCode, together
from cart.domain.leftovers import Leftover, Limit, joined, without
from cart.domain.offer import Offer, VariantCard
from cart.domain.reminder import Reminder
from souk.errors import Conflict, InvalidInput, NotFound
from souk.ids import new_id
from souk.money import Money

MAX_QUANTITY = 99
# As many as can be held in one transaction: a fuller cart could be filled but never ordered.
MAX_LINES = 33


@dataclass(frozen=True, slots=True)
class CartLine:
    """One SKU. `chosen_price` is what it cost when the shopper chose the quantity, `card.price` what was shown last."""

    card: VariantCard
    quantity: int
    chosen_price: Money

    @property
    def sku(self) -> str:
        return self.card.sku


@dataclass(frozen=True, slots=True)
class Cart:
    """`id` names one filling of the cart: it changes when the cart was checked out. Empty until the first line.

    `leftovers` are no part of what is ordered. `codes` are those that were given with this filling. `market` is whose
    prices it is shown at, empty for the shop's own.
    """

    owner: str
    id: str = ""
    version: int = 0
    lines: tuple[CartLine, ...] = ()
    expires_at: int | None = None
    leftovers: tuple[Leftover, ...] = ()
    reminder: Reminder = field(default_factory=Reminder)
    codes: tuple[CartCode, ...] = ()
    market: str = ""

    @property
    def filling(self) -> str:
        """What it can be told of by; empty while nothing is in it."""
        return self.id if self.lines else ""

    def line(self, sku: str) -> CartLine | None:
        return next((line for line in self.lines if line.sku == sku), None)

    @property
    def skus(self) -> list[str]:
        """Everything that is shown with the cart."""
        return list(dict.fromkeys([line.sku for line in self.lines] + [left.sku for left in self.leftovers]))

    def add(self, offer: Offer, quantity: int) -> Cart:
        """Adds to the line of this SKU or opens one, at the current price.

        Raises InvalidInput for a quantity below 1, Conflict when the line or the cart would grow too large.
        """
        if quantity < 1:
            raise InvalidInput("the quantity to add is at least 1", field="quantity")
        held = self.line(offer.card.sku)
        if held is None and len(self.lines) >= MAX_LINES:
            raise Conflict(
                f"a cart holds at most {MAX_LINES} different products; order these first, or take one out",
                limit=MAX_LINES,
            )
        there = held.quantity if held else 0
        total = quantity + there
        if total > MAX_QUANTITY:
            raise Conflict(
                f"a cart holds at most {MAX_QUANTITY} of one product, and there are {there} in it",
                sku=offer.card.sku,
                limit=MAX_QUANTITY,
                quantity=there,
            )
        return self._with(CartLine(offer.card, total, offer.card.price))

    def set_quantity(self, sku: str, quantity: int, offer: Offer | None) -> Cart:
        """Sets the line's quantity; 0 removes it. With no `offer` the line keeps the price it has.

        Raises NotFound when the cart has no such line, InvalidInput for a quantity outside 0 to 99.
        """
        if quantity == 0:
            return self.remove(sku)
        if not 0 < quantity <= MAX_QUANTITY:
            raise InvalidInput(f"the quantity is from 0 to {MAX_QUANTITY}", field="quantity")
        held = self._held(sku)
        card = offer.card if offer else held.card
        return self._with(CartLine(card, quantity, card.price))

    def remove(self, sku: str) -> Cart:
        """The cart without this line; the same cart when it has none, so that a repeated removal succeeds."""
        return replace(self, lines=tuple(line for line in self.lines if line.sku != sku))

    def clear(self) -> Cart:
        return replace(self, lines=())

    def take(self, sku: str) -> tuple[Cart, CartLine]:
        """The cart without this line, and the line. Raises NotFound when the cart has no such line."""
        held = self._held(sku)
        return self.remove(sku), held

    def absorb(self, other: Cart) -> Cart:
        """This cart with the other's lines: quantities of one SKU summed up to the limit, prices as seen last there.

        What is beyond the limits of a line or of the cart, the other's last lines first, is left over: nothing is lost.
        Raises Conflict when more is left over than can be kept.
        """
        merged = {line.sku: line for line in self.lines}
        left: list[Leftover] = []
        for line in other.lines:
            held = merged.get(line.sku)
            if held is None and len(merged) >= MAX_LINES:
                left.append(Leftover(line.card, line.quantity, 0, Limit.LINES))
                continue
            total = line.quantity + (held.quantity if held else 0)
            kept = min(total, MAX_QUANTITY)
            merged[line.sku] = replace(line, quantity=kept)
            if total > kept:
                left.append(Leftover(line.card, total - kept, kept, Limit.QUANTITY))
        return replace(
            self,
            id=self.id or new_id(),
            lines=tuple(merged.values()),
            leftovers=joined(self.leftovers, [*other.leftovers, *left]),
            codes=together(self.codes, other.codes),
            # Where its shopper is now.
            market=other.market if other.lines else self.market,
        )

    def take_in(self, offer: Offer) -> Cart:
        """As many of what is left over of this SKU as fit now; the rest stays left over.

        Raises NotFound when nothing of it is left over, Conflict when there is no room at all.
        """
        sku = offer.card.sku
        leftover = self._left_over(sku)
        held = self.line(sku)
        units = min(leftover.quantity, MAX_QUANTITY - (held.quantity if held else 0))
        return replace(self.add(offer, max(units, 1)), leftovers=without(self.leftovers, sku, units))

    def dismiss(self, sku: str) -> Cart:
        """Without what is left over of this SKU; the same cart when nothing is, so that a repeat succeeds."""
        return replace(self, leftovers=tuple(left for left in self.leftovers if left.sku != sku))

    def checked_out(self, ordered: Mapping[str, int]) -> Cart:
        """What is left after an order took `ordered` (units by SKU), as a new filling under a new id.

        A line that was not touched since is gone; one that grew in the meantime keeps what was added.
        """
        left = tuple(
            replace(line, quantity=line.quantity - ordered.get(line.sku, 0))
            for line in self.lines
            if line.quantity > ordered.get(line.sku, 0)
        )
        return replace(self, id=new_id(), lines=left, codes=())

    def shown(self, offers: Mapping[str, Offer]) -> Cart:
        """The cart that remembers the prices now being shown; the same object when none has changed."""
        lines = tuple(
            replace(line, card=offers[line.sku].card)
            if line.sku in offers and offers[line.sku].card.price != line.card.price
            else line
            for line in self.lines
        )
        return self if lines == self.lines else replace(self, lines=lines)

    def moved(self, market: str, offers: Mapping[str, Offer]) -> Cart:
        """The cart in another market, of which these are the offers: nobody has seen other prices there before."""
        lines = tuple(
            replace(line, card=offers[line.sku].card, chosen_price=offers[line.sku].card.price)
            if line.sku in offers
            else line
            for line in self.lines
        )
        return replace(self, market=market, lines=lines)

    def _held(self, sku: str) -> CartLine:
        held = self.line(sku)
        if held is None:
            raise NotFound("the cart has no such product", sku=sku)
        return held

    def _left_over(self, sku: str) -> Leftover:
        for leftover in self.leftovers:
            if leftover.sku == sku:
                return leftover
        raise NotFound("nothing of this product is left over", sku=sku)

    def _with(self, line: CartLine) -> Cart:
        lines = tuple(line if held.sku == line.sku else held for held in self.lines)
        if line not in lines:
            lines = (*lines, line)
        return replace(self, id=self.id or new_id(), lines=lines)


def with_code(cart: Cart, code: CartCode) -> Cart:
    """The same cart when it has the code. Raises Conflict when it has too many."""
    if code in cart.codes:
        return cart
    others = tuple(each for each in cart.codes if each.text != code.text)
    if len(others) >= MOST_CODES:
        raise Conflict(f"a cart takes at most {MOST_CODES} codes; take one out first", limit=MOST_CODES)
    return replace(cart, codes=(*others, code))


def without_code(cart: Cart, text: str) -> Cart:
    """The same cart when it has no such code, so that a repeat succeeds."""
    left = tuple(each for each in cart.codes if each.text != text.upper())
    return cart if left == cart.codes else replace(cart, codes=left)
