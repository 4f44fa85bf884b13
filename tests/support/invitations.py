"""The letters with which Cognito invites the staff, as the local cloud keeps them."""

from __future__ import annotations

import re

from souk_tools.letters import mails
from tests.support.cloud import TestCloud
from tests.support.polling import eventually

_PASSWORD = re.compile(r"the password (\S+) within")


def first_password(cloud: TestCloud, email: str) -> str:
    """The one in the last invitation of this address."""
    found: list[str] = []

    def arrived() -> bool:
        letters = [str(mail) for mail in mails(cloud.settings, timeout=60) if mail["To"] == [email]]
        found[:] = [match[1] for letter in letters if (match := _PASSWORD.search(letter))]
        return bool(found)

    eventually(arrived)
    return found[-1]
