"""Anchors, and the proof that chains are as they were written."""

from __future__ import annotations

from datetime import date, timedelta

from audit.domain.chain import Anchor, Break, first_break
from audit.domain.keeping import chains_between
from audit.usecases.ports import Anchors, Links
from souk import clock
from souk.telemetry import count, logger

# An event may come in late and a timer may miss a day; what was anchored is not anchored again.
_ANCHORED_DAYS = 3


class Proof:
    def __init__(self, links: Links, anchors: Anchors) -> None:
        self._links = links
        self._anchors = anchors

    def anchor(self) -> int:
        """Anchors the chains of the last days where they stand now; how many had grown. Repeating it does no harm."""
        today = clock.now().date()
        done = 0
        for chain in chains_between(today - timedelta(days=_ANCHORED_DAYS - 1), today):
            last = self._links.last(chain)
            if last and all(anchor.number < last.number for anchor in self._anchors.of(chain)):
                self._anchors.put(Anchor(chain, last.number, last.digest))
                done += 1
        return done

    def verify(self, first: date, last: date) -> list[Break]:
        """The first break of each chain of those days that does not hold, oldest first; one is an alarm."""
        found = []
        for chain in chains_between(first, last):
            broken = first_break(chain, self._links.chain(chain), self._anchors.of(chain))
            if broken:
                logger.error("audit chain broken", extra={"chain": chain, "link": broken.number, "what": broken.what})
                count("AuditChainsBroken")
                found.append(broken)
        return found

    def verify_yesterday(self) -> int:
        """How many chains of yesterday and the day before do not hold."""
        today = clock.now().date()
        return len(self.verify(today - timedelta(days=2), today - timedelta(days=1)))
