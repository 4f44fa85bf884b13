"""The mailer: Amazon SES, version 2 of its API."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formataddr
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from notifications.domain.letter import Shop, WrittenLetter
from notifications.usecases.ports import Rejected
from souk.cloud.aws import client
from souk.errors import Unavailable
from souk.shopper.contact import mailable

# What is wrong with the letter or its address. Everything else is wrong with us or with SES, and passes.
_FINAL = {"MessageRejected", "BadRequestException", "BadRequest", "InvalidParameterValue", "ValidationException"}


class SesMailer:
    """`ports.Mailer`. `sender` must be an identity SES has verified; who only reads of letters has none."""

    def __init__(self, sender: Callable[[], str], shop: Callable[[], Shop]) -> None:
        self._sender = sender
        self._shop = shop

    def send(self, letter: WrittenLetter) -> str:
        try:
            answer = client("sesv2").send_email(**self._request(letter))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _FINAL:
                raise Rejected(code) from error
            raise Unavailable(f"the mail service answered {code}") from error
        except BotoCoreError as error:
            raise Unavailable("the mail service does not answer") from error
        message_id: str = answer["MessageId"]
        return message_id

    def _request(self, letter: WrittenLetter) -> dict[str, Any]:
        return {
            "FromEmailAddress": formataddr((_one_line(self._shop().name), self._sender())),
            "Destination": {"ToAddresses": [mailable(letter.to)]},
            "Content": {
                "Simple": {
                    "Subject": _content(_one_line(letter.subject)),
                    "Body": {
                        "Html": _content(letter.html),
                        "Text": _content(letter.text),
                    },
                    # Keeps absence notices from answering (RFC 3834, section 5).
                    "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                }
            },
            "EmailTags": [{"Name": "kind", "Value": letter.kind.value}],
        }


def _content(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}


def _one_line(words: str) -> str:
    """A header is one line; whatever a name or number brings along, it adds no other."""
    return " ".join(words.split())
