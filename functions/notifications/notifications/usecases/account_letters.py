"""The letters about an account's safety: each says what happened and what to do when it was somebody else."""

from __future__ import annotations

from datetime import datetime

from notifications.domain.letter import Letter, LetterKind, Link, Shop
from souk.events.users import AccountAlert, AccountClosing, ExportReady


def password_changed(told: AccountAlert, shop: Shop) -> Letter:
    return _letter(
        LetterKind.PASSWORD_CHANGED,
        told.email,
        device=told.device,
        subject="Your password was changed",
        heading="Your password is new",
        what=f"The password of your account at {shop.name} was just changed, and you were signed out everywhere else.",
        action=Link("It was not me: choose another", f"{shop.url}/forgot"),
    )


def email_changed(told: AccountAlert, shop: Shop) -> Letter:
    return _letter(
        LetterKind.EMAIL_CHANGED,
        told.email,
        device=told.device,
        subject="Your e-mail address was changed",
        heading="Your account has another address",
        what=f"From now on we write to another address about your account at {shop.name}, and you sign in with that.",
        closing="Was it not you? Then answer this e-mail at once, and we look into it with you.",
    )


def session_reused(told: AccountAlert, shop: Shop) -> Letter:
    return _letter(
        LetterKind.SESSION_REUSED,
        told.email,
        device=told.device,
        subject="We signed you out to be safe",
        heading="Sign in again, please",
        what=f"A sign-in of yours at {shop.name} was used from two places, which can mean that somebody copied it from "
        "your browser. We ended it for both.",
        action=Link("See where you are signed in", f"{shop.url}/account/security"),
        closing="It also happens after a lost connection. If in doubt, choose a new password.",
    )


def closing(told: AccountClosing, shop: Shop) -> Letter:
    return _letter(
        LetterKind.CLOSING,
        told.email,
        subject="Your account is being closed",
        heading="Your account ends soon",
        what=f"You have closed your account at {shop.name}. On {_day(told.closes_at)} we remove what we hold of you. "
        "Orders that are under way are brought to their end first; of those that were paid we keep what tax law asks "
        "for.",
        action=Link("Keep my account", f"{shop.url}/account/security"),
        closing="Was it not you? Then sign in, keep the account, and choose another password.",
    )


def export_ready(told: ExportReady, shop: Shop) -> Letter:
    """The archive itself is fetched on the account's page, by whoever is signed in: a letter can be read by others."""
    return _letter(
        LetterKind.EXPORT_READY,
        told.email,
        subject="Your data is ready",
        heading="Your data can be fetched",
        what=f"You asked for a copy of what {shop.name} holds of you. Until {_day(told.until)} you can fetch it in "
        "your account.",
        action=Link("Go to my account", f"{shop.url}/account/security"),
        closing="Was it not you? Then sign in and choose another password.",
    )


def _day(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{at.day} {at:%B %Y}"


def _letter(
    kind: LetterKind,
    to: str,
    *,
    subject: str,
    heading: str,
    what: str,
    action: Link | None = None,
    closing: str = "",
    device: str = "",
) -> Letter:
    return Letter(
        kind=kind,
        to=to,
        subject=subject,
        preview=what,
        heading=heading,
        paragraphs=("Hello,", what),
        facts=(("Device", device),) if device else (),
        action=action,
        closing=closing,
    )
