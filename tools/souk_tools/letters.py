"""What was mailed, as the local cloud's SES keeps it."""

from __future__ import annotations

from typing import Any

import httpx

from souk_local.settings import Settings


def mails_to(settings: Settings, address: str) -> list[dict[str, Any]]:
    """What SES was given for this address, oldest first."""
    return [mail for mail in mails(settings) if address in str(mail.get("Destination") or mail)]


def mails(settings: Settings, timeout: float = 30) -> list[dict[str, Any]]:
    """All that SES was given, oldest first; `timeout` in seconds."""
    return messages(httpx.get(f"{settings.aws_url}/_ministack/ses/messages", timeout=timeout).json())


def messages(answer: Any) -> list[dict[str, Any]]:
    """Every message in MiniStack's answer, which groups them by account."""
    if isinstance(answer, dict) and "Subject" in answer:
        return [answer]
    nested = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    return [message for part in nested for message in messages(part)]
