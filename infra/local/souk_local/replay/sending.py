"""Handing records to one function, in order, as its event source mapping does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from souk_local.bridge.batch import MAX_EVENT_BYTES
from souk_local.bridge.invoker import Answered, Invoker, Unreachable
from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import InvalidFailuresError, Record, failed_offsets, msk_event
from souk_local.problems import LocalCloudError

ATTEMPTS = 3


@dataclass
class Report:
    """What became of the records. `held_back`: not sent, because an earlier event of their aggregate failed."""

    invocations: int = 0
    accepted: int = 0
    failed: list[tuple[Record, str]] = field(default_factory=list)
    held_back: list[Record] = field(default_factory=list)


class Sender:
    """Sends to the function of a mapping, and to nobody else."""

    def __init__(self, invoker: Invoker, mapping: Mapping, bootstrap: str) -> None:
        self._invoker = invoker
        self._mapping = mapping
        self._bootstrap = bootstrap

    def send(self, records: Sequence[Record]) -> Report:
        """Sends everything, in batches. A record refused three times is given up, and so is what follows it in its
        aggregate; other aggregates go on. Raises LocalCloudError when the function cannot be reached.
        """
        report = Report()
        attempts: Counter[tuple[str, int]] = Counter()
        waiting, most = list(records), self._mapping.batch_size
        while waiting:
            batch = _head(waiting, most)
            done, culprits, reason = self._invoke(batch, report)
            report.accepted += len(done)
            waiting = [record for record in batch if record not in done] + waiting[len(batch) :]
            if not done and len(batch) > 1 and len(culprits) == len(batch):
                most = len(batch) // 2  # nobody knows which record it is: halve until it stands alone
                continue
            most = self._mapping.batch_size if done else most
            for culprit in culprits:
                attempts[_place(culprit)] += 1
                if attempts[_place(culprit)] == ATTEMPTS:
                    waiting = _give_up(culprit, reason, waiting, report)
                    most = self._mapping.batch_size
        return report

    def _invoke(self, batch: list[Record], report: Report) -> tuple[list[Record], list[Record], str]:
        """What was done, which records were the first to fail, and what was said about it."""
        report.invocations += 1
        event = msk_event(batch, self._mapping.event_source_arn, self._bootstrap)
        outcome = self._invoker.invoke(self._mapping.function_arn, event)
        if isinstance(outcome, Unreachable):
            raise LocalCloudError(
                f"{self._mapping.function_arn} cannot be invoked ({outcome.reason}); {report.accepted} events were "
                "accepted before. Sending them again changes nothing, so start over when it is back."
            )
        if not isinstance(outcome, Answered):
            return [], batch, outcome.error
        try:
            failed = failed_offsets(outcome.payload, batch)
        except InvalidFailuresError as problem:
            return [], batch, f"the answer is not a partial batch answer: {problem}"
        first = {lane: min(offsets) for lane, offsets in failed.items()}
        done = [record for record in batch if record.offset < first.get(record.lane, record.offset + 1)]
        culprits = [record for record in batch if record.offset == first.get(record.lane)]
        return done, culprits, "refused; the function's log says why"


def _head(waiting: list[Record], most: int) -> list[Record]:
    """The next records, as many as one invocation may carry; one at least."""
    size = 0
    for number, record in enumerate(waiting[:most]):
        size += record.size
        if number and size > MAX_EVENT_BYTES:
            return waiting[:number]
    return waiting[:most]


def _give_up(culprit: Record, reason: str, waiting: list[Record], report: Report) -> list[Record]:
    """Takes the record, and its aggregate's later ones, out of what waits."""
    report.failed.append((culprit, reason))
    kept = []
    for record in waiting:
        if record.key is not None and record.key == culprit.key and record != culprit:
            report.held_back.append(record)
        elif record != culprit:
            kept.append(record)
    return kept


def _place(record: Record) -> tuple[str, int]:
    return record.lane, record.offset
