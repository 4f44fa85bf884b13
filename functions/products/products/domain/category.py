"""Categories: a tree whose ids are the slugs of its path, "home/kitchen" for Home > Kitchen."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

SEPARATOR = ">"
MAX_DEPTH = 6
# Of the id. It is a part of sort keys, which have at most 1,024 bytes (DynamoDB, "Quotas").
MAX_BYTES = 900
# Where every published product is listed, whatever its category.
ALL = "*"


def slug(text: str) -> str:
    """Lower-case letters and digits of any script with hyphens between: "Café & Bar" becomes "cafe-bar"."""
    # Folding case can make letters that fold further, and decomposing can make capitals: hence both, twice.
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "-", plain).strip("-") or hashlib.sha256(text.encode()).hexdigest()[:8]


def path_of(text: str) -> tuple[str, ...]:
    """The names from the root to the leaf in "Home > Kitchen". Empty for an empty text.

    Raises ValueError when a name is missing or the path is deeper than 6.
    """
    names = tuple(" ".join(name.split()) for name in text.split(SEPARATOR)) if text.strip() else ()
    if not all(names):
        raise ValueError("a category path has a name on each side of every >")
    if len(names) > MAX_DEPTH:
        raise ValueError(f"a category path is at most {MAX_DEPTH} deep")
    if names and len(steps(names)[-1].id.encode()) > MAX_BYTES:
        raise ValueError(f"a category path is at most {MAX_BYTES} bytes long")
    return names


@dataclass(frozen=True, slots=True)
class CategoryRef:
    """One step of a path."""

    id: str
    name: str
    parent_id: str | None


@dataclass(frozen=True, slots=True)
class Category:
    """A category with how many published products it and its descendants hold."""

    id: str
    name: str
    parent_id: str | None
    position: int
    product_count: int
    image: str


def steps(path: tuple[str, ...]) -> list[CategoryRef]:
    """Every category on the path, from the root to the leaf."""
    refs: list[CategoryRef] = []
    for name in path:
        parent = refs[-1].id if refs else None
        refs.append(CategoryRef(f"{parent}/{slug(name)}" if parent else slug(name), name, parent))
    return refs


def from_url(text: str) -> str:
    """The id behind its URL form, in which ~ stands for the slash."""
    return text.replace("~", "/")
