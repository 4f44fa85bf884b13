"""Goods that consumers cannot withdraw from the contract for (article 16 of directive 2011/83/EU), and why.

Sealed goods are another matter than the rest: the right ends when the shopper breaks the seal, so a statement of
withdrawal counts, and whoever unpacks what comes back looks at the seal. Digital content is another: a variant that is
marked so may be left out, an order's line that is marked so is, for its shopper has consented (see
`orders.domain.withdrawing.consent`).
"""

from __future__ import annotations

from typing import Literal, get_args

Exclusion = Literal[
    "made_to_order",  # (c) to the shopper's own wishes
    "perishable",  # (d) spoils soon
    "press",  # (j) newspapers, periodicals and magazines, but for subscriptions
    "dated_service",  # (l) leisure, transport, catering or lodging on a certain day
    "sealed_hygiene",  # (e)
    "sealed_media",  # (i) recordings and software
    "digital_content",  # (m) not on a carrier, supplied at once at the shopper's wish
]
DIGITAL: Exclusion = "digital_content"
EXCLUSIONS: tuple[Exclusion, ...] = get_args(Exclusion)
SEALED = frozenset({"sealed_hygiene", "sealed_media"})


def is_excluded(reason: str) -> bool:
    """Whether what an order's line marks so cannot be withdrawn from at all."""
    return reason in EXCLUSIONS and reason not in SEALED
