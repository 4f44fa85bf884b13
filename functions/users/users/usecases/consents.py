"""What a person has agreed to: asked before what needs it is done, shown to them, and changed by them alone."""

from __future__ import annotations

from collections.abc import Collection

from souk import clock
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import ConsentDecided
from souk.limits import rules
from souk.limits.limits import Charge, Limits
from souk.storage.versioned import until_fresh
from users.domain.consent import Consent, ConsentSource, Decision, ShownText
from users.domain.consent_texts import TOLD, ConsentKind
from users.usecases.ports import ConsentDecisions, Profiles

# Of each kind, on one page; the export of one's data has all.
SHOWN_DECISIONS = 50


class Consents:
    """`idle` are kinds that nothing is done on the strength of in this shop: who has not decided is not asked."""

    def __init__(
        self,
        decisions: ConsentDecisions,
        limits: Limits,
        profiles: Profiles,
        idle: Collection[ConsentKind] = (),
    ) -> None:
        self._idle = idle
        self._decisions = decisions
        self._limits = limits
        self._profiles = profiles

    def of(self, user_id: str, kind: ConsentKind) -> Consent:
        """With the last decision. Strongly consistent: what was withdrawn holds at once."""
        return Consent(user_id, kind, self._decisions.latest(user_id, kind, limit=1))

    def all(self, user_id: str) -> list[Consent]:
        """Of every kind that is asked for or was decided about, each with its latest decisions."""
        held = [Consent(user_id, kind, self._decisions.latest(user_id, kind, SHOWN_DECISIONS)) for kind in ConsentKind]
        return [consent for consent in held if consent.decisions or consent.kind not in self._idle]

    def decide(self, user_id: str, shown: ShownText, *, given: bool) -> None:
        """Gives consent to a text or withdraws it. Of two decisions at once both are kept, and the later one holds.

        Raises InvalidInput for a version that never was, RateLimited.
        """

        def once() -> None:
            decision = self.of(user_id, shown.kind).decided(shown, given=given, at=clock.now())
            if decision is None:
                return
            if given:  # withdrawing is never refused, and there is no more of it than of giving
                self._limits.take(Charge(rules.CONSENTS, user_id))
            self._decisions.append(decision, self._told(decision))

        until_fresh(once)

    def withdraw(self, user_id: str, kind: ConsentKind, source: ConsentSource) -> None:
        """Ends what holds, in the words it was given to; nothing where nothing does."""
        last = self.of(user_id, kind).last
        if last and last.given:
            self.decide(user_id, ShownText(kind, last.shown.version, source), given=False)

    def _told(self, decision: Decision) -> Event | None:
        """For whoever writes letters on the strength of it. None without a profile, which has no address either."""
        shown = decision.shown
        profile = self._profiles.get(decision.user_id) if shown.kind in TOLD else None
        if profile is None:
            return None
        data = ConsentDecided(
            user_id=decision.user_id,
            kind=shown.kind,
            number=decision.number,
            given=decision.given,
            version=shown.version,
            email=profile.email,
            locale=profile.locale,
        )
        return new_event(
            "user.consent_decided", aggregate_id=decision.user_id, aggregate_version=decision.number, data=data
        )
