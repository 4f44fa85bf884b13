"""Lets people through, and asks everybody else to prove that they are some."""

from __future__ import annotations

from souk.challenge.provider import ChallengeProvider, Verdict
from souk.errors import ChallengeRequired
from souk.telemetry import count

# In characters: what Turnstile's tokens have at most, see `souk.challenge.turnstile`.
MAX_RESPONSE = 2048


class People:
    """`souk.limits.limits.PeopleOnly`. Where the provider is down everybody is let through: the limits hold as ever."""

    def __init__(self, provider: ChallengeProvider) -> None:
        self._provider = provider

    def admit(self, response: str, address: str) -> None:
        if not response:
            raise self._asked("Please show that you are not a robot, and send this again.")
        if len(response) > MAX_RESPONSE or not response.isascii():
            raise self._wrong()
        verdict = self._provider.verify(response, address)
        if verdict is Verdict.UNAVAILABLE:
            count("ChallengeDown")
        elif verdict is Verdict.FAILED:
            raise self._wrong()

    def _wrong(self) -> ChallengeRequired:
        return self._asked("That answer does not hold, or no longer. Please show once more that you are not a robot.")

    def _asked(self, words: str) -> ChallengeRequired:
        count("ChallengesAsked")
        provider = self._provider
        return ChallengeRequired(words, provider=provider.name, origin=provider.origin, site_key=provider.site_key)
