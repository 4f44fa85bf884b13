"""The letters with which Cognito invites the staff, as the local cloud keeps them."""

from __future__ import annotations

import re

import httpx

from souk_tools import demo
from tests.support.cloud import TestCloud
from tests.support.polling import eventually

_PASSWORD = re.compile(r"the password (\S+) within")


def first_password(cloud: TestCloud, email: str) -> str:
    """The one in the last invitation of this address."""
    found: list[str] = []

    def arrived() -> bool:
        answer = httpx.get(f"{cloud.settings.aws_url}/_ministack/ses/messages", timeout=60).json()
        letters = [str(mail) for mail in demo.messages(answer) if mail["To"] == [email]]
        found[:] = [match[1] for letter in letters if (match := _PASSWORD.search(letter))]
        return bool(found)

    eventually(arrived)
    return found[-1]
