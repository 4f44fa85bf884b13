"""The letters about an account's safety: each says what happened and what to do when it was somebody else."""

from __future__ import annotations

from datetime import date, datetime

from notifications.domain.letter import Letter, LetterKind, Link, Shop, greeting
from notifications.domain.phrases import Said, Value, about, common
from souk.events.users import AccountAlert, AccountClosing, ExportReady


def password_changed(told: AccountAlert, shop: Shop) -> Letter:
    """It ends with what to do, and nothing more."""
    action = f"{shop.url}/forgot"
    return _letter(LetterKind.PASSWORD_CHANGED, told.email, action=action, closing="", device=told.device)


def email_changed(told: AccountAlert, _shop: Shop) -> Letter:
    return _letter(LetterKind.EMAIL_CHANGED, told.email, device=told.device)


def session_reused(told: AccountAlert, shop: Shop) -> Letter:
    return _letter(LetterKind.SESSION_REUSED, told.email, action=f"{shop.url}/account/security", device=told.device)


def closing(told: AccountClosing, shop: Shop) -> Letter:
    return _letter(LetterKind.CLOSING, told.email, action=f"{shop.url}/account/security", day=_day(told.closes_at))


def export_ready(told: ExportReady, shop: Shop) -> Letter:
    """The archive itself is fetched on the account's page, by whoever is signed in: a letter can be read by others."""
    return _letter(LetterKind.EXPORT_READY, told.email, action=f"{shop.url}/account/security", day=_day(told.until))


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _letter(
    kind: LetterKind, to: str, *, action: str = "", closing: Said | None = None, device: str = "", **values: Value
) -> Letter:
    say = about(kind, **values)
    return Letter(
        kind=kind,
        to=to,
        subject=say("subject"),
        preview=say("text"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        facts=((common("device"), device),) if device else (),
        action=Link(say("action"), action) if action else None,
        closing=say("closing") if closing is None else closing,
    )
