"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from payments.adapters.circuit_store import DynamoCircuits
from payments.adapters.evidence import DynamoEvidence
from payments.adapters.evidence_files import S3EvidenceFiles
from payments.adapters.gift_cards.provider import GiftCardProvider
from payments.adapters.gift_cards.store import DynamoCredits
from payments.adapters.manual_provider import ManualProvider
from payments.adapters.store import DynamoPayments
from payments.adapters.stripe.client import StripeConnection
from payments.adapters.stripe.provider import Capture, StripeProvider
from payments.adapters.transfers import DynamoTransfers
from payments.settings import PaymentsSettings
from payments.usecases.circuit import Circuit, GuardedProvider
from payments.usecases.comparison import Comparison
from payments.usecases.completion import Completion
from payments.usecases.gift_cards.ports import CodeKey, CreditStore
from payments.usecases.payments import Payments
from payments.usecases.ports import EvidenceStore, PaymentStore
from payments.usecases.reconciler import Reconciler
from payments.usecases.refunds import Refunds
from payments.usecases.registry import Providers
from payments.usecases.webhooks import Webhooks
from souk import bank_account
from souk.bank_account import BankAccount
from souk.cloud import secrets
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters

if TYPE_CHECKING:
    from payments.usecases.by_staff.disputes import Disputes
    from payments.usecases.by_staff.evidence_files import FilesOfEvidence
    from payments.usecases.by_staff.order_refunds import OrderRefunds
    from payments.usecases.exporting import ExportedPayments
    from payments.usecases.gift_cards.cards import GiftCards
    from payments.usecases.gift_cards.liability import Liability
    from payments.usecases.gift_cards.sold import SoldCards
    from payments.usecases.gift_cards.tenders import Tenders
    from payments.usecases.gift_cards.upkeep import Upkeep
    from payments.usecases.ports import EvidenceFiles, PrintedDocuments, TransferStore
    from payments.usecases.reduced import ReducedOrders
    from payments.usecases.returned import Returned
    from payments.usecases.transfers.transfers import Transfers
    from souk.shop.port import PublishedShop


@dataclass(frozen=True, slots=True)
class Parts:
    store: PaymentStore
    providers: Providers
    counters: LimitCounters
    exports: ExportParts
    shop: PublishedShop
    transfers: TransferStore
    evidence: EvidenceStore
    files: EvidenceFiles
    credits: CreditStore
    code_key: CodeKey
    pdfs: PrintedDocuments | None = None


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.parts.counters)

    @property
    def providers(self) -> Providers:
        return self.parts.providers

    @cached_property
    def payments(self) -> Payments:
        return Payments(self._completion, lambda: self.sold)

    @cached_property
    def refunds(self) -> Refunds:
        return Refunds(self._completion)

    @cached_property
    def webhooks(self) -> Webhooks:
        return Webhooks(self._completion, self.payments)

    @cached_property
    def reconciler(self) -> Reconciler:
        return Reconciler(self._completion)

    @cached_property
    def comparison(self) -> Comparison:
        return Comparison(self._completion, self.payments)

    @cached_property
    def _completion(self) -> Completion:
        parts = self.parts
        first_check = PaymentsSettings().first_check
        return Completion(
            parts.store, parts.providers, parts.evidence, parts.files, first_check, lambda: self.gift_cards
        )

    @cached_property
    def returned(self) -> Returned:
        from payments.usecases.returned import Returned

        return Returned(self._completion)

    @cached_property
    def reduced(self) -> ReducedOrders:
        from payments.usecases.reduced import ReducedOrders

        return ReducedOrders(self._completion, lambda: self.sold)

    @cached_property
    def disputes(self) -> Disputes:
        # Imported here: few requests are about disputes.
        from payments.usecases.by_staff.disputes import Disputes

        return Disputes(self._completion, self.evidence_files)

    @cached_property
    def evidence_files(self) -> FilesOfEvidence:
        from payments.usecases.by_staff.evidence_files import FilesOfEvidence

        return FilesOfEvidence(self._completion, lambda: self.parts.pdfs or _pdfs())

    @cached_property
    def order_refunds(self) -> OrderRefunds:
        # Imported here: few requests refund an order.
        from payments.usecases.by_staff.order_refunds import OrderRefunds

        return OrderRefunds(self._completion, self.sold, self.parts.credits)

    @cached_property
    def gift_cards(self) -> GiftCards:
        # Imported here, as the others of gift cards: few requests are about them.
        from payments.usecases.gift_cards.cards import GiftCards

        return GiftCards(self.parts.credits, self.parts.code_key)

    @cached_property
    def sold(self) -> SoldCards:
        from payments.usecases.gift_cards.sold import SoldCards

        return SoldCards(self.parts.credits, self.gift_cards, self.parts.store, self.parts.code_key)

    @cached_property
    def tenders(self) -> Tenders:
        from payments.usecases.gift_cards.tenders import Tenders

        return Tenders(self.parts.credits, self.gift_cards, self.parts.store, self._completion.check_at)

    @cached_property
    def liability(self) -> Liability:
        from payments.usecases.gift_cards.liability import Liability

        return Liability(self.parts.credits)

    @cached_property
    def upkeep(self) -> Upkeep:
        from payments.usecases.gift_cards.upkeep import Upkeep

        return Upkeep(self.parts.credits, self.gift_cards)

    @cached_property
    def transfers(self) -> Transfers:
        # Imported here: few requests are about transfers.
        from payments.adapters.statements.reader import BankStatements
        from payments.usecases.transfers.transfers import Transfers

        return Transfers(self._completion, self.parts.transfers, BankStatements())

    @property
    def account(self) -> BankAccount | None:
        return account_of(self.parts.shop)

    @cached_property
    def exported(self) -> ExportedPayments:
        # Imported here: only the consumer needs it.
        from payments.usecases.exporting import ExportedPayments

        return ExportedPayments(self.parts.store, self.parts.evidence, self.parts.exports)


def real() -> Parts:
    # Imported here: only who starts a transfer reads it.
    from souk.shop.copy import ShopCopy

    shop, credit = ShopCopy(), DynamoCredits()
    exports, transfers, evidence, files = S3ExportParts(), DynamoTransfers(), DynamoEvidence(), S3EvidenceFiles()
    offered, counters = providers(shop, credit), DynamoCounters()
    return Parts(DynamoPayments(), offered, counters, exports, shop, transfers, evidence, files, credit, _code_key)


def _code_key() -> bytes:
    return secrets.secret(PaymentsSettings().gift_cards_secret)["key"].encode()


def _pdfs() -> PrintedDocuments:
    # Imported here: it is gRPC, and few requests are about disputes.
    from payments.adapters.clients import GrpcPrintedDocuments
    from souk.rpc.channel import LambdaChannel

    return GrpcPrintedDocuments(LambdaChannel(PaymentsSettings().documents_function))


def providers(shop: PublishedShop, credit: CreditStore) -> Providers:
    """Every provider the shop offers. To add one, write its adapter and name it here."""
    settings = PaymentsSettings()
    connection = StripeConnection(
        lambda: secrets.secret(settings.stripe_secret),
        lambda: secrets.renew(settings.stripe_secret),
        settings.stripe_api_base,
        settings.stripe_read_seconds,
    )
    capture: Capture = "manual" if settings.stripe_capture == "manual" else "automatic"
    circuit = Circuit(StripeProvider.id, DynamoCircuits(), settings.circuit_failures, settings.circuit_seconds)
    stripe = GuardedProvider(StripeProvider(connection, capture), circuit)
    return Providers([stripe, ManualProvider(lambda: account_of(shop)), GiftCardProvider(credit)])


def account_of(shop: PublishedShop) -> BankAccount | None:
    """Where transfers go to: what the merchant has published, else what was deployed."""
    return bank_account.chosen(shop.settings(), bank_account.configured())


services = Held(Services, real, close=lambda built: built.providers.close())
