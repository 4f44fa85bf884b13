"""MiniStack with DynamoDB streams and mail that survive a restart, and paths that stay as they were sent.

It saves how far each event source mapping has read a stream, but not the stream: after a restart every position lies
past the end of an empty stream, and nothing is delivered any more. This saves both, so that what was not yet relayed
at a stop is relayed after the start. Nor does it save the mail that was sent: a developer's inbox would be empty after
every `make down`.

It also decodes a path before it looks for the resource, so that "a%2Fb" would be two segments. A REST API looks for it
in the path as it was sent, and hands that on: `path` and `pathParameters` of the event are still percent-encoded.

Run as a script (`python -P aws_server.py`): the workers it starts must not inherit a PYTHONPATH.
"""

import sys
from pathlib import Path
from typing import Any

from ministack import app
from ministack.services import apigateway_v1, dynamodb, ses

RECORDS, TRIMMED, MAIL = "souk_stream_records", "souk_stream_trimmed", "souk_mail"


def keep_streams() -> None:
    """Extends what MiniStack saves and restores of DynamoDB."""
    saved, restored = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state() -> dict[str, Any]:
        state: dict[str, Any] = saved()
        return {**state, RECORDS: dynamodb._stream_records, TRIMMED: dynamodb._stream_trimmed}

    def load_persisted_state(data: dict[str, Any]) -> None:
        restored(data)
        dynamodb._stream_records.update(data.get(RECORDS, {}))
        dynamodb._stream_trimmed.update(data.get(TRIMMED, {}))

    dynamodb.get_state = get_state
    dynamodb.load_persisted_state = load_persisted_state


def keep_mail() -> None:
    """Extends what MiniStack saves and restores of SES."""
    saved, restored = ses.get_state, ses.load_persisted_state

    def get_state() -> dict[str, Any]:
        state: dict[str, Any] = saved()
        return {**state, MAIL: ses._sent_emails}

    def load_persisted_state(data: dict[str, Any]) -> None:
        restored(data)
        ses._sent_emails.update(data.get(MAIL, {}))

    ses.get_state = get_state
    ses.load_persisted_state = load_persisted_state


def keep_paths() -> None:
    """Has requests to a REST API routed by the path as it was sent."""
    handled = app._handle_execute_api_request

    async def handle(host: str, path: str, *args: Any, raw_path: str | None = None, **options: Any) -> Any:
        parsed = app._parse_execute_api_url(host, path)
        if parsed and raw_path and apigateway_v1.find_api_scope(parsed[0]) is not None:
            path = raw_path
        return await handled(host, path, *args, raw_path=raw_path, **options)

    app._handle_execute_api_request = handle


def put_right() -> None:
    """Starts, platform lines, log deliveries and accounts as souk_local.ministack has them."""
    here = str(Path(__file__).resolve().parents[1])
    sys.path.append(here)  # this process's alone: a worker gets its path from its layers
    from souk_local.ministack import accounts, challenges, deliveries, passkey_sign_in, passkeys, platform, pool

    pool.install()
    platform.install()
    deliveries.install()
    accounts.install()
    challenges.install()
    passkeys.install()
    passkey_sign_in.install()


if __name__ == "__main__":
    keep_streams()
    keep_mail()
    keep_paths()
    put_right()
    app.main()
