"""Takes from limits, and refuses what would go beyond them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from souk.errors import RateLimited
from souk.limits.rules import Key, RateLimit
from souk.limits.visitor import network
from souk.telemetry import count, logger


@dataclass(frozen=True, slots=True)
class Charge:
    """`units` of a limit, for a subject: an e-mail address, a user id … What stands in the table is a hash of it.

    `most`, where it is not the limit's own.
    """

    limit: RateLimit
    subject: str
    units: int = 1
    most: int = -1

    @property
    def allowed(self) -> int:
        return self.limit.most if self.most < 0 else self.most


class LimitReached(Exception):
    """The charge would go beyond its limit; nothing was charged. `seconds` until the window ends."""

    def __init__(self, charge: Charge, seconds: int) -> None:
        super().__init__(charge.limit.name)
        self.charge = charge
        self.seconds = seconds


class CountersDown(Exception):
    """The counters cannot be reached."""


class LimitCounters(Protocol):
    def add(self, charge: Charge) -> int:
        """Charges, in one conditional write, and answers how much of the window is used now.

        Raises LimitReached, CountersDown.
        """

    def subtract(self, charge: Charge) -> None:
        """Gives back what was charged a moment ago. Does nothing when the window has ended. Raises CountersDown."""


class PeopleOnly(Protocol):
    """The challenge against robots, see `souk.challenge`."""

    def admit(self, response: str, address: str) -> None:
        """Raises ChallengeRequired unless `response`, which may be empty, answers a challenge."""


def from_address(limit: RateLimit, address: str) -> list[Charge]:
    """None for an address that is nobody's."""
    subject = network(address)
    return [Charge(limit, subject)] if subject else []


def for_email(limit: RateLimit, email: str) -> Charge:
    """Case and spaces make no other person."""
    return Charge(limit, email.strip().lower())


class Limits:
    """Where the counters are down everybody is let through, and an error is logged: a shop that nobody can enter is
    worse than one that does not count for a while.
    """

    def __init__(self, counters: LimitCounters, people: PeopleOnly | None = None) -> None:
        self._counters = counters
        self._people = people

    def take(self, *charges: Charge) -> Mapping[str, int]:
        """Charges in order, and answers how much of each limit is used, by its name.

        Raises RateLimited at the first that is full. What was charged before stays: also a try that was refused is one.
        """
        used = {}
        try:
            for charge in charges:
                used[charge.limit.name] = self._counters.add(charge)
        except LimitReached as full:
            logger.info("limit reached", extra={"limit": full.charge.limit.name})
            count("LimitsReached")
            raise RateLimited(_words(full), limit=full.charge.limit.name, retry_after=full.seconds) from full
        except CountersDown:
            self._down()
        return used

    def take_of_person(self, response: str, address: str, *charges: Charge) -> Mapping[str, int]:
        """Like `take`; from the half of any of the limits on only of who answers a challenge, where the shop sets them.

        Raises ChallengeRequired, too. Who is only asked has used nothing: whoever fills somebody's limits without
        answering leaves half of them. A wrong answer counts.
        """
        used = self.take(*charges)
        if self._people is None or not any(_is_half_used(charge, used) for charge in charges):
            return used
        if not response:
            self.give_back(*charges)
        self._people.admit(response, address)
        return used

    def give_back(self, *charges: Charge) -> None:
        """For what turned out to be no offence. One that is lost counts until its window ends."""
        try:
            for charge in charges:
                self._counters.subtract(charge)
        except CountersDown:
            self._down()

    @contextmanager
    def guessing(self, charges: Sequence[Charge], *wrong: type[Exception]) -> Iterator[None]:
        """Charges a guess before it is tried, so that many at once are not more, and gives it back unless it was wrong.

        Raises RateLimited.
        """
        self.take(*charges)
        try:
            yield
        except wrong:
            raise
        except BaseException:
            self.give_back(*charges)
            raise
        self.give_back(*charges)

    def _down(self) -> None:
        logger.exception("limits are not held: their counters cannot be reached")
        count("LimitsDown")


def _is_half_used(charge: Charge, used: Mapping[str, int]) -> bool:
    """Not where the counters are down, which tell nothing."""
    return 2 * used.get(charge.limit.name, 0) >= charge.allowed


def _words(full: LimitReached) -> str:
    minutes = -(-full.seconds // 60)
    hours = -(-minutes // 60)
    wait = f"{hours} hours" if minutes > 90 else f"{minutes} minutes" if minutes > 1 else "a minute"
    whose = "from your network" if full.charge.limit.key is Key.ADDRESS else "in a short time"
    return f"That were too many tries {whose}. Please wait {wait} and try again."
