"""gRPC: the Payments contract, for the orders service."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import grpc

from payments.compose import services
from payments.domain.advice import next_step
from payments.domain.gift_cards.account import TakenPart
from payments.domain.ordered import OrderedLine
from payments.domain.payment import Payment
from souk.contracts import payments_pb2 as pb
from souk.contracts.common_pb2 import Money as MoneyMessage
from souk.contracts.payments_pb2_grpc import PaymentsServicer, add_PaymentsServicer_to_server
from souk.errors import InvalidInput
from souk.money import Money
from souk.rpc.server import RpcServer

if TYPE_CHECKING:
    from payments.domain.gift_cards.sold import GiftSold


class PaymentsRpc(PaymentsServicer):
    def StartPayment(self, request: pb.StartPaymentRequest, context: grpc.ServicerContext) -> pb.Payment:  # noqa: ARG002
        if not (request.order_id and request.attempt):
            raise InvalidInput("a payment needs an order_id and an attempt")
        credit = _held(request) if request.credit else None
        if credit and not request.amount.amount:
            return _message(credit)
        payment = services().payments.start(
            request.order_id,
            request.attempt,
            _money(request.amount),
            request.provider,
            request.description,
            number=request.number,
            lines=_lines(request),
            on_shipment=request.on_shipment,
            beside=credit.amount.amount if credit else 0,
            gifts=_gifts(request),
        )
        return _message(payment, credit)

    def GetPayment(self, request: pb.GetPaymentRequest, context: grpc.ServicerContext) -> pb.Payment:  # noqa: ARG002
        return _message(services().payments.get(request.payment_id))

    def VoidPayment(self, request: pb.VoidPaymentRequest, context: grpc.ServicerContext) -> pb.Payment:  # noqa: ARG002
        return _message(services().payments.void(request.payment_id, request.reason or "voided"))

    def CoverByCredit(self, request: pb.CoverByCreditRequest, context: grpc.ServicerContext) -> pb.CreditCover:  # noqa: ARG002
        parts = services().tenders.cover(request.codes, request.user_id, _money(request.total))
        return pb.CreditCover(
            parts=[
                pb.CreditPart(
                    account_id=account.id,
                    amount=amount,
                    kind=account.kind.value,
                    last_four=account.last_four,
                    left=account.available - amount,
                )
                for account, amount in parts
            ]
        )

    def GetGiftCardCode(self, request: pb.GetGiftCardCodeRequest, context: grpc.ServicerContext) -> pb.GiftCardCode:  # noqa: ARG002
        return pb.GiftCardCode(code=services().gift_cards.code(request.gift_card_id))


def _held(request: pb.StartPaymentRequest) -> Payment:
    parts = [TakenPart(part.account_id, part.amount) for part in request.credit]
    if any(part.amount <= 0 for part in parts):
        raise InvalidInput("a gift card pays a positive amount")
    return services().tenders.hold(
        request.order_id, parts, request.amount.currency, lines=_lines(request), on_shipment=request.on_shipment
    )


def _lines(request: pb.StartPaymentRequest) -> tuple[OrderedLine, ...]:
    return tuple(OrderedLine(line.sku, line.quantity, line.amount) for line in request.lines)


def _gifts(request: pb.StartPaymentRequest) -> tuple[GiftSold, ...]:
    if not request.gifts:
        return ()
    # Imported here: few orders buy gift cards.
    from payments.domain.gift_cards.account import GiftLetter
    from payments.domain.gift_cards.sold import GiftSold

    return tuple(
        GiftSold(
            gift.sku,
            gift.place,
            gift.amount,
            GiftLetter(gift.email, date.fromisoformat(gift.send_on), gift.name, gift.sender, gift.message, gift.locale),
        )
        for gift in request.gifts
    )


def _money(message: MoneyMessage) -> Money:
    try:
        money = Money(message.amount, message.currency)
    except ValueError as error:
        raise InvalidInput(str(error)) from None
    if money.amount <= 0:
        raise InvalidInput("a payment is of a positive amount")
    return money


def _message(payment: Payment, credit: Payment | None = None) -> pb.Payment:
    """What the shopper needs to pay goes along only while there is something to pay. `credit` is the payment by gift
    cards beside it.
    """
    message = pb.Payment(
        payment_id=payment.payment_id,
        provider=payment.provider,
        status=str(payment.state),
        amount=MoneyMessage(amount=payment.amount.amount, currency=payment.amount.currency),
        captured=MoneyMessage(amount=payment.totals.captured, currency=payment.amount.currency),
        refunded=MoneyMessage(amount=payment.totals.refunded, currency=payment.amount.currency),
        next_step=next_step(payment),
        on_shipment=payment.is_held,
        credit=pb.HeldCredit(payment_id=credit.payment_id, status=str(credit.state)) if credit else None,
    )
    if payment.open and not payment.unwanted:
        message.client_secret = payment.client_secret
        message.publishable_key = services().providers.get(payment.provider).publishable_key()
        message.instructions = payment.instructions
    return message


server = RpcServer("payments")
server.add(add_PaymentsServicer_to_server, PaymentsRpc())
handler = server.handler
