"""MiniStack with DynamoDB streams that survive a restart.

It saves how far each event source mapping has read a stream, but not the stream: after a restart every position lies
past the end of an empty stream, and nothing is delivered any more. This saves both, so that what was not yet relayed
at a stop is relayed after the start.

Run as a script (`python -P aws_server.py`): the workers it starts must not inherit a PYTHONPATH.
"""

from typing import Any

from ministack.app import main
from ministack.services import dynamodb

RECORDS, TRIMMED = "souk_stream_records", "souk_stream_trimmed"


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


if __name__ == "__main__":
    keep_streams()
    main()
