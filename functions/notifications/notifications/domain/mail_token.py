"""What the links that end letters carry: who reads, what it is about, and the shop's mark that it wrote this.

Opaque to whoever finds it, and good for as long as the letter may be read: a button in a mailbox must work years later.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from notifications.domain.reader import LetterTopic

_BYTES = 18


@dataclass(frozen=True, slots=True)
class MailToken:
    reader: str
    topic: LetterTopic

    def signed(self, key: bytes) -> str:
        return f"{self.reader}.{self.topic}.{_mark(self.reader, self.topic, key)}"


def read(text: str, key: bytes) -> MailToken | None:
    """None for what this shop did not write."""
    parts = text.split(".")
    if len(parts) != 3 or parts[1] not in list(LetterTopic) or not text.isascii():
        return None
    reader, topic, mark = parts
    return MailToken(reader, LetterTopic(topic)) if hmac.compare_digest(mark, _mark(reader, topic, key)) else None


def keyed(key: bytes, *parts: str) -> str:
    """A hash that nobody can make or undo without the key: 24 signs of A-Z, a-z, 0-9, "-" and "_"."""
    digest = hmac.digest(key, "\0".join(parts).encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()


def _mark(reader: str, topic: str, key: bytes) -> str:
    return keyed(key, "mail token", reader, topic)
