"""What a shopper can do next about a payment that did not go through."""

from __future__ import annotations

from payments.domain.payment import Payment, PaymentState

_AFTER_A_DECLINE = {
    "insufficient_funds": "There is not enough money on this card: use another one, or another way to pay.",
    "expired_card": "This card has expired: use another one.",
    "incorrect_cvc": "The security code does not fit the card: enter it again.",
    "incorrect_number": "The card number is not right: enter it again.",
    "authentication_required": "Your bank did not get your confirmation: try again and confirm, or use another card.",
}


def next_step(payment: Payment) -> str:
    """Empty when there is nothing for the shopper to do."""
    if payment.unwanted:
        return ""
    if payment.state is PaymentState.REQUIRES_ACTION:
        return "Confirm the payment with your bank."
    if payment.state is PaymentState.FAILED:
        return _AFTER_A_DECLINE.get(payment.decline_code, "Use another card, or another way to pay.")
    return payment.instructions if payment.state is PaymentState.PENDING else ""
