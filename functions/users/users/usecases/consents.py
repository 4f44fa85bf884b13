"""What a person has agreed to: asked before what needs it is done, shown to them, and changed by them alone."""

from __future__ import annotations

from souk import clock
from souk.limits import rules
from souk.limits.limits import Charge, Limits
from souk.storage.versioned import until_fresh
from users.domain.consent import Consent, ShownText
from users.domain.consent_texts import ConsentKind
from users.usecases.ports import ConsentDecisions

# Of each kind, on one page; the export of one's data has all.
SHOWN_DECISIONS = 50


class Consents:
    def __init__(self, decisions: ConsentDecisions, limits: Limits) -> None:
        self._decisions = decisions
        self._limits = limits

    def of(self, user_id: str, kind: ConsentKind) -> Consent:
        """With the last decision. Strongly consistent: what was withdrawn holds at once."""
        return Consent(user_id, kind, self._decisions.latest(user_id, kind, limit=1))

    def all(self, user_id: str) -> list[Consent]:
        """Of every kind, each with its latest decisions."""
        return [Consent(user_id, kind, self._decisions.latest(user_id, kind, SHOWN_DECISIONS)) for kind in ConsentKind]

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
            self._decisions.append(decision)

        until_fresh(once)
