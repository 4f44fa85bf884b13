"""What AWS's platform writes to a function's log when the function itself no longer can.

MiniStack writes nothing, or a word of its own, for a worker that was killed, that crashed or could not be started. The
lines are those of AWS (Lambda developer guide, "Troubleshoot invocation issues"): "RequestId: … Error: Runtime exited
with error: signal: killed" and "… Task timed out after 3.00 seconds".
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Result = dict[str, Any]
Execute = Callable[[dict[str, Any], Any, str], Result]
_TIMED_OUT = re.compile(r"Task timed out after [0-9.]+ seconds")
_DIED = {"Worker process died", "Worker returned no response"}
_HANDLERS_OWN = "Runtime.HandlerError"


def with_platform_lines(result: Result, request_id: str) -> Result:
    """The result of an invocation as AWS words it when the runtime did not answer; any other as it is."""
    body = result.get("body")
    if not result.get("error") or not isinstance(body, dict):
        return result
    message, kind = str(body.get("errorMessage", "")), str(body.get("errorType", ""))
    own = kind == _HANDLERS_OWN and message not in _DIED
    if own:
        return result
    timed_out = _TIMED_OUT.search(message)
    if timed_out:
        line = f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {request_id} {timed_out[0]}"
        return _said(result, line, "Sandbox.Timedout", message)
    reason = "signal: killed" if message in _DIED else "exit status 1"
    line = f"RequestId: {request_id} Error: Runtime exited with error: {reason}"
    detail = [] if message in _DIED else message.splitlines()
    return _said(result, line, "Runtime.ExitError", message, detail)


def _said(result: Result, line: str, kind: str, replaced: str, more: list[str] | None = None) -> Result:
    written = [text for text in str(result.get("log") or "").splitlines() if text != replaced]
    return {
        **result,
        "body": {"errorType": kind, "errorMessage": line},
        "log": "\n".join([*written, *(more or []), line]),
    }


def install() -> None:
    from ministack.services import lambda_svc

    execute: Execute = lambda_svc._execute_function_warm

    def executing(function: dict[str, Any], event: Any, request_id: str) -> Result:
        return with_platform_lines(execute(function, event, request_id), request_id)

    lambda_svc._execute_function_warm = executing
