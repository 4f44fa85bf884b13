"""Who orders, as far as the limits of promotions ask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Whose order it is, as `souk.shopper.owner` makes it, and their e-mail address as far as it is known."""

    owner: str = ""
    email: str = ""


NOBODY = Person()
