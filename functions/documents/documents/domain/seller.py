"""Who sells, as an invoice has to name them, and what is missing of it.

Article 226 of Directive 2006/112/EC, points 3 and 5: the full name and address of the seller, and their VAT number,
which begins with the country's code (article 215; Greece writes EL).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_VAT_ID = re.compile(r"[A-Z]{2}[A-Z0-9]{2,13}")
_NEEDED = ("company", "street", "postal_code", "city", "country", "vat_id")


@dataclass(frozen=True, slots=True)
class Seller:
    """`company` is the name in law, `name` the shop's. Empty text stands for what the merchant has not said."""

    name: str = ""
    company: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    vat_id: str = ""
    tax_number: str = ""
    represented_by: str = ""
    register_entry: str = ""
    email: str = ""
    phone: str = ""
    colour: str = ""
    language: str = "en"


def missing(seller: Seller | None) -> tuple[str, ...]:
    """What has to be known of the seller before an invoice can be made, by its name in the settings."""
    if seller is None:
        return _NEEDED
    wanting = [name for name in _NEEDED if not getattr(seller, name)]
    if seller.vat_id and not _VAT_ID.fullmatch(seller.vat_id):
        wanting.append("vat_id")
    return tuple(wanting)
