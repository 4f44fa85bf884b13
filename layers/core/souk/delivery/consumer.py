"""Kafka consumers: what an MSK event source mapping invokes, and a timer for what was set aside.

A batch holds the records of several partitions, each in order. When something in it fails, the function does, and the
event source hands the whole batch over again; what was done is not done again, and what goes on failing is set aside by
its aggregate (`souk.delivery`). Delivery is at least once: every effect must be idempotent.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from souk import context
from souk.delivery.lane import Batch, Delivery
from souk.delivery.ports import Inbox
from souk.delivery.record import FORGETTING, KafkaRecord, records_of
from souk.delivery.retries import Retries, RetryReport
from souk.delivery.task import Read, Task, event_of, line_of
from souk.events import Event
from souk.telemetry import count, entrypoint, logger

__all__ = ["BatchConsumer", "Consumer", "KafkaRecord", "RawConsumer", "records_of"]

Handler = Callable[[dict[str, Any], Any], Any]
EventHandler = Callable[[Event], None]
BatchHandler = Callable[[list[Event]], None]
RawHandler = Callable[[list[KafkaRecord]], None]
# A context that does not say how long there is has time enough: tools call handlers without one.
_TIME_ENOUGH_MS = 60_000


class _Consumer(ABC):
    """What the kinds of consumers share. `inbox` is the service's table unless a test says otherwise."""

    together = False
    unmarked = False

    def __init__(self, service: str, inbox: Inbox | None = None) -> None:
        self.service = service
        self._inbox = inbox

    @abstractmethod
    def read(self, record: KafkaRecord) -> Task | None:
        """What is to be done about a record; None when nobody asked for it."""

    @abstractmethod
    def work(self, tasks: Sequence[Task]) -> None:
        """Does it."""

    @property
    def inbox(self) -> Inbox:
        if self._inbox is None:
            from souk.delivery.table import TableInbox

            self._inbox = TableInbox()
        return self._inbox

    @property
    def handler(self) -> Handler:
        @entrypoint("consumer")
        def handle(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
            remaining = getattr(lambda_context, "get_remaining_time_in_millis", lambda: _TIME_ENOUGH_MS)
            if "job" in event:
                return self._job(event, remaining)
            return self._deliver(event, remaining)

        return handle

    def _deliver(self, event: dict[str, Any], remaining_ms: Callable[[], int]) -> dict[str, Any]:
        parts = [(lane, records) for lane, records in records_of(event) if records]
        batches = [_batch(lane, records, self.read) for lane, records in parts]
        wanted = [batch for batch in batches if batch.tasks]
        delivery = self._delivery(remaining_ms) if wanted else None
        if delivery:
            delivery.deliver(wanted)
        self._heed([record for _, records in parts for record in records if record.headers.get("type") in FORGETTING])
        extra = {
            "handled": sum(len(batch.tasks) for batch in wanted),
            "set_aside": delivery.set_aside if delivery else 0,
        }
        logger.info("batch handled", extra=extra)
        return {"set_aside": extra["set_aside"]}

    def _delivery(self, remaining_ms: Callable[[], int]) -> Delivery:
        return Delivery(self.inbox, self.work, remaining_ms, together=self.together, unmarked=self.unmarked)

    def _heed(self, news: Sequence[KafkaRecord]) -> None:
        """What is set aside of who is forgotten loses their names; also in services that keep nothing else of them."""
        if news:
            from souk.delivery.forgetting import Forgetting

            Forgetting(self.inbox).heed(news)

    def _job(self, event: dict[str, Any], remaining_ms: Callable[[], int]) -> dict[str, Any]:
        """The timer's {"job": "retry"}, an operator's with `all` or an `aggregate`, or "drop" with an `aggregate`."""
        retries = Retries(self.inbox, self.read, self.work, remaining_ms)
        job, aggregate = event["job"], str(event.get("aggregate", ""))
        if job == "drop" and aggregate:
            report = retries.drop(aggregate)
        elif job == "retry":
            report = retries.run_all(aggregate) if aggregate or event.get("all") else retries.run()
        else:
            raise KeyError(job)
        return self._told(job, report)

    @staticmethod
    def _told(job: str, report: RetryReport) -> dict[str, Any]:
        told = {"job": job, "done": report.done, "left": report.left}
        if report.done or report.left:
            logger.info("set aside events tried", extra=told)
            count("EventsWaiting", report.left)
        return told


class Consumer(_Consumer):
    """Routes events to handlers by type; types nobody asked for are passed over, and so is what is not `wanted`."""

    def __init__(
        self, service: str, inbox: Inbox | None = None, wanted: Callable[[Event], bool] = lambda _: True
    ) -> None:
        super().__init__(service, inbox)
        self.handlers: dict[str, list[EventHandler]] = {}
        self._wanted = wanted

    def on(self, *event_types: str) -> Callable[[EventHandler], EventHandler]:
        def register(function: EventHandler) -> EventHandler:
            for event_type in event_types:
                self.handlers.setdefault(event_type, []).append(function)
            return function

        return register

    def read(self, record: KafkaRecord) -> Task | None:
        return event_of(record, lambda event: event.type in self.handlers and self._wanted(event))

    def work(self, tasks: Sequence[Task]) -> None:
        for event in _events(tasks):
            with context.bound(event.correlation_id, causation_id=event.id):
                for function in self.handlers[event.type]:
                    function(event)
                    logger.info("event handled", extra={"event_type": event.type, "event_id": event.id})


class BatchConsumer(_Consumer):
    """A consumer of whole batches of events, for what costs the same for one as for many; passes over what is not
    `wanted`. `unmarked`: what it does may be done twice and in any order, so new events cost no mark."""

    together = True

    def __init__(
        self,
        service: str,
        handle_batch: BatchHandler,
        types: Iterable[str],
        inbox: Inbox | None = None,
        wanted: Callable[[Event], bool] = lambda _: True,
        *,
        unmarked: bool = False,
    ) -> None:
        super().__init__(service, inbox)
        self.unmarked = unmarked
        self.handle_batch = handle_batch
        self.types = frozenset(types)
        self._wanted = wanted

    def read(self, record: KafkaRecord) -> Task | None:
        return event_of(record, lambda event: event.type in self.types and self._wanted(event))

    def work(self, tasks: Sequence[Task]) -> None:
        self.handle_batch(_events(tasks))


class RawConsumer(_Consumer):
    """A consumer of records that are not events. They belong to no aggregate: what fails is set aside alone."""

    together = True

    def __init__(self, service: str, handle_batch: RawHandler, inbox: Inbox | None = None) -> None:
        super().__init__(service, inbox)
        self.handle_batch = handle_batch

    def read(self, record: KafkaRecord) -> Task | None:
        return line_of(record)

    def work(self, tasks: Sequence[Task]) -> None:
        self.handle_batch([task.record for task in tasks])


def _batch(lane: str, records: Sequence[KafkaRecord], read: Read) -> Batch:
    tasks = [task for record in records if (task := read(record)) is not None]
    return Batch(lane, records[0].offset, records[-1].offset, tasks)


def _events(tasks: Sequence[Task]) -> list[Event]:
    return [task.event for task in tasks if task.event is not None]
