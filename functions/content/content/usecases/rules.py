"""What a document must keep to beyond its shape, which the doors have seen to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from content.domain.colours import unreadable
from content.domain.document import Content
from content.domain.kinds import BANNERS, DELIVERY, LETTER, MARKETS, PROMOTIONS, SETTINGS, TAXES, DocumentKind
from souk import bank_account
from souk.errors import InvalidInput
from souk.pricing.promotions import faults as promotions
from souk.shop import letters

Faults = dict[str, str]


def check(kind: DocumentKind, content: Content, currency: str = "") -> None:
    """`currency` is the shop's. Raises InvalidInput, which says what is wrong field by field."""
    rule, priced = _RULES.get(kind.family), _IN_MONEY.get(kind.family)
    faults = rule(kind, content) if rule else priced(content, currency) if priced else {}
    if faults:
        errors = [{"field": name, "message": why} for name, why in sorted(faults.items())]
        first = errors[0]
        raise InvalidInput(f"{first['field']}: {first['message']}", errors=errors)


def _settings(_kind: DocumentKind, content: Content) -> Faults:
    faults = {f"colours.{name}": why for name, why in unreadable(content["colours"]).items()}
    if content["bank_account"]:
        try:
            bank_account.parse(content["bank_account"])
        except ValueError as error:
            faults["bank_account"] = str(error)
    if not _in_order(content["closed"]):
        faults["closed.until"] = "the end is after the beginning"
    places = [place["location"] for place in content.get("pickups", ())]
    twice = (number for number, place in enumerate(places) if place in places[:number])
    faults |= {f"pickups.{number}.location": "name each location once" for number in twice}
    return faults


def _banners(_kind: DocumentKind, content: Content) -> Faults:
    wrong = (number for number, banner in enumerate(content["items"]) if not _in_order(banner))
    return {f"items.{number}.until": "the end is after the beginning" for number in wrong}


def _letter(kind: DocumentKind, content: Content) -> Faults:
    known = ", ".join(f"{{{name}}}" for name in sorted(letters.PLACEHOLDERS[kind.letter]))
    strange = {name: letters.unknown(kind.letter, content[name]) for name in ("subject", "intro", "closing")}
    return {
        name: f"{{{found[0]}}} means nothing in this letter; it knows {known}"
        for name, found in strange.items()
        if found
    }


def _promotions(kind: DocumentKind, content: Content) -> Faults:
    # The document's member has the name of its family: without that in front, it could be taken for it.
    return {f"{kind.family}.{name}": why for name, why in promotions.faults(content).items()}


def _taxes(_kind: DocumentKind, content: Content) -> Faults:
    # Imported here: taxes are seldom written.
    from content.domain.taxes import faults_of

    return faults_of(content)


def _delivery(content: Content, currency: str) -> Faults:
    # Imported here: rules of delivery are seldom written.
    from souk.events.rules.delivery import PublishedDelivery
    from souk.pricing.delivery.checks import faults

    return faults(PublishedDelivery(**content).rules(), currency)


def _markets(content: Content, currency: str) -> Faults:
    # Imported here: markets are seldom written.
    from souk.events.rules.markets import PublishedMarkets
    from souk.pricing.markets import faults

    # The document's member has the name of its family: without that in front, it could be taken for it.
    found = faults((each.market() for each in PublishedMarkets(**content).markets), currency)
    return {f"markets.{name}": why for name, why in found.items()}


def _in_order(span: Mapping[str, str | None] | None) -> bool:
    """Times are RFC 3339 in UTC and compare as text."""
    since, until = (span.get("since"), span.get("until")) if span else (None, None)
    return not (since and until) or since < until


_RULES: Mapping[str, Callable[[DocumentKind, Content], Faults]] = {
    SETTINGS: _settings,
    BANNERS: _banners,
    LETTER: _letter,
    PROMOTIONS: _promotions,
    TAXES: _taxes,
}
# Of these, what is right hangs on the shop's currency.
_IN_MONEY: Mapping[str, Callable[[Content, str], Faults]] = {DELIVERY: _delivery, MARKETS: _markets}
