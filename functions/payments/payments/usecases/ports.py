"""What the use cases need: of the table, and of payment providers.

A provider is a file of `adapters` that answers the calls of `PaymentProvider`, and a line in `compose.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from payments.domain.dispute import ProviderDispute
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind, KeptEvidence
from payments.domain.ordered import OrderedLine
from payments.domain.payment import Payment
from payments.domain.snapshot import ProviderPayment, ProviderRefund
from payments.domain.transfers.entry import BankStatement
from payments.domain.warning import ProviderWarning
from souk.errors import PaymentRefused
from souk.money import Money
from souk.webhooks import KeptWebhook

if TYPE_CHECKING:
    from payments.domain.gift_cards.sold import GiftSold

# The attempt of an order that gift cards and store credit make; it stays beside those by other means.
CREDIT_ATTEMPT = "credit"


class AlreadyReceived(Exception):
    """This webhook was handled before."""


@dataclass(frozen=True, slots=True)
class OrderPayments:
    """The attempts to pay one order. `closed` says why no further payment is wanted; empty while one is."""

    order_id: str
    attempts: Mapping[str, str]  # attempt -> payment id
    closed: str = ""
    paid_by: str = ""  # the payment the order says it was paid by
    revision: int = 0  # counts the writes; 0: nothing is stored yet
    lines: tuple[OrderedLine, ...] = ()  # empty: not known
    gifts: tuple[GiftSold, ...] = ()  # gift cards that it buys
    owner: str = ""  # the user id whose order it is, once it is paid; empty: a guest's, or not known

    @property
    def credit(self) -> str:
        """The payment by gift cards and store credit; empty where there is none."""
        return self.attempts.get(CREDIT_ATTEMPT, "")


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a webhook was received, and what became of it."""

    provider: str
    event_id: str
    type: str
    received_at: datetime
    reference: str = ""
    payment_id: str = ""
    outcome: str = "applied"
    body: str = field(default="", repr=False)  # of an event that nobody understood, cut (see `souk.webhooks`)


class PaymentStore(Protocol):
    def order(self, order_id: str) -> OrderPayments:
        """Strongly consistent; an order nobody has heard of has no attempts."""
        ...

    def close_order(self, order_id: str, reason: str) -> OrderPayments:
        """No payment of this order can be added any more. Keeps the first reason."""
        ...

    def forget_order(self, order_id: str) -> OrderPayments:
        """Nobody's words say any more why it is closed; that it is stays."""
        ...

    def gifts_issued(self, order_id: str, gifts: Sequence[GiftSold]) -> OrderPayments:
        """These are the gift cards that it has bought; whom they are for is theirs from now on."""
        ...

    def acknowledge(
        self,
        order_id: str,
        payment_id: str,
        lines: tuple[OrderedLine, ...] = (),
        *,
        charged: bool = False,
        owner: str = "",
    ) -> OrderPayments:
        """The order counts as paid by this payment. Keeps the first, and the lines it knew before; of what is `charged`
        after it was held, no more than it was charged for.
        """
        ...

    def load(self, payment_id: str) -> Payment:
        """Raises NotFound."""
        ...

    def add(self, payment: Payment, order: OrderPayments, check_at: datetime | None) -> None:
        """Writes a new payment with its events, and its place among the order's attempts.

        Raises souk.storage.versioned.Stale when the order has changed since it was read.
        """
        ...

    def save(self, payment: Payment, previous_revision: int, check_at: datetime | None) -> None:
        """Writes a changed payment with its events in one item. Raises souk.storage.versioned.Stale."""
        ...

    def received(self, provider: str, event_id: str) -> bool:
        """Whether this webhook came before and changed nothing. One that did is among its payment's receipts."""
        ...

    def keep(self, receipt: Receipt) -> None:
        """Remembers a webhook that changed nothing."""
        ...

    def kept(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        """The webhooks kept with what they said, the newest first, and the cursor of the next page."""
        ...

    def disputed(self, open_: bool, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        """The payments with an open dispute, the first to answer first; or with none but closed ones, the latest
        change first. And the cursor of the next page.
        """
        ...

    def compared_to(self, provider: str) -> str:
        """The reference the last comparison with the provider stopped after; empty when it came to its end."""
        ...

    def compare_from(self, provider: str, reference: str) -> None:
        """Where the next comparison goes on."""
        ...

    def due(self, before: datetime, limit: int) -> list[str]:
        """Ids of payments to be looked after, the longest waiting first."""
        ...

    def save_all(self, changed: Sequence[ChangedPayment], beside: Sequence[Payment]) -> None:
        """Writes several changed payments together, if those `beside` them are as they were read, or none of them.

        Raises souk.storage.versioned.Stale.
        """
        ...

    def postpone(self, payment: Payment, check_at: datetime | None) -> None:
        """Moves the next look without changing the payment; nothing when it was changed meanwhile."""
        ...


class ProviderRefused(PaymentRefused):
    """The provider has understood and says no; asking again will not help. `detail["provider_code"]`."""


@dataclass(frozen=True, slots=True)
class StartRequest:
    payment_id: str
    order_id: str
    attempt: str
    amount: Money
    description: str
    correlation_id: str = ""  # of the request that starts it; kept by the provider with our ids
    number: str = ""  # the order's, as people use it
    on_shipment: bool = False  # to be held, and captured later


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A verified webhook.

    `reference` names what it is about, a payment or something of one that `fetch` can find it by; empty when it is
    about none. `dispute` and `warning` are what it says of a dispute, and of likely fraud. `understood` is false for a
    shape that nobody knows.
    """

    provider: str
    event_id: str
    type: str
    reference: str = ""
    dispute: ProviderDispute | None = None
    understood: bool = True
    warning: ProviderWarning | None = None


class PaymentProvider(Protocol):
    """What every adapter does.

    All calls may raise Unavailable (ask again later), PaymentMisconfigured (staff have to mend it) and ProviderRefused.

    Every call that moves money carries an idempotency key derived from our ids: repeating it is harmless.
    """

    id: str
    remote: bool  # the provider has a memory of its own that can be asked; else our ledger is the only truth
    can_hold: bool  # money can be held and captured later

    def start(self, request: StartRequest) -> ProviderPayment:
        """Opens a payment. The same payment_id again gives the same one. PaymentDeclined when not accepted."""
        ...

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        """Takes `amount` of what is held, and lets go of the rest. What was captured or cancelled before stays so, and
        the answer says so. PaymentDeclined when the bank does not give it.
        """
        ...

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        """Cancels it if that is still possible, and says how it stands: the answer may be captured."""
        ...

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund: ...

    def fetch(self, reference: str) -> ProviderPayment | None:
        """How it stands now; None when the provider keeps no memory of its own.

        `reference` is that of the payment, or of a charge, refund or dispute of it.
        """
        ...

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        """The disputes opened since then, newest first, read page by page as they are asked for."""
        ...

    def upload_evidence(self, file: EvidenceFile, content: bytes, key: str) -> str:
        """Takes a file that evidence is to name, and says how. The same `key` again is harmless."""
        ...

    def submit_evidence(
        self, reference: str, evidence: Evidence, files: Mapping[FileKind, str], key: str
    ) -> ProviderDispute:
        """Sends it to the bank, once for each `key`, and says how the dispute stands. `files`: what `upload_evidence`
        called them.
        """
        ...

    def accept_dispute(self, reference: str, key: str) -> ProviderDispute:
        """The bank may keep the money: it is lost at once. The same `key` again is harmless."""
        ...

    def warnings(self, since: datetime) -> Iterator[ProviderWarning]:
        """What issuers have warned of since then, newest first, read page by page as they are asked for."""
        ...

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        """The payments opened since then, newest first, beginning after the one with reference `after`.

        Read page by page as they are asked for. None for a provider without a memory of its own.
        """
        ...

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """Verifies the signature over the raw body. Raises BadSignature when it does not hold, and nothing else."""
        ...

    def publishable_key(self) -> str:
        """What the browser needs to talk to the provider; empty when it does not."""
        ...

    def close(self) -> None:
        """Lets go of connections; the next call makes new ones."""
        ...


class AlreadyBooked(Exception):
    """This entry of a statement was booked before, perhaps a moment ago by somebody else; nothing was written."""


@dataclass(frozen=True, slots=True)
class BookedEntry:
    """That an entry of a bank statement was booked, by whom and on which payments. Nothing of who paid."""

    id: str
    amount: int
    currency: str
    booked_on: str
    payment_ids: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ChangedPayment:
    """A changed payment, the revision it is based on, and when the reconciler is to look at it."""

    payment: Payment
    previous_revision: int
    check_at: datetime | None


class EvidenceStore(Protocol):
    def load(self, payment_id: str, dispute: str) -> KeptEvidence:
        """Strongly consistent; without a word where nothing is kept."""
        ...

    def save(self, kept: KeptEvidence) -> None:
        """Writes the revision after the one that was read. Raises souk.storage.versioned.Stale."""
        ...

    def send(self, kept: KeptEvidence, changed: ChangedPayment) -> None:
        """The same, together with the payment that promises to send it, or not at all. Raises Stale."""
        ...

    def forget(self, payment_id: str, disputes: Collection[str]) -> None:
        """Nothing is kept of what was said. Repeatable."""
        ...


@dataclass(frozen=True, slots=True)
class FileForm:
    """Where to send a form: its address and the fields to send before the file."""

    url: str
    fields: dict[str, Any]


class EvidenceFiles(Protocol):
    def form(self, payment_id: str, file_id: str, media_type: str, most: int) -> FileForm:
        """A form by which a file of at most `most` bytes can be sent."""
        ...

    def sent(self, payment_id: str, file_id: str) -> bytes | None:
        """What was sent, or None."""
        ...

    def read(self, payment_id: str, file_id: str) -> bytes | None:
        """What is kept, or None."""
        ...

    def keep(self, payment_id: str, file_id: str, media_type: str, content: bytes) -> None:
        """Puts it where it stays; the same again changes nothing."""
        ...

    def link(self, payment_id: str, file_id: str) -> str:
        """An address of what is kept that is good for minutes."""
        ...

    def remove(self, payment_id: str) -> None:
        """All that was sent or kept for the payment's disputes. Repeatable."""
        ...


class PrintedDocuments(Protocol):
    def pdf(self, order_id: str, number: str) -> bytes:
        """Empty when it is too large to be handed over. Raises NotFound for what the order has not, Unavailable."""
        ...


class TransferStore(Protocol):
    def orders_of(self, references: Collection[str]) -> Mapping[str, str]:
        """The orders that these squeezed references are of; those that there are."""
        ...

    def payments_of(self, order_ids: Collection[str]) -> Mapping[str, Sequence[Payment]]:
        """All attempts to pay each order, the first one first. Strongly consistent."""
        ...

    def booked(self, entry_ids: Collection[str]) -> Mapping[str, BookedEntry]:
        """Those of these entries that were booked. Strongly consistent."""
        ...

    def book(self, entry: BookedEntry, changed: Sequence[ChangedPayment]) -> None:
        """Writes that the entry is booked, and what it changed, together or not at all.

        Raises AlreadyBooked, and souk.storage.versioned.Stale when one of the payments has changed since it was read.
        """
        ...

    def to_give_back(self, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        """The payments of which money waits for staff to send it back, the longest waiting first, and the cursor of the
        next page.
        """
        ...


class Statements(Protocol):
    def read(self, form: str, content: str, columns: Mapping[str, Any] | None, most: int) -> BankStatement:
        """The entries of a bank statement that brought money. `columns` say which column of a table says what.

        Raises InvalidInput for what is no statement of this form, or has more than `most` entries.
        """
        ...
