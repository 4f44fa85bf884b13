"""By which rule somebody is in a group, of what the shop knows of them. Pure: whoever asks says when it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from souk.errors import InvalidInput
from souk.money import Money
from users.domain.consent_texts import ConsentKind


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order that was paid. `at` is when, `refunded` what was given back of it since, in minor units."""

    order_id: str
    at: datetime
    paid: Money
    refunded: int = 0

    @property
    def kept(self) -> int:
        """What the shop has of it still, in minor units."""
        return max(self.paid.amount - self.refunded, 0)

    @property
    def counts(self) -> bool:
        """Not when all of it was given back. What cost nothing was bought all the same."""
        return self.kept > 0 or not self.paid.amount


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What a rule goes by. `country` is that of the default address (ISO 3166-1 alpha-2), empty without one; `language`
    that of the profile (BCP 47); `consents` are those that hold. What no rule asks about need not be there.
    """

    country: str = ""
    language: str = ""
    consents: frozenset[ConsentKind] = frozenset()
    purchases: tuple[Purchase, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRule:
    """All that is said holds; what is empty asks nothing.

    `countries` and `languages`: any of these will do. `consents`: all of these hold. `orders` is how many paid orders
    there are at least, `spent` what was paid for them at least, without what was given back, in one currency;
    `within_days` counts both over the last so many times 24 hours, 0 over all time. The first paid order came at
    `first_order_from` or later, and before `first_order_until`.
    """

    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    consents: frozenset[ConsentKind] = frozenset()
    orders: int = 0
    spent: Money | None = None
    within_days: int = 0
    first_order_from: datetime | None = None
    first_order_until: datetime | None = None

    def require_sense(self) -> None:
        """Raises InvalidInput for a rule that everybody or nobody meets."""
        if self == GroupRule(within_days=self.within_days):
            raise InvalidInput("say at least one thing that the members have in common", field="rule")
        if self.within_days and not (self.orders or self.spent):
            raise InvalidInput(
                "say how many orders, or how much was spent, within these days", field="rule.within_days"
            )
        begin, end = self.first_order_from, self.first_order_until
        if begin and end and end <= begin:
            raise InvalidInput("the end is after the beginning", field="rule.first_order_until")

    @property
    def said(self) -> str:
        """What it asks, in one line for the record of what staff did."""
        members = {
            "countries": ", ".join(sorted(self.countries)),
            "languages": ", ".join(sorted(self.languages)),
            "consents": ", ".join(sorted(self.consents)),
            "orders": self.orders,
            "spent": self.spent,
            "within days": self.within_days,
            "first order from": self.first_order_from,
            "first order until": self.first_order_until,
        }
        return "; ".join(f"{name}: {value}" for name, value in members.items() if value)

    @property
    def asks_address(self) -> bool:
        return bool(self.countries)

    @property
    def asks_purchases(self) -> bool:
        return bool(self.orders or self.spent or self.first_order_from or self.first_order_until)

    def is_met(self, facts: MemberFacts, now: datetime) -> bool:
        """Whether somebody of whom this is known is in the group at `now`."""
        return (
            (not self.countries or facts.country in self.countries)
            and (not self.languages or _primary(facts.language) in self.languages)
            and self.consents <= facts.consents
            and self._bought(facts.purchases, now)
        )

    def _bought(self, purchases: Iterable[Purchase], now: datetime) -> bool:
        if not self.asks_purchases:
            return True
        counted = [each for each in purchases if each.counts]
        if not self._began([each.at for each in counted]):
            return False
        if self.within_days:
            since = now - timedelta(days=self.within_days)
            counted = [each for each in counted if each.at > since]
        if len(counted) < self.orders:
            return False
        spent = self.spent
        return spent is None or spent.amount <= sum(
            each.kept for each in counted if each.paid.currency == spent.currency
        )

    def _began(self, moments: list[datetime]) -> bool:
        begin, end = self.first_order_from, self.first_order_until
        if not (begin or end):
            return True
        if not moments:
            return False
        first = min(moments)
        return (begin is None or first >= begin) and (end is None or first < end)


def _primary(language: str) -> str:
    """The language of a tag: "de" of "de-AT" (RFC 5646, section 2.2.1)."""
    return language.partition("-")[0].lower()
