"""The document `taxes`: what the shop's staff say of its taxes. Days are "2026-12-31" in the shop's time zone, empty
where a period is open; rates are basis points; places are codes of `souk.taxes.places`.
"""

from __future__ import annotations

from souk.events.common import EventData


class TaxRegistration(EventData):
    """Where the shop collects tax beside its home, and its number there."""

    place: str
    number: str = ""
    since: str = ""
    until: str = ""


class EnteredTaxRate(EventData):
    """A rate that goes before the one that came with the code, from `since` to `until`, both included. `postal_codes`
    are the first signs of those it is for; it is for all, where there are none.
    """

    place: str
    tax_class: str
    rate: int
    since: str = ""
    until: str = ""
    postal_codes: list[str] = []


class PublishedTaxes(EventData):
    """`union_sales` to consumers elsewhere in the union: "oss" is taxed where they arrive, "origin" at home."""

    home: str = "DE"
    registered: bool = True
    prices_include_tax: bool = True
    union_sales: str = "oss"
    registrations: list[TaxRegistration] = []
    rates: list[EnteredTaxRate] = []
    untaxed_shipping: list[str] = []
    net_exports: bool = False
