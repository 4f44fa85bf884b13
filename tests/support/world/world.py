"""The whole shop in one process: every service's own handlers on tables, streams, Kafka and partners in memory.

Calls go through the real handlers with the environment that template.yaml gives each function; a gRPC call runs the
callee's real `rpc.handler`. Time moves when a test says so. Nothing is random: the same calls lead to the same history.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import documents.compose
import outbox_relay.compose
import payments.compose
import shipping.compose
from documents.domain.document import IssuedDocument
from documents.domain.file import OrderFile
from documents.domain.seller import Seller
from documents.domain.slip import ReturnSlip
from payments.adapters.circuit_store import DynamoCircuits
from payments.adapters.evidence import DynamoEvidence
from payments.adapters.evidence_files import S3EvidenceFiles
from payments.adapters.gift_cards.provider import GiftCardProvider
from payments.adapters.gift_cards.store import DynamoCredits
from payments.adapters.manual_provider import ManualProvider
from payments.adapters.store import DynamoPayments
from payments.adapters.transfers import DynamoTransfers
from payments.settings import PaymentsSettings
from payments.usecases.circuit import Circuit, GuardedProvider
from payments.usecases.registry import Providers
from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.clients import GrpcAllocator
from shipping.adapters.return_store import DynamoReturns
from shipping.adapters.store import BatchStore, ShipmentStore
from shipping.usecases.ports import Carrier
from souk import clock
from souk.brokers.kafka import Producer
from souk.delivery.consumer import BatchConsumer, Consumer
from souk.events.common import PickupPlace
from souk.events.content import ShopSettings
from souk.exports.parts import S3ExportParts
from souk.limits.table import DynamoCounters
from souk.shop.copy import ShopCopy
from souk.staff.permissions import Role
from souk.telemetry import logger
from tests.support import http, sessions
from tests.support.documents import SELLER
from tests.support.dynamo import environment
from tests.support.lambdas import LambdaContext
from tests.support.world import streams, wire
from tests.support.world.broker import Broker, Lane, msk_event
from tests.support.world.carrier import FakeCarrier, Telling
from tests.support.world.engine import new_tables
from tests.support.world.expressions import Item
from tests.support.world.files import Files, object_created
from tests.support.world.functions import SERVICES, Function, deployed
from tests.support.world.provider import SIGNATURE, FakeProvider, Webhook
from tests.support.world.steps import Crash, Steps
from tests.support.world.streams import Record
from tests.support.world.tables import Change, Refused, Tables

# To the microsecond, as a real clock says it.
START = datetime(2026, 1, 5, 10, 0, 0, 617_709, tzinfo=UTC)
STAFF = "11111111-1111-4111-8111-111111111111"
# More than any recovery takes; without an end a test would hang instead of failing.
_ROUNDS = 60


def table_of(service: str) -> str:
    return f"{service.capitalize()}Table"


class Stuck(AssertionError):
    """What was to be delivered is refused again and again."""


@dataclass
class World:
    """One shop, empty at first. Use it inside `installed`."""

    now: datetime = START
    steps: Steps = field(default_factory=Steps)
    tables: Tables = field(default_factory=new_tables)
    stream: dict[str, list[Record]] = field(default_factory=dict)
    relayed: dict[str, int] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    mails: list[dict[str, Any]] = field(default_factory=list)
    crashes: int = 0
    broken: set[str] = field(default_factory=set)  # functions that raise whenever they are called
    cut_off: set[str] = field(default_factory=set)  # functions that do not reach their tables
    buggy: set[str] = field(default_factory=set)  # consumers whose every handler raises
    picks: bool = False  # staff pick and pack
    locations: bool = False  # orders are shared out between locations
    on_shipment: bool = False  # cards are charged when their orders are sent
    post_down: bool = False  # no letter is taken
    set_aside: int = 0  # aggregates that consumers have set aside,
    done_later: int = 0  # and those of them that were done when they were tried again
    refused: Counter[str] = field(default_factory=Counter)  # what consumers raised, by name
    errors: list[str] = field(default_factory=list)  # answers with status 500: there is no lawful one
    overstepped: set[str] = field(default_factory=set)  # what functions did that their roles may not
    onlookers: tuple[str, ...] = ()  # services that take no part in a purchase, and follow it
    _looked_into: int = 0  # whether a test is inside of a function, which may do more

    def __post_init__(self) -> None:
        self.tables.changed = self._streamed
        self.broker = Broker(self.steps)
        self.provider = FakeProvider(self.steps, now=lambda: self.now)
        self.carrier = FakeCarrier(self.steps)
        self.services = (*SERVICES, *self.onlookers)
        for service in self.services:
            self.tables.create(table_of(service))
            self.stream[table_of(service)] = []
        functions = [f for f in deployed().values() if f.service in self.services or f.name == "OutboxRelay"]
        self.subscriptions = [(function.name, topic) for function in functions for topic in function.topics]
        self.jobs = [(function.name, job) for function in functions for job in function.jobs]
        self.told_of = {bucket: function.name for function in functions for bucket in function.buckets}
        self.files.watched = self.told_of.keys()
        self.renew()

    # functions

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Runs a function as Lambda would. Raises Crash when it is killed, and what its handler raises."""
        function = deployed()[name]
        with self._running(name):
            if name in self.broken:
                raise RuntimeError(f"{name} was deployed broken")
            with self._with_its_bug(function):
                return function.load()(event, LambdaContext())

    def request(self, service: str, method: str, path: str, **options: Any) -> http.Response:
        """One HTTP request. Raises Crash when the function is killed: the caller gets no answer."""
        api = importlib.import_module(f"{service}.doors.api").api
        with self._running(f"{service.capitalize()}Api"):
            answer = http.call(api, method, path, **options)
        if answer.status == 500:
            self.errors.append(f"{method} {path}: {answer.body}")
        return answer

    def wrong_method(self, service: str, method: str, path: str) -> http.Response:
        api = importlib.import_module(f"{service}.doors.api").api
        with self._running(f"{service.capitalize()}Api"):
            return http.wrong_method(api, method, path)

    def staff(self, service: str, method: str, path: str, **options: Any) -> http.Response:
        return self.request(service, method, path, user=STAFF, groups=[Role.ADMIN], **options)

    @contextlib.contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """The environment of a function, to look at, or prepare, what it sees."""
        self._looked_into += 1
        try:
            with self._running(name):
                yield
        finally:
            self._looked_into -= 1

    @contextlib.contextmanager
    def _running(self, name: str) -> Iterator[None]:
        known = deployed()[name].environment
        if self.on_shipment and "CAPTURE" in known:
            known = {**known, "CAPTURE": "shipment"}
        with self.steps.process(name), environment(**known), clock.freeze(self.now):
            yield

    @contextlib.contextmanager
    def _with_its_bug(self, function: Function) -> Iterator[None]:
        if function.name not in self.buggy:
            yield
            return
        consumer = consumer_of(function)
        with _failing_together(consumer) if isinstance(consumer, BatchConsumer) else _failing_each(consumer):
            yield

    def renew(self) -> None:
        """New processes: nothing is left of what the old ones had in memory."""
        for service in self.services:
            importlib.import_module(f"{service}.compose").services.reset()

    # events on their way

    def pending(self) -> list[str]:
        """The tables whose streams hold what the relay has not published."""
        return [table for table, items in self.stream.items() if self.relayed.get(table, 0) < len(items)]

    def relay(self, table: str, limit: int = 100) -> None:
        """Hands the next changes to the relay; they come again unless it ends well."""
        start = self.relayed.get(table, 0)
        batch = self.stream[table][start : start + limit]
        self.invoke("OutboxRelay", {"Records": batch})
        self.relayed[table] = start + len(batch)

    def waiting(self) -> list[Lane]:
        return self.broker.waiting(self.subscriptions)

    def deliver(self, lane: Lane, limit: int | None = None) -> bool:
        """Hands the next records of a lane to its consumer. False when it fails: then the same come again, all of them.

        What a consumer answers is not looked at: a mapping on demand does not.
        """
        records = self.broker.batch(lane, limit or deployed()[lane.group].batch_size)
        try:
            self.invoke(lane.group, msk_event(records))
        except Exception as error:
            self.refused[type(error).__name__] += 1
            return False
        self.broker.commit(lane, records[-1].offset + 1)
        return True

    def hand_on(self, key: tuple[str, str]) -> bool:
        """EventBridge tells of an object that was written; again, unless the function ends well."""
        try:
            self.invoke(self.told_of[key[0]], object_created(*key))
        except Exception as error:
            self.refused[type(error).__name__] += 1
            return False
        self.files.told.remove(key)
        return True

    # partners

    def tell(self, webhook: Webhook) -> bool:
        """The provider calls. It goes on owing the event unless the answer is 200."""
        body, path = webhook.body, "/webhooks/payments/stripe"
        answer = self.request("payments", "POST", path, raw=body, headers={**SIGNATURE})
        if answer.status == 200 and webhook in self.provider.owed:
            self.provider.owed.remove(webhook)
        return answer.status == 200

    def report(self, telling: Telling) -> bool:
        """The carrier calls."""
        path, headers = "/webhooks/carriers/sandbox", {"x-carrier-signature": "good"}
        answer = self.request("shipping", "POST", path, raw=telling.body, headers=headers)
        if answer.status == 200 and telling in self.carrier.owed:
            self.carrier.owed.remove(telling)
        return answer.status == 200

    def run_job(self, function: str, job: str) -> bool:
        """Whether it ended well: a timer whose function fails rings again."""
        try:
            self.invoke(function, {"job": job})
        except Exception as error:
            if function not in self.broken | self.cut_off:
                raise
            self.refused[type(error).__name__] += 1
            return False
        return True

    # time, and what happens by itself

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def settle(self) -> None:
        """Everything on its way arrives; what is refused comes again later. Killed processes are replaced."""
        for _ in range(_ROUNDS):
            progress = False
            for table in self.pending():
                progress |= self.survived(lambda table=table: self.relay(table))
            for lane in self.waiting():
                progress |= self.survived(lambda lane=lane: self.deliver(lane))
            for key in [*self.files.told]:
                progress |= self.survived(lambda key=key: self.hand_on(key))
            if not self.pending() and not self.waiting() and not self.files.told:
                return
            if not progress:
                self.advance(30)
                self.run_jobs()
        raise Stuck(f"undelivered: {self.pending()} {self.waiting()} {self.files.told}")

    def run_jobs(self) -> None:
        """Every timer rings once. What fails does so again, or not, when it rings the next time."""
        for function, job in self.jobs:
            self.survived(lambda function=function, job=job: self.run_job(function, job))

    def pass_on(self) -> None:
        """What is on its way goes one step further, once; what fails comes again later."""
        for table in self.pending():
            self.survived(lambda table=table: self.relay(table))
        for lane in self.waiting():
            self.survived(lambda lane=lane: self.deliver(lane))

    def partners_call(self) -> None:
        """Provider and carrier tell what they owe, twice where it is not taken at first."""
        for _ in range(2):
            for webhook in [*self.provider.owed]:
                self.survived(lambda webhook=webhook: self.tell(webhook))
            for telling in [*self.carrier.owed]:
                self.survived(lambda telling=telling: self.report(telling))

    def recover(self, seconds: float = 3 * 3600) -> None:
        """Time goes by and everything does what it does by itself, until nothing moves any more."""
        self.settle()
        self.partners_call()
        self.settle()
        for step in (60, 60, 900, 120, 900, 600, max(0.0, seconds - 2640)):
            self.advance(step)
            self.run_jobs()
            self.settle()
            self.partners_call()
            self.settle()

    def replay(self) -> None:
        """Kafka delivers everything there ever was once more, and it changes nothing."""
        for lane in [*self.broker.offsets]:
            self.broker.offsets[lane] = 0
        self.settle()

    def survived(self, act: Any) -> bool:
        """Whether `act` came to a good end. A killed process is replaced; its work comes again."""
        try:
            return act() is not False
        except Crash:
            self.crashes += 1
            self.renew()
            return False

    # what the wire asks

    def before(self, label: str) -> int:
        return self.steps.before(label)

    def after(self, number: int) -> None:
        self.steps.after(number)

    def answer(self, service: str, operation: str, params: dict[str, Any]) -> wire.Answer | None:
        if service == "dynamodb":
            if self.steps.processes and self.steps.processes[-1].name in self.cut_off:
                return 400, Refused("ResourceNotFoundException", "the table is away").answer
            if wanting := self._wanting(operation, params):
                self.overstepped |= wanting
                return 400, Refused("AccessDeniedException", f"not authorized to perform {wanting}").answer
            try:
                return 200, self.tables.answer(operation, params)
            except Refused as refused:
                return 400, refused.answer
        if service == "s3":
            try:
                return 200, self.files.answer(operation, params)
            except Refused as refused:
                return 404, refused.answer
        if (service, operation) == ("lambda", "Invoke"):
            return self._called(params["FunctionName"], json.loads(params["Payload"]))
        if (service, operation) == ("sesv2", "SendEmail"):
            if self.post_down:
                return 503, {"Error": {"Code": "ServiceUnavailableException", "Message": "the post is away"}}
            self.mails.append(params)
            return 200, {"MessageId": f"mail-{len(self.mails)}"}
        raise LookupError(f"nobody answers {service}.{operation} here")

    def _wanting(self, operation: str, params: dict[str, Any]) -> set[str]:
        """IAM: a function may do what its role in the template allows."""
        if self._looked_into or not self.steps.processes:
            return set()
        name = self.steps.processes[-1].name
        return {f"{name}: {right}" for right in deployed()[name].wanting(operation, params)}

    def _called(self, name: str, event: dict[str, Any]) -> wire.Answer:
        try:
            return wire.lambda_answer(self.invoke(name, event))
        except Crash:
            if self.steps.processes and self.steps.processes[-1].dead:
                raise
            self.renew()
            return wire.lambda_failure("Runtime.ExitError")
        except Exception as error:
            return wire.lambda_failure(type(error).__name__)

    def _streamed(self, change: Change) -> None:
        _, before, after = change
        self.set_aside += before is None and _waits(after)
        self.done_later += after is None and _waits(before)
        record = streams.record(change)
        if change[0] in deployed()["OutboxRelay"].tables and streams.publishes(record):
            self.stream[change[0]].append(record)


def consumer_of(function: Function) -> Consumer | BatchConsumer:
    """What handles the events that a function is given."""
    module = importlib.import_module(function.handler.rpartition(".")[0])
    (consumer,) = [value for value in vars(module).values() if isinstance(value, Consumer | BatchConsumer)]
    return consumer


@contextlib.contextmanager
def _failing_each(consumer: Consumer) -> Iterator[None]:
    kept = {**consumer.handlers}
    consumer.handlers.update({kind: [_fails] for kind in kept})
    try:
        yield
    finally:
        consumer.handlers.update(kept)


@contextlib.contextmanager
def _failing_together(consumer: BatchConsumer) -> Iterator[None]:
    kept = consumer.handle_batch
    consumer.handle_batch = _fails
    try:
        yield
    finally:
        consumer.handle_batch = kept


def _fails(_: object) -> None:
    raise KeyError("a bug")


def _waits(item: Item | None) -> bool:
    """Whether it says that something of an aggregate is set aside."""
    return item is not None and item["sk"] == {"S": "WAITING"} and item["pk"]["S"].startswith("INBOX#")


AnyWorld = TypeVar("AnyWorld", bound=World)
_current: list[World] = []


@contextlib.contextmanager
def installed() -> Iterator[None]:
    """Within the block the services' clients reach the current world, and their partners are its partners."""
    level = logging.getLogger(logger.name).level
    logger.setLevel("CRITICAL")
    try:
        with (
            payments.compose.services.swap(_payments),
            shipping.compose.services.swap(_shipping),
            outbox_relay.compose.services.swap(_relay),
            documents.compose.services.swap(_documents),
            sessions.known(),
            wire.wired(lambda: _current[-1]),
        ):
            yield
    finally:
        logger.setLevel(level)
        if _current:
            _current[-1].renew()
        _current.clear()


def _relay() -> outbox_relay.compose.Parts:
    """A producer of its own for every batch: the broker is the current world's."""
    return outbox_relay.compose.Parts(lambda messages: Producer(lambda: _current[-1].broker).produce(messages))


class _PlainType:
    """Sets no pages, which takes a while: what is proved of them is proved in `tests/component/documents`."""

    def document(self, document: IssuedDocument) -> bytes:
        return f"%PDF-1.7 {document.number}".encode()

    def delivery_note(self, file: OrderFile, seller: Seller) -> bytes:
        return f"%PDF-1.7 {file.order_id}".encode()

    def return_slip(self, slip: ReturnSlip, seller: Seller) -> bytes:
        return f"%PDF-1.7 {slip.number}".encode()


def _documents() -> documents.compose.Parts:
    return replace(documents.compose.real(), typesetter=_PlainType)


def _payments() -> payments.compose.Parts:
    """As in production: the provider is behind a circuit that all processes share."""
    fake, settings, shop = _current[-1].provider, PaymentsSettings(), ShopCopy()
    circuit = Circuit(fake.id, DynamoCircuits(), settings.circuit_failures, settings.circuit_seconds)
    credit = DynamoCredits()
    manual = ManualProvider(lambda: payments.compose.account_of(shop))
    providers = Providers([GuardedProvider(fake, circuit), manual, GiftCardProvider(credit)])
    evidence, files = DynamoEvidence(), S3EvidenceFiles()
    return payments.compose.Parts(
        DynamoPayments(),
        providers,
        DynamoCounters(),
        S3ExportParts(),
        shop,
        DynamoTransfers(),
        evidence,
        files,
        credit,
        lambda: b"the world's key",
    )


def _shipping() -> shipping.compose.Parts:
    carriers: dict[str, Carrier] = {"sandbox": _current[-1].carrier, "manual": ManualCarrier()}
    world = _current[-1]
    return shipping.compose.Parts(
        ShipmentStore(),
        BatchStore(),
        carriers,
        DynamoCounters(),
        S3ExportParts(),
        DynamoReturns(),
        picks=world.picks,
        allocator=GrpcAllocator("ProductsRpc") if world.locations else None,
    )


COUNTER = PickupPlace(
    location="lyon", name="Souk Lyon", line1="Ring 2", postal_code="10115", city="Berlin", country="DE"
)


def new_world(*onlookers: str) -> World:
    """An empty shop; the one before is forgotten."""
    return entered(World(onlookers=onlookers))


def entered(world: AnyWorld) -> AnyWorld:
    """The shop in which everything happens from now on. Its merchant has said who they are, as invoices want it, and
    where orders are fetched.
    """
    _current[:] = [world]
    with world.inside("DocumentsConsumer"):
        ShopCopy().keep(ShopSettings(name="Souk", seller=SELLER), 1)
    with world.inside("OrdersApi"):
        ShopCopy().keep(ShopSettings(name="Souk", pickups=[COUNTER]), 1)
    return world
