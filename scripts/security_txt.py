"""Prints a shop's /.well-known/security.txt (RFC 9116): security_txt.py E-MAIL SITE.

Whom to tell of a weakness is the shop's operator, as SECURITY.md says. It is made anew whenever the site is published,
so what it says of its end, which the RFC wants within a year, never gets old by itself.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

_GOOD_FOR = timedelta(days=365)


def text(email: str, site: str, now: datetime) -> str:
    """`site` without a trailing slash; `now` in UTC."""
    fields = {
        "Contact": f"mailto:{email}",
        "Expires": f"{now + _GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}",
        "Canonical": f"{site}/.well-known/security.txt",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


if __name__ == "__main__":
    sys.stdout.write(text(sys.argv[1], sys.argv[2], datetime.now(UTC)))
