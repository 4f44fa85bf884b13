"""The payments functions over a table in moto, called as AWS calls them."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import stripe
from google.protobuf.message import Message

from payments import compose
from payments.domain.payment import Payment
from payments.doors import api, consumers, rpc, schedule
from souk.contracts import payments_pb2 as pb
from souk.contracts.common_pb2 import Money
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.orders import OrderCancelled, OrderCaptureAsked, OrderExpired
from souk.ids import new_id
from souk.rpc.status import error_of
from souk.rpc.wire import Answer, Call
from tests.component.payments import stripe_side
from tests.support import dynamo, http, kafka, outbox
from tests.support.clients import whole
from tests.support.lambdas import LambdaContext

Reply = TypeVar("Reply", bound=Message)
WEBHOOK_SECRET = "whsec_current"
PREVIOUS_SECRET = "whsec_previous"
BANK_ACCOUNT = "Souk Ltd, IBAN DE89 3704 0044 0532 0130 00"


@dataclass
class PaymentsService:
    table: str

    def start(
        self,
        order_id: str | None = None,
        attempt: str = "1",
        amount: int = 1999,
        provider: str = "stripe",
        currency: str = "EUR",
        lines: Sequence[tuple[str, int, int]] = (("BOWL", 2, 1400), ("CUP", 1, 599)),
        *,
        on_shipment: bool = False,
    ) -> pb.Payment:
        """Starts a payment; `lines` are SKU, units and what they cost."""
        request = pb.StartPaymentRequest(
            order_id=order_id or new_id(),
            attempt=attempt,
            amount=Money(amount=amount, currency=currency),
            provider=provider,
            description="Souk SK-00000-00001",
            number="SK-00000-00001",
            lines=[pb.OrderedLine(sku=sku, quantity=quantity, amount=cost) for sku, quantity, cost in lines],
            on_shipment=on_shipment,
        )
        return self.rpc("StartPayment", request)

    def held(self, stripe: stripe_side.StripeSide, order_id: str) -> str:
        """The id of a payment that is held until its order is sent, which the shopper has confirmed."""
        payment_id = self.start(order_id, on_shipment=True).payment_id
        stripe.pay(self.stored(payment_id).reference).raise_for_status()
        self.get(payment_id)
        return payment_id

    def get(self, payment_id: str) -> pb.Payment:
        return self.rpc("GetPayment", pb.GetPaymentRequest(payment_id=payment_id))

    def void(self, payment_id: str) -> pb.Payment:
        return self.rpc("VoidPayment", pb.VoidPaymentRequest(payment_id=payment_id, reason="changed my mind"))

    def rpc(self, method: str, request: Any) -> pb.Payment:
        """As `rpc_of`, a payment."""
        return self.rpc_of(method, request, pb.Payment)

    def rpc_of(self, method: str, request: Any, reply: type[Reply]) -> Reply:
        """Calls a method as orders does. Raises the SoukError the servicer raised."""
        call = Call(f"/souk.contracts.v1.Payments/{method}", request.SerializeToString())
        answer = Answer.from_payload(rpc.handler(call.to_payload(), LambdaContext()))
        if answer.message is None:
            raise error_of(answer.code, answer.details, answer.trailing)
        return reply.FromString(answer.message)

    def stored(self, payment_id: str) -> Payment:
        return compose.services().payments.read(payment_id)

    def staff(
        self,
        method: str,
        path: str,
        body: Any = None,
        key: str | None = None,
        if_match: str = "",
        if_none_match: str = "",
    ) -> http.Response:
        sent = {"Idempotency-Key": key, "If-Match": if_match, "If-None-Match": if_none_match}
        headers = {name: value for name, value in sent.items() if value}
        return http.call(api.api, method, path, body=body, user="staff-1", groups=["finance"], headers=headers)

    def refund(self, payment_id: str, amount: int | None, key: str, currency: str = "EUR") -> http.Response:
        body: dict[str, Any] = {"reason": "returned"}
        if amount is not None:
            body["amount"] = {"amount": amount, "currency": currency}
        return self.staff("POST", f"/admin/payments/{payment_id}/refunds", body, key)

    def webhook(self, body: str, signature: str) -> http.Response:
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        return http.call(api.api, "POST", "/webhooks/payments/stripe", raw=body, headers=headers)

    def consume(self, *events: Event) -> dict[str, Any]:
        return kafka.batch(consumers.consumer, events)

    def reconciliation(self) -> dict[str, Any]:
        """What one run of the job reports."""
        report: dict[str, Any] = schedule.handler({"job": "reconcile-all"}, LambdaContext())
        return report

    def reconcile(self) -> int:
        """How many payments were healed."""
        done: int = self.reconciliation()["done"]
        return done

    @contextlib.contextmanager
    def configured(self, **variables: str) -> Iterator[None]:
        """Runs the functions under other environment variables."""
        with dynamo.environment(**variables):
            compose.services.reset()
            yield
        compose.services.reset()

    def stripe_at(self, base: str) -> contextlib.AbstractContextManager[None]:
        return self.configured(STRIPE_API_BASE=base)

    @property
    def events(self) -> list[str]:
        return outbox.types(self.table)


@contextlib.contextmanager
def service(stripe_base: str) -> Iterator[PaymentsService]:
    variables = {"STRIPE_API_BASE": stripe_base, "BANK_ACCOUNT": BANK_ACCOUNT, "MEDIA_BUCKET": "media"}
    with dynamo.table("payments", service="payments") as table, dynamo.environment(**variables):
        put_secret(webhook_secret=WEBHOOK_SECRET, webhook_secret_previous=PREVIOUS_SECRET)
        whole("s3").create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        compose.services.reset()
        yield PaymentsService(table)
        compose.services.reset()


def put_secret(**members: str) -> None:
    value = {"secret_key": stripe_side.SECRET_KEY, "publishable_key": stripe_side.PUBLISHABLE_KEY, **members}
    whole("ssm").put_parameter(
        Name="/souk/test/payments/stripe", Value=json.dumps(value), Type="SecureString", Overwrite=True
    )


def signed(body: str, secret: str = WEBHOOK_SECRET, age: int = 0) -> str:
    """The Stripe-Signature header of a body signed `age` seconds ago."""
    return str(stripe.WebhookSignature.generate_signature_header(body, secret, int(time.time()) - age))


def event_of(type_: str, reference: str, event_id: str = "evt_1") -> str:
    thing = {"id": reference, "object": "payment_intent"}
    return json.dumps({"id": event_id, "object": "event", "type": type_, "data": {"object": thing}})


def capture_asked(order_id: str) -> Event:
    data = OrderCaptureAsked(order_id=order_id, number="SK-000001")
    return new_event("order.capture_asked", aggregate_id=order_id, aggregate_version=4, data=data)


def order_event(type_: str, order_id: str, reason: str) -> Event:
    model = OrderCancelled if type_ == "order.cancelled" else OrderExpired
    data = model(
        order_id=order_id,
        number="SK-000001",
        owner="user:1",
        email="ada@example.org",
        reason=reason,
        cancelled_by="system",
        total=Amount(amount=1999, currency="EUR"),
    )
    return new_event(type_, aggregate_id=order_id, aggregate_version=3, data=data)
