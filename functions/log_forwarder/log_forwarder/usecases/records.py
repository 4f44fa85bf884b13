"""From a batch of log lines to the records that go to Kafka."""

from __future__ import annotations

from log_forwarder.domain.limits import bounded
from log_forwarder.domain.origin import origin_of
from log_forwarder.domain.redaction import redacted
from log_forwarder.domain.subscription import LogBatch
from log_forwarder.usecases.lines import assembled, parsed
from log_forwarder.usecases.ports import LogRecord


def records_of(batch: LogBatch) -> list[LogRecord]:
    """The records of a batch, redacted before they are cut: half a secret would no longer be known for one."""
    origin = origin_of(batch.log_group)
    records = []
    for event in assembled(batch.events):
        line = parsed(event, origin)
        if line is None:
            continue
        key = line.get("correlation_id") or line.get("request_id") or batch.log_stream
        identity = {name: line[name] for name in ("id", "time")}
        records.append(LogRecord(_encodable(key), bounded({**redacted(line), **identity})))
    return records


def _encodable(key: str) -> str:
    """JSON can escape half a character; a key must be UTF-8, or its whole batch would fail."""
    return key.encode("utf-8", "replace").decode()
