"""What is wanted in the place of what comes back: a variant of the same product, at a price that is agreed before
anything is sent. Nothing is held for it: the orders service orders it when the goods are here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shipping.domain.consignment import Consignment
from shipping.domain.returns import Exchange, ReturnLine, Sold, agreed_price
from shipping.usecases.ports import Catalogue, OnSale
from souk.errors import Conflict, InvalidInput


class NotExchangeable(Conflict):
    """What is wanted instead is not for sale, not enough of it is there, or it costs something else than was shown."""

    code, title = "not_exchangeable", "This cannot be exchanged"


def agreed(lines: tuple[ReturnLine, ...], sold: Sold, catalogue: Catalogue) -> tuple[ReturnLine, ...]:
    """With the names of the variants that are wanted, each at the price that the shopper was shown.

    Raises NotExchangeable, InvalidInput, Unavailable.
    """
    wanted = [line.exchange.sku for line in lines if line.exchange]
    if not wanted:
        return lines
    if len(set(wanted)) < len(wanted):
        raise InvalidInput("name every variant that is wanted once")
    on_sale = catalogue.variants(sorted({*wanted, *(line.sku for line in lines if line.exchange)}))
    bought = sold.parcels[0].consignment
    return tuple(
        replace(line, exchange=_agreed(line, line.exchange, on_sale, bought)) if line.exchange else line
        for line in lines
    )


def _agreed(line: ReturnLine, shown: Exchange, on_sale: Mapping[str, OnSale], bought: Consignment) -> Exchange:
    there, back = on_sale.get(shown.sku), on_sale.get(line.sku)
    if there is None or back is None or there.product_id != back.product_id:
        raise NotExchangeable(f"{line.sku} cannot be exchanged for {shown.sku}", sku=shown.sku, reason="not_for_sale")
    if not there.backorder and there.available < line.quantity:
        raise NotExchangeable(
            f"{there.available} of {shown.sku} are there", sku=shown.sku, reason="sold_out", available=there.available
        )
    if bought.currency not in ("", there.price.currency):
        # Prices of markets are no part of the catalogue, and what was paid says nothing beside the shop's own.
        raise NotExchangeable(
            f"what was bought in {bought.currency} cannot be exchanged; have your money back and order what you like",
            sku=shown.sku,
            reason="other_currency",
        )
    paid = line.price if line.price or bought.free else None
    price = agreed_price(there.price.amount, back.price.amount, paid)
    if price != shown.price:
        raise NotExchangeable(
            f"{shown.sku} costs something else now; look at it and confirm",
            sku=shown.sku,
            reason="price",
            price=price,
        )
    return Exchange(shown.sku, price, there.price.currency, there.title)
