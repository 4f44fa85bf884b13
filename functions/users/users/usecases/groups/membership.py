"""Who is in which group, asked at the moment it matters: a rule is worked out of what is known then, so nothing is
kept that could be behind, and time alone moves who bought "within 90 days".
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from souk import clock
from users.domain.consent_texts import ConsentKind
from users.domain.groups.group import MOST_GROUPS, CustomerGroup
from users.domain.groups.rule import GroupRule, MemberFacts
from users.domain.profile import Profile
from users.usecases.customers.lookup import known
from users.usecases.groups.ports import GroupBook, Purchases
from users.usecases.ports import AddressBooks, Profiles


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """A group that somebody is in. `since` is when the staff put them there; None for who is in it by rule alone."""

    group: CustomerGroup
    since: datetime | None
    by_rule: bool


class GroupMembership:
    """`holds` says whether somebody's consent of a kind holds now."""

    def __init__(
        self,
        groups: GroupBook,
        purchases: Purchases,
        profiles: Profiles,
        books: AddressBooks,
        holds: Callable[[str, ConsentKind], bool],
    ) -> None:
        self._groups = groups
        self._purchases = purchases
        self._profiles = profiles
        self._books = books
        self._holds = holds

    def among(self, profile: Profile, asked: Collection[str]) -> list[str]:
        """Those of these groups that the person is in, by their ids. What is not asked about is not looked up; of more
        than can go on at once, the last ones are not.
        """
        groups, put = self._groups.asked(profile.id, sorted(set(asked))[:MOST_GROUPS])
        open_ = [group for group in groups if group.ended_at is None]
        rules = [group.rule for group in open_ if group.rule and group.id not in put]
        facts, now = self._facts(profile, rules), clock.now()
        return [group.id for group in open_ if group.id in put or (group.rule and group.rule.is_met(facts, now))]

    def of(self, user_id: str) -> list[HeldGroup]:
        """All open groups that somebody is in, and why. Raises NotFound for who has no profile."""
        profile = known(self._profiles, user_id)
        open_ = [group for group in self._groups.all() if group.ended_at is None]
        put = {each.group_id: each.since for each in self._groups.memberships(user_id)}
        facts, now = self._facts(profile, [group.rule for group in open_ if group.rule]), clock.now()
        held = (
            HeldGroup(group, put.get(group.id), group.rule is not None and group.rule.is_met(facts, now))
            for group in open_
        )
        return [each for each in held if each.since or each.by_rule]

    def told(self, user_id: str) -> list[dict[str, str]]:
        """The same for the person who asks for what is held of them."""
        return [
            {
                "group": held.group.name,
                "put_there_at": clock.isoformat(held.since) if held.since else "",
                "by_rule": held.group.rule.said if held.by_rule and held.group.rule else "",
            }
            for held in self.of(user_id)
        ]

    def meeting(self, rule: GroupRule, user_ids: Collection[str]) -> list[Profile]:
        """Those of these customers who would be in a group with this rule now; unknown ones are passed over. Raises
        InvalidInput for a rule without sense.
        """
        rule.require_sense()
        now = clock.now()
        profiles = self._profiles.several(user_ids)
        return [profile for _, profile in sorted(profiles.items()) if rule.is_met(self._facts(profile, [rule]), now)]

    def _facts(self, profile: Profile, rules: Collection[GroupRule]) -> MemberFacts:
        asked = {kind for rule in rules for kind in rule.consents}
        book = self._books.book(profile.id) if any(rule.asks_address for rule in rules) else None
        default = next((each for each in book.addresses if each.id == book.default_id), None) if book else None
        return MemberFacts(
            country=default.country if default else "",
            language=profile.locale,
            consents=frozenset(kind for kind in asked if self._holds(profile.id, kind)),
            purchases=self._purchases.of(profile.id) if any(rule.asks_purchases for rule in rules) else (),
        )
