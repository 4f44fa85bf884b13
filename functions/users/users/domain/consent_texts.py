"""What people are asked to agree to: the words of each kind of consent, in every version there ever was.

What a person has agreed to are the words of the version that stands with their decision, so words that are here never
change (`tests/contract/test_consent_texts.py`): others are another version, the last of its kind, and the one before
says whether consent to it is consent still. The storefront shows the words of here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ConsentKind(StrEnum):
    ACTIVITY = "activity"  # looks and searches are noted
    MARKETING = "marketing"  # letters with offers and news
    BACK_IN_STOCK = "back_in_stock"  # letters about what was sold out and that they asked for
    PRICE_DROP = "price_drop"  # letters about what is on their wishlist and costs less
    ABANDONED_CART = "abandoned_cart"  # letters about what they left in their cart
    REVIEW_REQUEST = "review_request"  # letters that ask how an order was


# Those that letters rest on: who sends them hears of each decision.
TOLD = frozenset({*ConsentKind} - {ConsentKind.ACTIVITY, ConsentKind.MARKETING})


@dataclass(frozen=True, slots=True)
class Wording:
    """`counts`: whether who agreed to it has agreed to the words of now. Only where these ask for nothing more."""

    version: str
    text: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Texts:
    """The wordings of one kind, the current one last."""

    wordings: tuple[Wording, ...]

    @property
    def current(self) -> Wording:
        return self.wordings[-1]

    def of(self, version: str) -> Wording | None:
        """The words of a version; None for one that never was."""
        return next((wording for wording in self.wordings if wording.version == version), None)

    def counts(self, version: str) -> bool:
        """Whether who agreed to this version need not be asked again."""
        wording = self.of(version)
        return wording is not None and (wording is self.current or wording.counts)


TEXTS: Mapping[ConsentKind, Texts] = {
    ConsentKind.ACTIVITY: Texts(
        (Wording("2026-11", "Note what I look at and search for, to show it to me here for 90 days"),)
    ),
    ConsentKind.MARKETING: Texts(
        (
            Wording(
                "2026-11", "Send me offers and news of this shop by e-mail; I can stop that in my account at any time"
            ),
        )
    ),
    ConsentKind.BACK_IN_STOCK: Texts(
        (
            Wording(
                "2026-11",
                "Write to me by e-mail, once for each product I ask for, when it is back in stock; every such letter "
                "has a link that ends them",
            ),
        )
    ),
    ConsentKind.PRICE_DROP: Texts(
        (
            Wording(
                "2026-11",
                "Write to me by e-mail, at most once a day, when something on my wishlist costs less; every such "
                "letter has a link that ends them",
            ),
        )
    ),
    ConsentKind.ABANDONED_CART: Texts(
        (
            Wording(
                "2026-11",
                "Write to me by e-mail, at most once a week, when I have left something in my cart; every such letter "
                "has a link that ends them",
            ),
        )
    ),
    ConsentKind.REVIEW_REQUEST: Texts(
        (
            Wording(
                "2026-11",
                "Ask me by e-mail, once for each order, how it was; every such letter has a link that ends them",
            ),
        )
    ),
}
