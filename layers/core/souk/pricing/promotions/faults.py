"""What is wrong with a document of promotions beyond its shape, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from souk.address import COUNTRIES

Json = Mapping[str, Any]
Fault = tuple[str, str]
# As many as can go on (`users.domain.groups`), and as are asked about at once.
MOST_GROUPS = 100
SHOWN_EFFECTS = frozenset({"percentage", "amount", "fixed_price"})


def faults(document: Json) -> dict[str, str]:
    """By the path of the member. `document` is JSON of the shape of `souk.events.rules.promotions.Promotions`."""
    found: dict[str, str] = {}
    names: set[str] = set()
    groups: set[str] = set()
    for number, promotion in enumerate(document.get("promotions", ())):
        if promotion["id"] in names:
            found[f"promotions.{number}.id"] = "another promotion has this id"
        names.add(promotion["id"])
        found.update(
            (f"promotions.{number}.{path}", why)
            for path, why in (*_of(promotion), *_catalogue(promotion), *_prices(promotion))
        )
        groups.update((promotion.get("conditions") or {}).get("customer_groups") or ())
        if len(groups) > MOST_GROUPS:
            found[f"promotions.{number}.conditions.customer_groups"] = f"at most {MOST_GROUPS} groups are asked about"
    return found


def _catalogue(promotion: Json) -> Iterator[Fault]:
    """A price that everybody is shown depends on the goods and the time alone."""
    if promotion.get("scope", "cart") != "catalogue":
        return
    effect, conditions = promotion["effect"], promotion.get("conditions") or {}
    if effect["kind"] not in SHOWN_EFFECTS:
        yield "effect.kind", "a price in the catalogue is less by a share or an amount, or is a fixed one"
    if effect.get("at_most"):
        yield "effect.at_most", "each piece has a price of its own in the catalogue: leave it empty"
    if promotion.get("trigger", "automatic") != "automatic":
        yield "trigger", "what the catalogue shows goes by no code"
    for name in ("minimum", "countries", "channels", "first_order", "customer_groups"):
        if conditions.get(name):
            yield f"conditions.{name}", "what the catalogue shows is for everybody: leave it empty"
    limits = promotion.get("limits") or {}
    if any(limits.values()):
        yield "limits", "what the catalogue shows is not counted: leave it empty"
    if promotion.get("budget"):
        yield "budget", "what the catalogue shows is not counted: leave it empty"


def _of(promotion: Json) -> Iterator[Fault]:
    since, until = promotion.get("since"), promotion.get("until")
    if since and until and until <= since:
        yield "until", "the end is after the beginning"
    if len(promotion.get("budget") or ()) > 1:
        yield "budget", "a budget is one sum: name one currency"
    conditions = promotion.get("conditions") or {}
    minimum = conditions.get("minimum")
    if minimum and not (minimum.get("quantity") or minimum.get("value")):
        yield "conditions.minimum", "say how many units or which value it is from on"
    for number, country in enumerate(conditions.get("countries") or ()):
        if country not in COUNTRIES:
            yield f"conditions.countries.{number}", f"{country} is no country"
    effect = promotion["effect"]
    if effect["kind"] == "shipping" and sum(bool(effect.get(name)) for name in ("share", "amounts", "prices")) != 1:
        yield "effect", "say one of: a share, an amount off, a price"
    if effect["kind"] == "gift" and not minimum and promotion.get("trigger", "automatic") == "automatic":
        yield "conditions.minimum", "say what must be bought to have the gift"
    if effect["kind"] == "tiers":
        yield from _steps(effect["steps"])


def _steps(steps: Iterable[Json]) -> Iterator[Fault]:
    before: tuple[int, Json] | None = None
    for number, step in enumerate(steps):
        path = f"effect.steps.{number}"
        if bool(step.get("quantity")) == bool(step.get("value")):
            yield path, "say one of: from how many units, from which value"
        if bool(step.get("share")) == bool(step.get("amounts")):
            yield path, "say one of: a share, an amount off"
        now = (step.get("quantity") or 0, {price["currency"]: price["amount"] for price in step.get("value") or ()})
        if before is not None:
            if bool(before[0]) != bool(now[0]):
                yield path, "all steps count units, or all count values"
            elif not _above(now, before):
                yield path, "each step is above the one before, in the same currencies"
        before = now


def _above(now: tuple[int, Json], before: tuple[int, Json]) -> bool:
    if now[0] or before[0]:
        return now[0] > before[0]
    return now[1].keys() == before[1].keys() and all(amount > before[1][name] for name, amount in now[1].items())


def _prices(value: Any, path: str = "") -> Iterator[Fault]:
    """Each list of amounts has a currency once."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _prices(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        seen: set[str] = set()
        for number, member in enumerate(value):
            if isinstance(member, Mapping):
                currency = member.get("currency", "")
                if currency and currency in seen:
                    yield f"{path}.{number}.currency", f"{currency} is there already"
                seen.add(currency)
            yield from _prices(member, f"{path}.{number}")
