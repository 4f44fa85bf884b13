"""Handing records to one function, in order, as its event source mapping does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from souk_local.bridge.batch import MAX_EVENT_BYTES
from souk_local.bridge.invoker import Answered, Invoker, Unreachable
from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import Record, msk_event
from souk_local.problems import LocalCloudError

ATTEMPTS = 3


@dataclass
class Report:
    """What became of the records. `held_back`: not sent, because an earlier event of their aggregate failed."""

    invocations: int = 0
    accepted: int = 0
    set_aside: int = 0  # of those accepted: the consumer could not handle them, and tries them again by itself
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
            reason = self._refused(batch, report)
            if reason is None:
                report.accepted += len(batch)
                waiting, most = waiting[len(batch) :], self._mapping.batch_size
            elif len(batch) > 1:
                most = len(batch) // 2  # nobody knows which record it is: halve until it stands alone
            else:
                attempts[_place(batch[0])] += 1
                if attempts[_place(batch[0])] == ATTEMPTS:
                    waiting = _give_up(batch[0], reason, waiting, report)
                    most = self._mapping.batch_size
        return report

    def _refused(self, batch: list[Record], report: Report) -> str | None:
        """What the function said when it failed; None when it did not."""
        report.invocations += 1
        event = msk_event(batch, self._mapping.event_source_arn, self._bootstrap)
        # Lanes of their own: what the consumer remembers of its topic's partitions is not touched.
        event["records"] = {f"replay.{lane}": records for lane, records in event["records"].items()}
        outcome = self._invoker.invoke(self._mapping.function_arn, event)
        if isinstance(outcome, Unreachable):
            raise LocalCloudError(
                f"{self._mapping.function_arn} cannot be invoked ({outcome.reason}); {report.accepted} events were "
                "accepted before. Sending them again changes nothing, so start over when it is back."
            )
        if not isinstance(outcome, Answered):
            return outcome.error
        if isinstance(outcome.payload, dict):
            report.set_aside += int(outcome.payload.get("set_aside") or 0)
        return None


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
