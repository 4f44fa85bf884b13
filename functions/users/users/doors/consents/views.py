"""Consents as the HTTP routes show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from souk.http import View
from users.domain.consent import Consent, ConsentSource, Decision
from users.domain.consent_texts import TEXTS, ConsentKind


class DecisionView(View):
    """`text` are the words of `version`; empty for words of before there was a list of them."""

    given: bool
    version: str
    text: str
    at: datetime
    source: ConsentSource

    @classmethod
    def of(cls, decision: Decision) -> DecisionView:
        shown = decision.shown
        wording = TEXTS[shown.kind].of(shown.version)
        return cls(
            given=decision.given,
            version=shown.version,
            text=wording.text if wording else "",
            at=decision.at,
            source=shown.source,
        )


class ConsentView(View):
    """`text` is what is asked for now, and `version` names its words; `given` is whether consent to it holds, `since`
    when the person decided last. `outdated`: they agreed to other words, which do not count any more. `decisions` are
    the latest, the last one first."""

    kind: ConsentKind
    version: str
    text: str
    given: bool
    outdated: bool
    since: datetime | None
    decisions: list[DecisionView]

    @classmethod
    def of(cls, consent: Consent) -> ConsentView:
        current = consent.texts.current
        return cls(
            kind=consent.kind,
            version=current.version,
            text=current.text,
            given=consent.holds,
            outdated=consent.is_outdated,
            since=consent.last.at if consent.last else None,
            decisions=[DecisionView.of(decision) for decision in consent.decisions],
        )


class ConsentsView(View):
    """`items` are all kinds of consent. Beside it, what older clients know: `activity`, whether looks and searches may
    be noted, in the words of `version`, as it was said `at`."""

    activity: bool
    version: str
    at: datetime | None
    items: list[ConsentView]

    @classmethod
    def of(cls, consents: Iterable[Consent]) -> ConsentsView:
        by_kind = {consent.kind: consent for consent in consents}
        activity = by_kind[ConsentKind.ACTIVITY]
        return cls(
            activity=activity.holds,
            version=activity.last.shown.version if activity.last else "",
            at=activity.last.at if activity.last else None,
            items=[ConsentView.of(consent) for consent in by_kind.values()],
        )
