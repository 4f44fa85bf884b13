"""What the routes of groups of customers take."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, Field

from souk.address import COUNTRIES
from souk.http import Schema
from souk.money import Money
from users.domain.consent_texts import ConsentKind
from users.domain.groups.rule import GroupRule

MOST_AT_ONCE = 50


def _known(country: str) -> str:
    if country not in COUNTRIES:
        raise ValueError(f"{country} is no country")
    return country


Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$"), AfterValidator(_known)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
UserId = Annotated[str, Field(min_length=1, max_length=100)]
GroupName = Annotated[str, Field(min_length=1, max_length=80)]
GroupId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class SpentBody(Schema):
    """In minor units of an ISO 4217 currency; what was paid in others does not count."""

    amount: Annotated[int, Field(ge=1, le=10**12)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class RuleBody(Schema):
    """All that is said holds; what is left out asks nothing."""

    countries: Annotated[list[Country], Field(max_length=250, description="Of the default address: any of these")] = []
    languages: Annotated[list[Language], Field(max_length=50, description="Of the profile: any of these")] = []
    consents: Annotated[
        list[ConsentKind], Field(max_length=len(ConsentKind), description="All of these are given")
    ] = []
    orders: Annotated[int, Field(ge=0, le=10_000, description="So many paid orders at least")] = 0
    spent: Annotated[SpentBody | None, Field(description="Paid at least so much, less what was given back")] = None
    within_days: Annotated[
        int, Field(ge=0, le=3660, description="Counts orders and what was spent over so many days; 0 is without end")
    ] = 0
    first_order_from: Annotated[AwareDatetime | None, Field(description="The first order was paid then or later")] = (
        None
    )
    first_order_until: Annotated[AwareDatetime | None, Field(description="It was paid before that")] = None

    def rule(self) -> GroupRule:
        spent = self.spent
        return GroupRule(
            countries=frozenset(self.countries),
            languages=frozenset(self.languages),
            consents=frozenset(self.consents),
            orders=self.orders,
            spent=Money(spent.amount, spent.currency) if spent else None,
            within_days=self.within_days,
            first_order_from=self.first_order_from,
            first_order_until=self.first_order_until,
        )

    @classmethod
    def of(cls, rule: GroupRule) -> Self:
        spent = rule.spent
        return cls(
            countries=sorted(rule.countries),
            languages=sorted(rule.languages),
            consents=sorted(rule.consents),
            orders=rule.orders,
            spent=SpentBody(amount=spent.amount, currency=spent.currency) if spent else None,
            within_days=rule.within_days,
            first_order_from=rule.first_order_from,
            first_order_until=rule.first_order_until,
        )


class GroupContent(Schema):
    """`rule`: who is in it beside those that the staff put there; null for nobody."""

    name: GroupName
    rule: RuleBody | None = None


class NewGroup(GroupContent):
    """`id` is what promotions name it by; it stays, and shoppers do not see it."""

    id: GroupId


class RuleTrial(Schema):
    """Some customers, by the ids of their accounts, of whom is asked whether a rule is about them."""

    rule: RuleBody
    customers: Annotated[list[UserId], Field(min_length=1, max_length=MOST_AT_ONCE)]
