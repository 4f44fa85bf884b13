"""Mail that came back: to such an address nothing more is sent until somebody of the staff says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trouble(StrEnum):
    BOUNCED = "bounced"  # the mail server refuses the address for good
    COMPLAINED = "complained"  # whoever reads it called a letter spam


@dataclass(frozen=True, slots=True)
class MailFeedback:
    """What the mail service tells of one letter. `event_id`, `kind` and `order_id` name it, `reader` who got it by
    consent; they are empty where it does not say which.
    """

    why: Trouble
    address: str
    at: datetime
    event_id: str = ""
    kind: str = ""
    order_id: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """An address that is not written to: why, and since when."""

    why: Trouble
    since: datetime
