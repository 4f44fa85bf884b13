"""What documents say, by their family: as staff send it and as they are shown it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)

from content.domain.kinds import LANGUAGES
from content.doors.delivery_contents import Delivery
from content.doors.market_contents import MarketsDocument
from content.doors.tax_contents import Taxes
from souk import clock
from souk.events.rules.promotions import Promotions
from souk.http import Schema


def _once(languages: list[str]) -> list[str]:
    if len(set(languages)) < len(languages):
        raise ValueError("name each language once")
    return languages


# To the millisecond and in UTC, so that what is stored compares as text.
Moment = Annotated[
    AwareDatetime,
    PlainSerializer(clock.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Line = Annotated[str, Field(max_length=120)]
Text = Annotated[str, Field(max_length=1000)]
Colour = Annotated[str, Field(pattern=r"^(#[0-9a-f]{6})?$", description="Empty leaves the shop's own")]
Picture = Annotated[
    str,
    Field(
        pattern=r"^(/media/content/[0-9a-f]{32}\.(png|jpg|webp))?$",
        description="As POST /admin/content/pictures/{picture_id}/accept answers; empty for none",
    ),
]
# A path on the site, or an address elsewhere. Nothing else gets into a link: no script, no data.
Target = Annotated[str, Field(max_length=500, pattern=r"^(/([^/\\\s][^\s\\]*)?|https://[^\s\\]+|mailto:[^\s\\]+)$")]
Language = Literal["ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr"]
Languages = Annotated[list[Language], Field(min_length=1, max_length=len(LANGUAGES)), AfterValidator(_once)]


class Colours(Schema):
    """`primary` is that of links and buttons, `primary_dark` the same in the dark; `accent` has dark text on it, and
    `night` light text.
    """

    primary: Colour = ""
    primary_dark: Colour = ""
    accent: Colour = ""
    night: Colour = ""


class Contact(Schema):
    email: Line = ""
    phone: Line = ""
    address: Text = ""


class Legal(Schema):
    """Who the shop is, in the words that the law wants. Invoices wait until company, the whole address and the VAT
    number are there; that begins with its country's code.
    """

    company: Line = ""
    street: Line = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    city: Line = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="ISO 3166-1 alpha-2")] = ""
    tax_number: Line = ""
    represented_by: Line = ""
    register_entry: Line = ""
    vat_id: Line = ""


class Closed(Schema):
    since: Moment
    until: Moment
    message: Annotated[str, Field(max_length=300)] = ""
    takes_orders: bool = True


class Pickup(Schema):
    """A location where shoppers fetch what they ordered. `location` is its id (`GET /admin/locations`); a shop with one
    location has `main`. Its country's taxes are those of such an order.
    """

    location: Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$")] = "main"
    name: Annotated[str, Field(min_length=1, max_length=80)]
    line1: Annotated[str, Field(min_length=1, max_length=200)]
    postal_code: Annotated[str, Field(max_length=20)] = ""
    city: Annotated[str, Field(min_length=1, max_length=100)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
    hours: Annotated[str, Field(max_length=300, description="Opening hours, as shoppers read them")] = ""


class Settings(Schema):
    """`bank_account` as the operator's parameter has it: the holder first, parts apart by semicolons."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    tagline: Annotated[str, Field(max_length=200)] = ""
    logo: Picture = ""
    colours: Colours = Colours()
    languages: Languages = ["en"]
    contact: Contact = Contact()
    legal: Legal = Legal()
    bank_account: Annotated[str, Field(max_length=1000)] = ""
    closed: Closed | None = None
    pickups: Annotated[list[Pickup], Field(max_length=20)] = []


class Link(Schema):
    label: Annotated[str, Field(min_length=1, max_length=60)]
    to: Target


class LinkGroup(Schema):
    title: Annotated[str, Field(min_length=1, max_length=60)]
    links: Annotated[list[Link], Field(max_length=12)]


class Navigation(Schema):
    """`header` stands beside the categories; `footer` in columns with a title each."""

    header: Annotated[list[Link], Field(max_length=8)] = []
    footer: Annotated[list[LinkGroup], Field(max_length=4)] = []


class Section(Schema):
    """A part of the home page. `hero` and `banner` have a picture and a link, `categories` shows the categories,
    `products` those of a category or the newest, `text` only says something.
    """

    type: Literal["hero", "banner", "categories", "products", "text"]
    title: Line = ""
    text: Text = ""
    image: Picture = ""
    link: Link | None = None
    category: Annotated[str, Field(max_length=300)] = ""


class Home(Schema):
    sections: Annotated[list[Section], Field(max_length=12)] = []


class Banner(Schema):
    """A line above the shop, from `since` until `until` where they are given."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    link: Link | None = None
    since: Moment | None = None
    until: Moment | None = None


class Banners(Schema):
    items: Annotated[list[Banner], Field(max_length=10)] = []


class PageText(Schema):
    """`body` is Markdown, without HTML and pictures."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(max_length=300)] = ""
    body: Annotated[str, Field(min_length=1, max_length=40_000)]


class LetterText(Schema):
    """The merchant's own words; empty leaves the shop's. `{shop}` and, about an order, `{number}` are filled in."""

    subject: Annotated[str, Field(max_length=120)] = ""
    intro: Text = ""
    closing: Text = ""


def _nothing_unknown(value: Any) -> Any:
    """Who reads promotions passes over members that they do not know; who writes them must not lose any."""
    try:
        Promotions.model_validate(value, extra="forbid")
    except ValidationError as error:
        for fault in error.errors():
            if fault["type"] == "extra_forbidden":
                path = ".".join(str(part) for part in fault["loc"])
                raise ValueError(f"{path} is no member of promotions") from None
    return value


PromotionsDocument = Annotated[Promotions, BeforeValidator(_nothing_unknown)]


class Contents(Schema):
    """One of them, under the name of the document's family."""

    settings: Settings | None = None
    home: Home | None = None
    navigation: Navigation | None = None
    banners: Banners | None = None
    page: PageText | None = None
    letter: LetterText | None = None
    promotions: PromotionsDocument | None = None
    taxes: Taxes | None = None
    delivery: Delivery | None = None
    markets: MarketsDocument | None = None
