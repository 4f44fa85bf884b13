"""How often one may try passwords and codes, and have mail sent. `email` is always a normal one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from souk.errors import Unauthenticated, Unavailable
from souk.http import Request
from souk.http.reply import Cookie
from souk.limits import device, rules
from souk.limits.limits import Charge, for_email, from_address
from souk.limits.rules import RateLimit
from souk.limits.table import shops_key
from users.compose import services
from users.domain.identity import CodeRejected
from users.domain.passwords import WrongPassword
from users.domain.second_factors import PasswordWrong

AnyRequest = Request[Any, Any]
_PATH = "/api/auth"


def signing_up(request: AnyRequest, email: str) -> None:
    """Raises RateLimited and ChallengeRequired, whether the address has an account or not."""
    _of_person(request, *from_address(rules.SIGN_UPS, request.source_ip), for_email(rules.CODES_SENT, email))


def asking_for_a_code(request: AnyRequest, email: str) -> None:
    """Raises RateLimited and ChallengeRequired, whether a letter would go out or not."""
    codes = _whose(request, email, rules.CODES_SENT, rules.CODES_SENT_KNOWN)
    _of_person(request, *from_address(rules.CODES_ASKED_FROM, request.source_ip), codes)


def trying_a_code(email: str) -> AbstractContextManager[None]:
    return services().limits.guessing([for_email(rules.CODES_TRIED, email)], CodeRejected)


def trying_a_password(request: AnyRequest, email: str) -> AbstractContextManager[None]:
    passwords = _whose(request, email, rules.PASSWORDS, rules.PASSWORDS_KNOWN)
    charges = [*from_address(rules.PASSWORDS_FROM, request.source_ip), passwords]
    return services().limits.guessing(charges, Unauthenticated)


def answering(request: AnyRequest) -> AbstractContextManager[None]:
    """A later step of a sign-in. Wrong codes are counted for the account, too (`users.usecases.sign_in`)."""
    charges = from_address(rules.ANSWERS_FROM, request.source_ip)
    return services().limits.guessing(charges, CodeRejected, Unauthenticated)


def asking_for_a_passkey(request: AnyRequest) -> None:
    """Not by e-mail address: whoever asks needs nothing for it, and would keep its owner out. Raises RateLimited."""
    services().limits.take(*from_address(rules.PASSKEYS_ASKED_FROM, request.source_ip))


def saying_the_password_again(user_id: str) -> AbstractContextManager[None]:
    charges = [Charge(rules.PASSWORDS_AGAIN, user_id)]
    return services().limits.guessing(charges, WrongPassword, PasswordWrong)


def proving_a_code(user_id: str) -> AbstractContextManager[None]:
    return services().limits.guessing([Charge(rules.CODES_TRIED_BY, user_id)], CodeRejected)


def asking_for_a_new_address(user_id: str, email: str) -> None:
    """Raises RateLimited, whether a letter would go out or not."""
    services().limits.take(Charge(rules.NEW_ADDRESSES, user_id), for_email(rules.CODES_SENT, email))


def known_from_now_on(request: AnyRequest, email: str) -> list[Cookie]:
    """The cookie of a device that has just signed in; none where it is known already."""
    try:
        if device.known(request.cookies.get(device.COOKIE, ""), email, shops_key()):
            return []
        return [Cookie(device.COOKIE, device.issued(email, shops_key()), max_age=device.SECONDS, path=_PATH)]
    except Unavailable:
        return []


def _of_person(request: AnyRequest, *charges: Charge) -> None:
    services().limits.take_of_person(request.challenge_response, request.source_ip, *charges)


def _whose(request: AnyRequest, email: str, everybody: RateLimit, known: RateLimit) -> Charge:
    """A device that has signed in to this account before is counted by itself."""
    value = request.cookies.get(device.COOKIE, "")
    try:
        held = device.known(value, email, shops_key()) if value else ""
    except Unavailable:
        held = ""
    return Charge(known, f"{email} {held}") if held else for_email(everybody, email)
