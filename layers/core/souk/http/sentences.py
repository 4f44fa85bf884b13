"""What pydantic finds wrong with a request, as sentences for the person who sent it."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

# By the type of the error (pydantic's "Validation errors"), with what its context gives. Types that are not here are
# said by how they end, as "int_parsing" and "int_type" both say that no whole number came.
_SAID = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "json_invalid": "is not valid JSON",
    "string_too_long": "has at most {max_length} characters",
    "string_pattern_mismatch": "is not in the form this takes",
    "greater_than": "is more than {gt}",
    "greater_than_equal": "is at least {ge}",
    "less_than": "is less than {lt}",
    "less_than_equal": "is at most {le}",
    "literal_error": "is one of {expected}",
    "enum": "is one of {expected}",
    "too_long": "has at most {max_length} entries",
    "too_short": "has at least {min_length} entries",
    "string_type": "is text",
    "model_type": "is a JSON object",
    "model_attributes_type": "is a JSON object",
    "dict_type": "is a JSON object",
    "list_type": "is a list",
    "tuple_type": "is a list",
}
_KINDS = {
    "int": "is a whole number",
    "float": "is a number",
    "decimal": "is a number",
    "bool": "is true or false",
    "datetime": "is a date with a time",
    "date": "is a date",
    "url": "is an address on the web",
    "uuid": "is an id",
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
        return f"{name}: is missing." if least == 1 else f"{name}: has at least {least} characters."
    said = _SAID.get(kind)
    if said is None:
        said = _KINDS.get(kind.partition("_")[0], "is not in the form this takes")
    return f"{name}: {said.format_map(_Context(context))}."


def label(loc: tuple[int | str, ...]) -> str:
    """ "lines", 0, "unit_price" is "Unit price"."""
    names = [part for part in loc if isinstance(part, str) and not part.startswith("function-")]
    words = re.sub(r"[^A-Za-z0-9]+", " ", names[-1]).strip() if names else ""
    # What a client calls a field it invented may be long; the whole of it is in `field`.
    return (words[:60] or _WHOLE).capitalize()


def _whole(message: str, name: str) -> str:
    """A message that is no sentence yet gets the field before it: rules say "use one line only"."""
    text = message.strip() or "is not in the form this takes"
    if not text[0].isupper():
        text = f"{name}: {text}" if name != _WHOLE else text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


class _Context(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
