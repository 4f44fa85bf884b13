"""Logs and metrics: one JSON object a line, in the shape the logs service reads.

Members: time, level, service, function, message, correlation_id, request_id, and for errors `error` with type,
message, stack and fingerprint. Ids only: neither personal data nor secrets belong into a log line.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
import traceback
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from souk import ahead, context
from souk.ids import new_id
from souk.settings import Settings

Handler = Callable[[dict[str, Any], Any], Any]
NAMESPACE = "Souk"
_TO_ANSWER_SECONDS = 0.5
_RENAMED = {"timestamp": "time"}
_DROPPED = {"exception", "exception_name", "stack_trace", "exception_notes", "xray_trace_id", "taskName"}


def fingerprint(service: str, error_type: str, trace: TracebackType | None) -> str:
    """What groups occurrences of one error: the service, the exception's type and the functions it went through.

    Line numbers are left out, so that an unrelated edit does not make a new group. 16 hex digits.
    """
    frames = [f"{frame.filename.rpartition('/')[2]}:{frame.name}" for frame in traceback.extract_tb(trace)]
    return hashlib.sha256("|".join([service, error_type, *frames]).encode()).hexdigest()[:16]


class ComesAgain(Exception):
    """Gets out so that the caller tries again. Why is logged and counted already."""


class _Formatter(LambdaPowertoolsFormatter):
    """Powertools' formatter with Souk's member names."""

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            record.error = self._error(record.exc_info[1])
        return super().format(record)

    def serialize(self, log: dict[str, Any]) -> str:  # type: ignore[override]
        settings = Settings()
        line: dict[str, Any] = {_RENAMED.get(k, k): v for k, v in log.items() if k not in _DROPPED}
        line["service"] = settings.service
        line["function"] = settings.function
        line["correlation_id"] = context.correlation_id()
        return super().serialize(line)

    @staticmethod
    def _error(error: BaseException) -> dict[str, str]:
        kind = type(error).__name__
        return {
            "type": kind,
            "message": str(error),
            "stack": "".join(traceback.format_exception(error)),
            "fingerprint": fingerprint(Settings().service, kind, error.__traceback__),
        }


logger = Logger(
    service="souk",
    level=os.environ.get("LOG_LEVEL") or "INFO",
    logger_formatter=_Formatter(use_rfc3339=True, utc=True, serialize_stacktrace=False),
    use_rfc3339=True,
    utc=True,
)


def count(name: str, value: float = 1, unit: MetricUnit = MetricUnit.Count) -> None:
    """Adds to a CloudWatch metric of the namespace Souk, dimension service (embedded metric format)."""
    metrics = AmazonCloudWatchEMFProvider(namespace=NAMESPACE, service=Settings().service)
    metrics.add_metric(name=name, unit=unit, value=value)
    metrics.flush_metrics()


def entrypoint(kind: str) -> Callable[[Handler], Handler]:
    """Wraps a Lambda handler: answers a health check, logs the duration, counts and logs an error that gets out.

    `kind` says what it answers: http, rpc, consumer, schedule. An error is raised again: the caller decides on a retry.
    Every invocation has a correlation id of its own until its event brings a better one.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def handle(event: dict[str, Any], lambda_context: Any) -> Any:
            if event.get("health") is True:
                logger.info("healthy")
                return {"status": "ok", "service": Settings().service}
            started = time.perf_counter()
            logger.append_keys(request_id=getattr(lambda_context, "aws_request_id", None))
            with context.bound(new_id()), context.until(_end(lambda_context)):
                try:
                    return handler(event, lambda_context)
                except ComesAgain as again:
                    logger.warning(f"{kind} is to be tried again", extra={"detail": str(again)})
                    raise
                except Exception:
                    logger.exception(f"{kind} failed", extra={"duration_ms": _milliseconds(started)})
                    count("Errors")
                    raise

        ahead.make_ready()
        return handle

    return decorate


def _end(lambda_context: Any) -> float | None:
    """Until when calls of others make sense, in Unix time: a little before Lambda ends this invocation."""
    remaining = getattr(lambda_context, "get_remaining_time_in_millis", None)
    return None if remaining is None else time.time() + remaining() / 1000 - _TO_ANSWER_SECONDS


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
