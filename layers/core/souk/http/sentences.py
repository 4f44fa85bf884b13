"""What pydantic finds wrong with a request, as sentences for the person who sent it."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

# By the type of the error (pydantic's "Validation errors"), with what its context gives. Types that are not here are
# said by how they end, as "int_parsing" and "int_type" both say that no whole number came.
_SAID = {
    "missing": "{is} missing",
    "extra_forbidden": "{is} not known here",
    "json_invalid": "{is} not valid JSON",
    "string_too_long": "can have at most {max_length} characters",
    "string_pattern_mismatch": "{is} not in the form this takes",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "can be at most {le}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "too_long": "can have at most {max_length} entries",
    "too_short": "must have at least {min_length} entries",
    "string_type": "must be text",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "dict_type": "must be a JSON object",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
}
_KINDS = {
    "int": "must be a whole number",
    "float": "must be a number",
    "decimal": "must be a number",
    "bool": "must be true or false",
    "datetime": "must be a date with a time",
    "date": "must be a date",
    "url": "must be an address on the web",
    "uuid": "must be an id",
}
# As the storefront's forms say it, where the field's own name says it otherwise.
_NAMES = {
    "email": "E-mail",
    "expected total": "Total",
    "key": "Access key",
    "line1": "Street and number",
    "line2": "Flat, floor, company",
    "max price": "Highest price",
    "min price": "Lowest price",
    "q": "Search text",
    "sku": "SKU",
    "skus": "SKUs",
}

_WHOLE = "The request"


def sentence(error: ErrorDetails) -> str:
    """Names the field and says what it takes; a rule of our own has said it all in its ValueError."""
    kind, context = error["type"], error.get("ctx", {})
    name = label(error["loc"])
    if kind in ("value_error", "assertion_error"):
        return _whole(str(context.get("error", "")), name)
    if kind == "string_too_short":
        least = context.get("min_length", 1)
        said = _SAID["missing"] if least == 1 else f"must have at least {least} characters"
    else:
        said = _SAID.get(kind) or _KINDS.get(kind.partition("_")[0], _SAID["string_pattern_mismatch"])
    verb = "are" if re.search("[^su]s$", name) else "is"
    return f"{name} {said.format_map(_Context(context | {'is': verb}))}."


def label(loc: tuple[int | str, ...]) -> str:
    """ "lines", 0, "unit_price" is "Unit price"."""
    names = [part for part in loc if isinstance(part, str) and not part.startswith("function-")]
    words = re.sub(r"[^A-Za-z0-9]+", " ", names[-1]).strip() if names else ""
    # What a client calls a field it invented may be long; the whole of it is in `field`.
    return _NAMES.get(words.lower()) or (words[:60] or _WHOLE).capitalize()


def _whole(message: str, name: str) -> str:
    """A message that is no sentence yet gets the field before it: rules say "use one line only"."""
    text = message.strip() or "use the form this takes"
    if not text[0].isupper():
        text = f"{name}: {text}" if name != _WHOLE else text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


class _Context(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
