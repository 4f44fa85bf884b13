"""What a person has decided about each kind of consent: who relies on consent must be able to show it (GDPR, article
7 (1)), and it is as easy to withdraw as to give (article 7 (3)).

Every decision is kept as it was made; what holds follows from the last one of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from souk.errors import InvalidInput
from users.domain.consent_texts import TEXTS, ConsentKind, Texts


class ConsentSource(StrEnum):
    """Where the words were shown."""

    SIGN_UP = "sign_up"
    ACCOUNT = "account"
    CHECKOUT = "checkout"
    PRODUCT = "product"
    WISHLIST = "wishlist"
    CART = "cart"
    ORDER = "order"
    LETTER = "letter"  # they ended it by the link in one
    COMPLAINT = "complaint"  # they called one spam


# Where somebody is asked.
SHOWN = frozenset({*ConsentSource} - {ConsentSource.LETTER, ConsentSource.COMPLAINT})


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text that was put before a person."""

    kind: ConsentKind
    version: str
    source: ConsentSource = ConsentSource.ACCOUNT

    def require_known(self) -> None:
        """Raises InvalidInput for a version that never was."""
        if TEXTS[self.kind].of(self.version) is None:
            raise InvalidInput(f"there is no version {self.version!r} of this text; load the page again")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a person; `number` counts those of its kind, from 1."""

    user_id: str
    number: int
    shown: ShownText
    given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """How it stands with one kind: the latest decisions, the last one first, as many as were asked for."""

    user_id: str
    kind: ConsentKind
    decisions: Sequence[Decision] = ()

    @property
    def texts(self) -> Texts:
        return TEXTS[self.kind]

    @property
    def last(self) -> Decision | None:
        """None while nothing was said."""
        return self.decisions[0] if self.decisions else None

    @property
    def holds(self) -> bool:
        """For the words of now."""
        return self.last is not None and self.last.given and self.texts.counts(self.last.shown.version)

    @property
    def is_outdated(self) -> bool:
        """Given to words that do not count any more: it does not hold, and the person is asked again."""
        return self.last is not None and self.last.given and not self.holds

    def decided(self, shown: ShownText, *, given: bool, at: datetime) -> Decision | None:
        """The decision that is to be kept, or None for what says nothing new: the same words agreed to again, or
        withdrawn again what is withdrawn.

        Raises InvalidInput.
        """
        shown.require_known()
        last = self.last
        if last and last.given == given and (not given or last.shown.version == shown.version):
            return None
        return Decision(self.user_id, last.number + 1 if last else 1, shown, given, at)
