"""The mailer: Amazon SES, version 2 of its API."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formataddr
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from notifications.domain.letter import Enclosure, Shop, WrittenLetter
from notifications.usecases.ports import Named, Rejected
from souk.cloud.aws import client
from souk.errors import Unavailable
from souk.shopper.contact import mailable

# What is wrong with the letter or its address. Everything else is wrong with us or with SES, and passes.
_FINAL = {"MessageRejected", "BadRequestException", "BadRequest", "InvalidParameterValue", "ValidationException"}


class SesMailer:
    """`ports.Mailer`. `sender` must be an identity SES has verified; who only reads of letters has none.
    `told_by` is the configuration set by which SES tells of what comes back.
    """

    def __init__(self, sender: Callable[[], str], shop: Callable[[], Shop], told_by: str = "") -> None:
        self._sender = sender
        self._shop = shop
        self._told_by = told_by

    def send(self, letter: WrittenLetter, named: Named) -> str:
        try:
            answer = client("sesv2").send_email(**self._request(letter, named))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _FINAL:
                raise Rejected(code) from error
            raise Unavailable(f"the mail service answered {code}") from error
        except BotoCoreError as error:
            raise Unavailable("the mail service does not answer") from error
        message_id: str = answer["MessageId"]
        return message_id

    def _request(self, letter: WrittenLetter, named: Named) -> dict[str, Any]:
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
                    "Headers": [{"Name": name, "Value": value} for name, value in _headers(letter).items()],
                    **({"Attachments": [_attached(each) for each in letter.enclosed]} if letter.enclosed else {}),
                }
            },
            "EmailTags": [{"Name": name, "Value": value} for name, value in _tags(named).items() if value],
            **({"ConfigurationSetName": self._told_by} if self._told_by else {}),
        }


def _headers(letter: WrittenLetter) -> dict[str, str]:
    """In this order. SES puts them into the message it signs: the DKIM signature covers both of List-Unsubscribe, as
    RFC 8058 asks (section 4).
    """
    # Keeps absence notices from answering (RFC 3834, section 5).
    headers = {"Auto-Submitted": "auto-generated"}
    if letter.one_click:
        headers["List-Unsubscribe"] = f"<{letter.one_click}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _tags(named: Named) -> dict[str, str]:
    """What comes back with a letter that does: letters, digits, "-" and "_" alone are taken."""
    return {"kind": named.kind, "event": named.event_id, "order": named.order_id, "reader": named.reader}


def _attached(enclosure: Enclosure) -> dict[str, Any]:
    """SES takes 40 MB in all and turns what is not text into base64 itself."""
    inline = {"ContentDisposition": "INLINE", "ContentId": enclosure.shown_as} if enclosure.shown_as else {}
    return {
        "FileName": enclosure.name,
        "ContentType": enclosure.type,
        "RawContent": enclosure.data,
        "ContentTransferEncoding": "BASE64",
        **(inline or {"ContentDisposition": "ATTACHMENT"}),
    }


def _content(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}


def _one_line(words: str) -> str:
    """A header is one line; whatever a name or number brings along, it adds no other."""
    return " ".join(words.split())
