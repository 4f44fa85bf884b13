"""What the document of taxes says: the shop's own words of its taxes, beside the rates that come with the code."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from souk.http import Schema

Place = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,12})?$",
        description="A country (ISO 3166-1), a state (US-CA), or a territory with taxes of its own (ES-CN, PT-30, XI)",
    ),
]
Day = Annotated[
    str,
    Field(
        pattern=r"^(\d{4}-\d{2}-\d{2})?$",
        description="A day where the shop is, itself included; empty leaves the period open",
    ),
]
TaxClass = Literal["standard", "reduced", "second_reduced", "super_reduced"]


class Registration(Schema):
    """Where the shop collects tax beside its home, and the number that it has there."""

    place: Place
    number: Annotated[str, Field(max_length=24)] = ""
    since: Day = ""
    until: Day = ""


class EnteredRate(Schema):
    """A rate that goes before the one that came with the code. `postal_codes` are the first signs of those that it is
    for; of several, the longest counts. Without them it is for the whole place.
    """

    place: Place
    tax_class: TaxClass
    rate: Annotated[int, Field(ge=0, le=5000, description="Basis points: 1900 is 19 %")]
    since: Day = ""
    until: Day = ""
    postal_codes: Annotated[list[Annotated[str, Field(min_length=1, max_length=12)]], Field(max_length=200)] = []


class Taxes(Schema):
    """`home` is where the shop sells from. `registered`: it charges tax there; a small business does not. `union_sales`
    to consumers elsewhere in the European Union are taxed where they arrive and declared in the one-stop shop (`oss`),
    or, up to 10,000 EUR a year, taxed at home (`origin`). `untaxed_shipping`: places where delivery bears no tax.
    `net_exports`: who has goods sent out of the union pays the price without the tax that prices include.
    """

    home: Place = "DE"
    registered: bool = True
    prices_include_tax: bool = True
    union_sales: Literal["oss", "origin"] = "oss"
    registrations: Annotated[list[Registration], Field(max_length=60)] = []
    rates: Annotated[list[EnteredRate], Field(max_length=300)] = []
    untaxed_shipping: Annotated[list[Place], Field(max_length=60)] = []
    net_exports: bool = False
