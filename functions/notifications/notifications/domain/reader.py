"""Who gets letters by consent, and what they have agreed to.

A reader is a member, of whom the users service tells what they decided, or a guest, who has proved an address by a
link. Both are known by a keyed hash, so that nothing in a letter's links says who they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class LetterTopic(StrEnum):
    """What a reader agrees to; the users service has a kind of consent of the same name."""

    BACK_IN_STOCK = "back_in_stock"
    PRICE_DROP = "price_drop"
    ABANDONED_CART = "abandoned_cart"
    REVIEW_REQUEST = "review_request"


# The words that guests agree to: the version that `users.domain.consent_texts` has of them.
WORDS = {LetterTopic.BACK_IN_STOCK: "2026-11"}
# What somebody withdraws who wants no letter but about their orders, also of kinds that no letter rests on yet.
EVERY_KIND = (*LetterTopic, "marketing")


@dataclass(frozen=True, slots=True)
class ReaderDecision:
    """When it was given to which words, and when it was ended. `number` is the last one heard of in the users service;
    a guest's is 0.
    """

    given_at: datetime | None
    ended_at: datetime | None = None
    version: str = ""
    number: int = 0

    @property
    def given(self) -> bool:
        return self.given_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Reader:
    """A guest has neither `user_id` nor `email`: their address stands with what they wait for."""

    id: str
    user_id: str = ""
    email: str = ""
    locale: str = ""
    decisions: Mapping[LetterTopic, ReaderDecision] = field(default_factory=dict)
    version: int = 0

    def agrees(self, topic: LetterTopic) -> bool:
        decision = self.decisions.get(topic)
        return decision is not None and decision.given

    def given(self, topic: LetterTopic, at: datetime, version: str, number: int = 0) -> Reader:
        """As the users service tells it, or by the link of a letter. What was ended later stays ended."""
        held = self.decisions.get(topic)
        if held and (held.number > number or (held.ended_at and held.ended_at >= at)):
            return self
        return self._with(topic, ReaderDecision(at, None, version, number))

    def withdrawn(self, topic: LetterTopic, at: datetime, number: int) -> Reader:
        """As the users service tells it."""
        held = self.decisions.get(topic, ReaderDecision(None))
        if number <= held.number:
            return self
        return self._with(topic, replace(held, ended_at=held.ended_at or at, number=number))

    def ended(self, topics: tuple[LetterTopic, ...], at: datetime) -> Reader:
        """By the link of a letter, or a complaint."""
        over = {topic: replace(self.decisions[topic], ended_at=at) for topic in topics if self.agrees(topic)}
        return replace(self, decisions={**self.decisions, **over}) if over else self

    def _with(self, topic: LetterTopic, decision: ReaderDecision) -> Reader:
        return replace(self, decisions={**self.decisions, topic: decision})
