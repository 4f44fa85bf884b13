"""The errors a use case may raise, one tree for all services.

    SoukError
    ├── InvalidInput          400  what was sent is not acceptable
    │   └── IdempotencyKeyReused   422  same key, other request
    ├── Unauthenticated       401
    ├── Forbidden             403  (another person's resource is NotFound, never Forbidden)
    │   ├── AccountBlocked         the shop has shut the person out
    │   ├── ChallengeRequired      somebody has to prove that they are no robot
    │   └── OrderKeyExpired        the key of a guest's order was right once
    ├── NotFound              404
    ├── MethodNotAllowed      405
    ├── Conflict              409  the state does not allow it
    │   ├── OutOfStock             with the shortages
    │   ├── PriceChanged           what was shown and what it costs now
    │   ├── CodeRefused            a code opens no promotion, and why
    │   ├── CartChanged            what was shown and what is in the cart now
    │   ├── IllegalTransition      names the state
    │   ├── ShopClosed             the shop takes no orders until `until`
    │   ├── OrderLimit             it would hold more unpaid units than one may
    │   ├── PaymentRefused         the payment provider does not take this payment, whoever pays
    │   └── InProgress             the same request is being worked on
    ├── PreconditionFailed    412  If-Match does not hold
    ├── PreconditionRequired  428  If-Match is missing
    ├── TooLarge              413
    ├── UnsupportedMediaType  415
    ├── PaymentDeclined       402
    ├── RateLimited           429
    └── Unavailable           503  a service or provider this needs is down; try again
        └── PaymentMisconfigured   the payment provider does not accept this shop; staff have to mend it

`souk.http` and `souk.rpc` map them to problem+json and to gRPC status codes; nothing else does.
"""

from __future__ import annotations

from typing import Any, ClassVar


class SoukError(Exception):
    """Base of all. `message` says what was wrong and what to do; `detail` is JSON-ready data for the caller."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class InvalidInput(SoukError):
    status, code, title = 400, "invalid_input", "The request is not valid"


class IdempotencyKeyReused(InvalidInput):
    status, code, title = 422, "idempotency_key_reused", "This Idempotency-Key was used for another request"


class Unauthenticated(SoukError):
    status, code, title = 401, "unauthenticated", "Sign in first"


class Forbidden(SoukError):
    status, code, title = 403, "forbidden", "Not allowed"


class AccountBlocked(Forbidden):
    """Said to whoever has proved that the account is theirs, and to nobody else."""

    code, title = "account_blocked", "This account is blocked"

    def __init__(
        self, message: str = "the shop has blocked this account; write to it to learn why", **more: Any
    ) -> None:
        super().__init__(message, **more)


class ChallengeRequired(Forbidden):
    """`detail["provider"]` sets the challenge, from `detail["origin"]` and for `detail["site_key"]`; the answer goes
    into the header `X-Challenge` of the same request, sent again. See `souk.challenge`.
    """

    code, title = "challenge_required", "Show that you are not a robot"


class OrderKeyExpired(Forbidden):
    """`POST /orders/{order_id}/access-link` has another one mailed."""

    code, title = "order_key_expired", "The key to this order is too old"


class NotFound(SoukError):
    status, code, title = 404, "not_found", "Not found"


class MethodNotAllowed(SoukError):
    status, code, title = 405, "method_not_allowed", "This address does not take that method"


class Conflict(SoukError):
    status, code, title = 409, "conflict", "The current state does not allow this"


class OutOfStock(Conflict):
    """`detail["shortages"]`: a list of {sku, requested, available}."""

    code, title = "out_of_stock", "Not enough in stock"


class PriceChanged(Conflict):
    """`detail["changes"]`: line by line, what was shown and what it costs now; `detail["amounts"]`: sums likewise.
    `detail["refused"]`: promotions of which nothing is left for this order, and why.
    """

    code, title = "price_changed", "A price has changed"


class CodeRefused(Conflict):
    """`detail["reason"]` says why: unknown, expired, not_yet, used_up, used_by_you, ended."""

    code, title = "code_refused", "This code cannot be used"


class CartChanged(Conflict):
    """`detail["changes"]`: line by line, what was shown and what is in it now. `detail["reason"]` is "lines",
    "version" (changed to and fro), or "ordered" (by another checkout, with its `order_id` and `order_number`).
    """

    code, title = "cart_changed", "The cart has changed"


class IllegalTransition(Conflict):
    """`detail["state"]` names the state that does not allow the move."""

    code, title = "illegal_transition", "The current state does not allow this"


class ShopClosed(Conflict):
    """`detail["until"]` is when it takes orders again (RFC 3339), `detail["notice"]` what the merchant says."""

    code, title = "shop_closed", "The shop is closed"


class OrderLimit(Conflict):
    """Paid another way, or for fewer units, or once other orders are paid, it would be taken."""

    code, title = "order_limit", "This order would hold too much unpaid"


class PaymentRefused(Conflict):
    """Another card would not help: the amount, the currency or the method cannot be paid there."""

    code, title = "payment_refused", "This cannot be paid this way"


class InProgress(Conflict):
    code, title = "in_progress", "The same request is still being worked on"


class PreconditionFailed(SoukError):
    status, code, title = 412, "precondition_failed", "It was changed in the meantime"


class PreconditionRequired(SoukError):
    status, code, title = 428, "precondition_required", "Say which version you edit with If-Match"


class TooLarge(SoukError):
    status, code, title = 413, "too_large", "The request is too large"


class UnsupportedMediaType(SoukError):
    status, code, title = 415, "unsupported_media_type", "Send JSON"


class PaymentDeclined(SoukError):
    status, code, title = 402, "payment_declined", "The payment was declined"


class RateLimited(SoukError):
    """`detail["retry_after"]`: seconds to wait; `detail["limit"]` names what was reached (`souk.limits.rules`)."""

    status, code, title = 429, "rate_limited", "Too many requests"


class Unavailable(SoukError):
    status, code, title = 503, "unavailable", "Not available right now, try again shortly"


class PaymentMisconfigured(Unavailable):
    code, title = "payment_misconfigured", "Payments are not set up right"
