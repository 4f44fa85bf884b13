"""Whether an address can be delivered to, and its fields in their usual form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from souk.address import postal_code
from souk.address.destination import Destination
from souk.address.rules import COUNTRIES, Rule, rule_of
from souk.errors import InvalidInput
from souk.shopper import contact, links

FIELDS = ("name", "line1", "line2", "city", "postal_code", "region", "country", "phone")
_LABELS = {
    "name": "Full name",
    "line1": "Street and number",
    "line2": "Flat, floor, company",
    "city": "Town or city",
    "postal_code": "Postal code",
    "region": "State or region",
    "country": "Country",
    "phone": "Phone",
}
_LONGEST = {"postal_code": 20, "phone": 40}
_LONGEST_LINE = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field: `code` for programs, `message` for the person, naming the field as the form does."""

    field: str
    code: str
    message: str


def settled(values: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The fields of an address as they are kept, and what is wrong with them, in the order of the form."""
    kept = {field: contact.one_line(values.get(field, "")) for field in FIELDS}
    kept["country"] = kept["country"].upper()
    rule = rule_of(kept["country"]) if kept["country"] in COUNTRIES else None
    found = [problem for field in FIELDS if (problem := _text_problem(field, kept[field], rule))]
    wrong = {problem.field for problem in found}
    if kept["phone"] and "phone" not in wrong:
        kept["phone"] = contact.tidy_phone(kept["phone"])
        if not contact.is_phone(kept["phone"]):
            found.append(Problem("phone", "form", contact.PHONE_FORM))
    if rule is None:
        found.append(Problem("country", "unknown", "Choose the country."))
    else:
        typed = {field: kept[field] for field in wrong}
        found += [problem for problem in _by_country(kept, rule) if problem.field not in wrong]
        kept.update(typed)
    return kept, sorted(found, key=lambda problem: FIELDS.index(problem.field))


def destination_of(country: str, region: str, code: str) -> Destination:
    """Where something is to go, as far as it is known: the same as of the whole address, once that is settled."""
    if country not in COUNTRIES:
        return Destination(country)
    rule = rule_of(country)
    usual, _ = postal_code.normal(contact.one_line(code), rule.postal_code)
    region = contact.one_line(region)
    return Destination(country, (_region(region, rule.regions) if rule.regions else None) or region, usual)


def refuse(problems: Iterable[Problem], within: str = "") -> None:
    """Raises InvalidInput with all of them, if there are any; `within` is the address's own field in the request."""
    errors = [
        {"field": f"{within}.{p.field}" if within else p.field, "code": p.code, "message": p.message} for p in problems
    ]
    if errors:
        raise InvalidInput(" ".join(error["message"] for error in errors), errors=errors)


def _label(field: str, rule: Rule | None) -> str:
    return rule.labels.get(field, _LABELS[field]) if rule else _LABELS[field]


def _text_problem(field: str, text: str, rule: Rule | None) -> Problem | None:
    label = _label(field, rule)
    if contact.has_unprintable(text):
        return Problem(field, "unprintable", f"{label}: use letters, digits and signs of one line only.")
    if links.links_in(text) if field == "name" else links.has_url(text):
        return Problem(field, "link", f"{label}: write it without a web address.")
    longest = _LONGEST.get(field, _LONGEST_LINE)
    if len(text) > longest:
        return Problem(field, "too_long", f"{label}: at most {longest} characters fit.")
    return (
        Problem("name", "missing", f"Enter the {_label('name', rule).lower()}.")
        if field == "name" and not text
        else None
    )


def _by_country(kept: dict[str, str], rule: Rule) -> list[Problem]:
    """Brings code and region to their usual form, and finds what the country asks for besides."""
    kept["postal_code"], fits = postal_code.normal(kept["postal_code"], rule.postal_code)
    found = [_missing(field, rule) for field in rule.required if not kept[field]]
    if rule.either and not (kept["region"] or kept["city"]):
        field = "city" if "city" in rule.fields else "region"
        found.append(Problem(field, "missing", f"Enter the {_names(rule, 'city', 'region')}."))
    if not fits and rule.postal_code:
        label, example = _label("postal_code", rule), rule.postal_code.example
        found.append(Problem("postal_code", "form", f"{label}: {example} is the form ({rule.name})."))
    if kept["region"] and rule.regions:
        region = _region(kept["region"], rule.regions)
        if region is None:
            label = _label("region", rule)
            found.append(Problem("region", "unknown", f"{label}: {kept['region']} is none of {rule.name}; choose one."))
        else:
            kept["region"] = region
    return found


def _missing(field: str, rule: Rule) -> Problem:
    label = _label(field, rule)
    name = label if label[:2].isupper() else label[0].lower() + label[1:]
    choose = field == "region" and rule.regions
    return Problem(field, "missing", f"{'Choose' if choose else 'Enter'} the {name}.")


def _names(rule: Rule, *fields: str) -> str:
    return " or the ".join(_label(field, rule).lower() for field in fields)


def _region(text: str, regions: tuple[tuple[str, str], ...]) -> str | None:
    """The code of the region that has this code or name, however it is written."""
    wanted = _folded(text)
    return next((code for code, name in regions if wanted in (_folded(code), _folded(name))), None)


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", parts)
