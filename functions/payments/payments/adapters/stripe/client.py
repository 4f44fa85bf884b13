"""The connection to Stripe: built when first needed, its errors told as ours."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from payments.usecases.ports import ProviderRefused
from souk.errors import PaymentDeclined, PaymentMisconfigured, Unavailable
from souk.telemetry import count, logger

if TYPE_CHECKING:
    from stripe import StripeClient

# Moves only together with the library: its types and this code were checked against it.
API_VERSION = "2026-10-28.endive"
# Both tries together stay below the 10 s that a checkout waits for a payment to start.
CONNECT_SECONDS = 2.0
RETRIES = 1
Credentials = Callable[[], Mapping[str, str]]
Renew = Callable[[], bool]


class StripeConnection:
    """`credentials` answers secret_key, publishable_key and webhook_secret; a new key is used once it says so.

    `renew` has them read anew when Stripe refuses the key or a signature does not hold, and answers False when that
    was done just before. `api_base` empty means Stripe's own.
    """

    def __init__(
        self,
        credentials: Credentials,
        renew: Renew,
        api_base: str = "",
        read_seconds: float = 4.0,
    ) -> None:
        self._credentials = credentials
        self.renew_credentials = renew
        self._api_base = api_base
        self._read_seconds = read_seconds
        self._key = ""
        self._client: StripeClient | None = None
        self._http: Any = None

    @property
    def credentials(self) -> Mapping[str, str]:
        return self._credentials()

    @property
    def client(self) -> StripeClient:
        key = self.credentials["secret_key"]
        if self._client is None or key != self._key:
            self.close()
            self._client, self._key = self._connect(key), key
        return self._client

    def close(self) -> None:
        """Lets go of the sockets."""
        if self._http is not None:
            self._http.close()
        self._client = self._http = None

    @contextlib.contextmanager
    def calling(self, what: str) -> Iterator[None]:
        """Maps Stripe's errors (docs.stripe.com/api/errors) to what is true for whoever asked.

        PaymentDeclined is the bank's no, ProviderRefused Stripe's to what was asked; neither is tried again.
        PaymentMisconfigured is our key's or account's fault. Unavailable may be tried again: nothing was charged that
        the next try would charge twice.
        """
        import stripe

        try:
            yield
        except stripe.CardError as error:
            raise PaymentDeclined(
                error.user_message or "the card was declined", decline_code=decline_code_of(error.code or "")
            ) from error
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            self.renew_credentials()
            logger.error("stripe does not accept this shop", extra={"call": what, "status": error.http_status})
            count("PaymentsMisconfigured")
            raise PaymentMisconfigured(
                "payments do not work at the moment because of a fault on our side; nothing was charged"
            ) from error
        except stripe.RateLimitError as error:
            logger.warning("stripe asks for patience", extra={"call": what})
            raise Unavailable("the payment provider is busy, nothing was charged; try again in a moment") from error
        except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
            logger.warning("stripe refused", extra={"call": what, "code": error.code, "status": error.http_status})
            if (error.http_status or 400) >= 500:
                raise Unavailable("the payment provider has a problem, try again shortly") from error
            told = _REFUSALS.get(error.code or "", f"the payment provider refused to {what}")
            raise ProviderRefused(told, provider_code=error.code or "") from error
        except stripe.APIConnectionError as error:
            logger.warning("stripe not reached", extra={"call": what})
            raise Unavailable("the payment provider cannot be reached, try again shortly") from error
        except stripe.StripeError as error:
            logger.warning("stripe failed", extra={"call": what, "status": error.http_status})
            if error.http_status == 404:  # not even an error of Stripe's own: there is no such call, now or later
                raise ProviderRefused(f"the payment provider cannot {what}") from error
            raise Unavailable("the payment provider does not answer, try again shortly") from error

    def _connect(self, key: str) -> StripeClient:
        # Importing stripe costs some 360 ms, so only a call that needs Stripe pays for it.
        import stripe

        self._http = stripe.RequestsClient(timeout=(CONNECT_SECONDS, self._read_seconds))
        return stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": self._api_base, "files": self._api_base} if self._api_base else None,
            max_network_retries=RETRIES,
            http_client=self._http,
        )


# What the shopper, or staff, can do something about; the other codes are about how we ask.
_REFUSALS = {
    "amount_too_small": "the amount is too small to be paid by card",
    "amount_too_large": "the amount is too large to be paid by card at once",
    "charge_already_refunded": "the payment was refunded before",
    "charge_disputed": "the payment is disputed at the shopper's bank and cannot be refunded",
    "balance_insufficient": "the shop's balance at the payment provider is too low for this refund",
    "currency_not_supported": "this currency cannot be paid by card",
}


def decline_code_of(code: str) -> str:
    """What is worth telling the shopper; Stripe asks not to show the bank's finer reasons such as a stolen card."""
    if code == "payment_intent_authentication_failure":
        return "authentication_required"
    shown = {"insufficient_funds", "expired_card", "incorrect_cvc", "incorrect_number", "authentication_required"}
    return code if code in shown else "card_declined"
