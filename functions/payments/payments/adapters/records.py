"""The items of the payments table.

pk                          sk                          item
PAYMENT#<payment id>        PAYMENT                     the payment: totals, ledger, refunds, receipts, and its events
                            EVIDENCE#<dispute>          what a bank is told of it: a draft, then what was sent
ORDER#<order id>            ORDER                       the order's attempts, and whether it is closed
WEBHOOK#<provider>#<event>  WEBHOOK                     a webhook received that changed nothing
PROVIDER#<provider>         COMPARISON                  how far the comparison of the last day has come
                            CIRCUIT                     until when the provider is left alone
REFERENCE#<reference>       REFERENCE                   whose order a bank transfer with this reference is for
ENTRY#<entry id>            ENTRY                       an entry of a bank statement that was booked: once, for ever
CREDIT#<account id>         ACCOUNT                     a gift card or store credit: what is available, what is held
                            MOVE#<at>#<kind>#<of>       a movement of its money, written with the balance
                            ACT#<key>                   that staff did this once
CREDIT_CODE#<hash>          CODE                        the gift card of this code, which itself is stored nowhere
CREDIT_HOLD#<payment id>    HOLD                        what an order holds, took and gave back of which accounts
LIABILITY#<year>            <month>#<currency>#<shard>  what moved in the month: what the shop owes on all of them

gsi1pk OPEN#<shard>, gsi1sk <next check> on the payment, only while there is something to look after.
gsi2pk DISPUTES#open or #closed, gsi2sk <answer by, or closed>#<payment id> on the payment, once it is disputed;
       GIVE_BACK, gsi2sk <since>#<payment id> while staff have money of a bank transfer to send back;
       KEPT, gsi2sk <received>#<event> on a webhook that is kept with what it said;
       CREDITS#<kind>, gsi2sk <made>#<account id> on a gift card or store credit.
gsi1pk CREDITS_DUE, gsi1sk <day>#<account id> on a gift card whose letter waits for its day, or that expires;
       CREDIT_OF#<user id>, gsi1sk <currency> on somebody's store credit.

A payment is one item, packed with its events (see `souk.storage.journal`): what moves, what is booked and what is told
of it are one conditional write, which is one write unit for an ordinary payment.
"""

from __future__ import annotations

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from souk.storage.dynamo import Record


class OpenPayments(GlobalSecondaryIndex["PaymentRecord"]):  # type: ignore[no-untyped-call]
    """Payments to look after, by the time of their next check (RFC 3339 in UTC)."""

    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class DisputedPayments(GlobalSecondaryIndex["PaymentRecord"]):  # type: ignore[no-untyped-call]
    """Payments with a dispute, by when it is to be answered, or was closed; and those with money to give back."""

    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class KeptWebhooks(GlobalSecondaryIndex["WebhookRecord"]):  # type: ignore[no-untyped-call]
    """Webhooks that nobody understood, by the time they came."""

    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class PaymentRecord(Record):
    """`state` is for people who read the table, `revision` for conditions."""

    state = UnicodeAttribute()
    revision = NumberAttribute()
    journal = BinaryAttribute(legacy_encoding=False)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi1 = OpenPayments()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    gsi2 = DisputedPayments()


class EvidenceRecord(Record):
    """`evidence` is JSON: the members that say something. `files`: a list for each, as the codec writes it."""

    evidence = UnicodeAttribute()
    files = JSONAttribute(null=True)
    revision = NumberAttribute()
    saved_at = UTCDateTimeAttribute()
    saved_by = UnicodeAttribute()


class OrderRecord(Record):
    """`gifts`: a list for each of SKU, value and, until its card is issued, its letter."""

    attempts = JSONAttribute()
    closed = UnicodeAttribute(null=True)
    paid_by = UnicodeAttribute(null=True)
    lines = JSONAttribute(null=True)
    gifts = JSONAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    revision = NumberAttribute()


class WebhookRecord(Record):
    type = UnicodeAttribute()
    reference = UnicodeAttribute(null=True)
    payment_id = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute()
    received_at = UTCDateTimeAttribute()
    body = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    gsi2 = KeptWebhooks()


class ReferenceRecord(Record):
    order_id = UnicodeAttribute()


class EntryRecord(Record):
    """`payments` is JSON: the ids of those it was booked on."""

    amount = NumberAttribute()
    currency = UnicodeAttribute()
    booked_on = UnicodeAttribute()
    payments = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()


class ComparisonRecord(Record):
    reference = UnicodeAttribute()


class CircuitRecord(Record):
    open_until = NumberAttribute()  # seconds since the epoch
    expires_at = NumberAttribute()


class DueCredits(GlobalSecondaryIndex["CreditRecord"]):  # type: ignore[no-untyped-call]
    """Gift cards with something to be done, by the day it is due."""

    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ListedCredits(GlobalSecondaryIndex["CreditRecord"]):  # type: ignore[no-untyped-call]
    """All gift cards, and all store credit, by when they were made."""

    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class CreditRecord(Record):
    """`available` and `held` in minor units; conditions are on them, and on `revision`. `letter` is a JSON text."""

    kind = UnicodeAttribute()
    currency = UnicodeAttribute()
    available = NumberAttribute()
    held = NumberAttribute()
    blocked = BooleanAttribute()
    created_at = UTCDateTimeAttribute()
    created_by = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    code_hash = UnicodeAttribute(null=True)
    last_four = UnicodeAttribute(null=True)
    expires_on = UnicodeAttribute(null=True)
    letter = UnicodeAttribute(null=True)
    sent_at = UTCDateTimeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    suspended = BooleanAttribute(null=True)
    given_back = NumberAttribute(null=True)
    taken_for = UnicodeAttribute(null=True)
    revision = NumberAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi1 = DueCredits()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    gsi2 = ListedCredits()


class CreditMoveRecord(Record):
    kind = UnicodeAttribute()
    amount = NumberAttribute()
    currency = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()
    reference = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)


class CreditActRecord(Record):
    at = UTCDateTimeAttribute()


class CreditCodeRecord(Record):
    account_id = UnicodeAttribute()


class CreditHoldRecord(Record):
    """`parts`: a list for each of account, held, captured and refunded; `refunds`: amounts by refund id."""

    order_id = UnicodeAttribute()
    attempt = UnicodeAttribute()
    currency = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    parts = JSONAttribute()
    refunds = JSONAttribute(null=True)
    ended = BooleanAttribute()
    revision = NumberAttribute()


class LiabilityRecord(Record):
    """In minor units, by the name of the movement. Spread over shards, so that shoppers do not wait for each other."""

    issued = NumberAttribute(null=True)
    captured = NumberAttribute(null=True)
    refunded = NumberAttribute(null=True)
    expired = NumberAttribute(null=True)
    raised = NumberAttribute(null=True)
    lowered = NumberAttribute(null=True)
    taken_back = NumberAttribute(null=True)
