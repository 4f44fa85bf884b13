"""What the mail service tells of letters that came back: SES by EventBridge, for its configuration set of letters.

The events: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html; what is in them:
https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html. They come at least once, or, as
SES promises no more than to try, not at all: then the next letter comes back as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from notifications.compose import services
from notifications.domain.returned import MailFeedback, Trouble
from souk.telemetry import entrypoint, logger

# A mailbox that is full, or a server that is down: SES has tried for long, and the next letter may arrive.
_FOR_GOOD = "Permanent"
# Somebody has said of a letter among spam that it is none.
_NO_COMPLAINT = "not-spam"


@entrypoint("feedback")
def handler(event: dict[str, Any], _lambda_context: Any) -> dict[str, Any]:
    found = list(_returned(event["detail"]))
    for returned in found:
        services().returned_mail.came_back(returned)
    if not found:
        logger.info("mail that may arrive another time", extra={"event": event.get("detail-type")})
    return {"returned": len(found)}


def _returned(detail: Mapping[str, Any]) -> Iterator[MailFeedback]:
    tags: Mapping[str, list[str]] = detail["mail"].get("tags", {})
    named = {name: next(iter(tags.get(tag, ())), "") for name, tag in _TAGS.items()}
    match detail:
        case {"eventType": "Bounce", "bounce": {"bounceType": str(kind), "bouncedRecipients": list(people)} as told}:
            why = Trouble.BOUNCED if kind == _FOR_GOOD else None
        case {"eventType": "Complaint", "complaint": {"complainedRecipients": list(people)} as told}:
            why = None if told.get("complaintFeedbackType") == _NO_COMPLAINT else Trouble.COMPLAINED
        case _:
            return
    if why is None:
        return
    at = datetime.fromisoformat(told["timestamp"])
    for person in people:
        _, address = parseaddr(person["emailAddress"])
        yield MailFeedback(why, address, at, **named)


_TAGS = {"event_id": "event", "kind": "kind", "order_id": "order", "reader": "reader"}
