"""The items of the payments table.

pk                          sk                          item
PAYMENT#<payment id>        PAYMENT                     the payment: totals, phase, versions
                            PAYMENT#LEDGER#<sequence>   one entry of the money ledger, never changed
                            PAYMENT#REFUND#<refund id>  one refund
                            OUTBOX#…                    events (see souk.outbox)
ORDER#<order id>            ORDER                       the order's attempts, and whether it is closed
WEBHOOK#<provider>#<event>  WEBHOOK                     a webhook received
PROVIDER#<provider>         COMPARISON                  how far the comparison of the last day has come
                            CIRCUIT                     until when the provider is left alone

gsi1pk OPEN#<shard>, gsi1sk <next check> on the payment, only while there is something to look after.
"""

from __future__ import annotations

from pynamodb.attributes import (
    BooleanAttribute,
    DiscriminatorAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.dynamo import Record


class OpenPayments(GlobalSecondaryIndex["PaymentRecord"]):  # type: ignore[no-untyped-call]
    """Payments to look after, by the time of their next check (RFC 3339 in UTC)."""

    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class PaymentItem(Record):
    """What is kept under a payment's partition key and read with one query."""

    kind = DiscriminatorAttribute()


class PaymentRecord(PaymentItem, discriminator="payment"):
    payment_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    attempt = UnicodeAttribute()
    provider = UnicodeAttribute()
    reference = UnicodeAttribute()
    client_secret = UnicodeAttribute(null=True)
    instructions = UnicodeAttribute(null=True)
    amount = NumberAttribute()
    currency = UnicodeAttribute()
    phase = UnicodeAttribute()
    authorised = NumberAttribute()
    captured = NumberAttribute()
    voided = NumberAttribute()
    refunded = NumberAttribute()
    reason = UnicodeAttribute(null=True)
    decline_code = UnicodeAttribute(null=True)
    abandoned = UnicodeAttribute(null=True)
    correlation_id = UnicodeAttribute(null=True)
    differing = UnicodeAttribute(null=True)
    entries = NumberAttribute()
    version = NumberAttribute()
    revision = NumberAttribute()
    created_at = UTCDateTimeAttribute()
    updated_at = UTCDateTimeAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi1 = OpenPayments()


class EntryRecord(PaymentItem, discriminator="ledger"):
    sequence = NumberAttribute()
    movement = UnicodeAttribute()
    amount = NumberAttribute()
    at = UTCDateTimeAttribute()
    reference = UnicodeAttribute(null=True)
    by = UnicodeAttribute()


class RefundRecord(PaymentItem, discriminator="refund"):
    refund_id = UnicodeAttribute()
    amount = NumberAttribute()
    reason = UnicodeAttribute()
    requested_by = UnicodeAttribute()
    requested_at = UTCDateTimeAttribute()
    status = UnicodeAttribute()
    reference = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    settled_at = UTCDateTimeAttribute(null=True)
    lines = JSONAttribute(null=True)
    restock = BooleanAttribute(null=True)


class OrderRecord(Record):
    attempts = JSONAttribute()
    closed = UnicodeAttribute(null=True)
    paid_by = UnicodeAttribute(null=True)
    revision = NumberAttribute()


class WebhookRecord(Record):
    type = UnicodeAttribute()
    reference = UnicodeAttribute(null=True)
    payment_id = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute()
    received_at = UTCDateTimeAttribute()
    expires_at = NumberAttribute()


class ComparisonRecord(Record):
    reference = UnicodeAttribute()


class CircuitRecord(Record):
    open_until = NumberAttribute()  # seconds since the epoch
    expires_at = NumberAttribute()
