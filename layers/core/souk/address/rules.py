"""What an address needs in a country, as far as a typing mistake can be told from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# ISO 3166-1 alpha-2: known without reading the rules, as most requests are about one country or none.
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()
)


@dataclass(frozen=True, slots=True)
class PostalCode:
    """`pattern` is a regular expression for the whole of it; `marks` are a space or hyphen and how many characters
    come after it; all codes begin with `begins`; `printed` are letters that some write before it.
    """

    pattern: str
    example: str
    marks: tuple[tuple[str, int], ...]
    begins: str
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """`fields` in the order they are written, between the name and the phone. With `either`, town or region will do.

    `regions`: code and name, where only these are regions; else None. `postal_code` is None where any will do.
    """

    country: str
    name: str
    fields: tuple[str, ...]
    required: tuple[str, ...]
    either: bool
    labels: Mapping[str, str]
    postal_code: PostalCode | None
    regions: tuple[tuple[str, str], ...] | None


@cache
def rule_of(country: str) -> Rule:
    """The rule of a country in `COUNTRIES`."""
    data = _rules()[country]
    regions = data.get("regions")
    return Rule(
        country=country,
        name=data["name"],
        fields=tuple(data["fields"]),
        required=tuple(data["required"]),
        either=data.get("either", False),
        labels=data["labels"],
        postal_code=_postal_code(data["postal_code"]) if "postal_code" in data else None,
        regions=tuple((code, name) for code, name in regions) if regions else None,
    )


def country_name(code: str) -> str:
    """In English; the code itself when there is no such country."""
    return rule_of(code).name if code in COUNTRIES else code


def _postal_code(data: dict[str, Any]) -> PostalCode:
    return PostalCode(
        data["pattern"],
        data["example"],
        tuple((mark, after) for mark, after in data["marks"]),
        data.get("begins", ""),
        tuple(data["printed"]),
    )


@cache
def _rules() -> dict[str, dict[str, Any]]:
    # Once, when the first address comes: reading it takes about a millisecond, which no cold start needs to pay.
    rules: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("rules.json").read_bytes())
    return rules
