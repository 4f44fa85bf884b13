"""The Lambda handler of the custom resource `KafkaTopics`: makes the topics when a stack is made or changed.

A request is always answered, with what was wrong when it failed: CloudFormation waits otherwise. A new cluster may
take a moment until its brokers answer and know the function's new role, so the work is tried until just before the
function's time is over.
"""

from __future__ import annotations

from typing import Any

from souk.errors import Unavailable
from souk.telemetry import entrypoint, logger
from topics.compose import services
from topics.domain.answer import ResourceResponse
from topics.domain.plan import Plan, planned
from topics.domain.wanted import topics_of

# One try of everything takes a minute at most (topics.cluster's limits), and the answer half of one.
_LAST_TRY_MS = 90_000
_BETWEEN_TRIES_SECONDS = 5.0


@entrypoint("custom resource")
def handler(event: dict[str, Any], context: Any) -> None:
    services().parts.send(event, _answer(event, context))


def _answer(event: dict[str, Any], context: Any) -> ResourceResponse:
    # The topics and their events outlive the stack, as its tables do.
    if event["RequestType"] == "Delete":
        return ResourceResponse()
    try:
        _until_done(event["ResourceProperties"], context)
    except Exception as error:  # whatever it is: an answer that is not given stops the stack for a quarter of an hour
        logger.exception("the topics could not be made")
        return ResourceResponse(reason=f"{type(error).__name__}: {error}")
    return ResourceResponse()


def _until_done(properties: dict[str, Any], context: Any) -> None:
    while True:
        try:
            return _make(properties)
        except Unavailable as error:
            if context.get_remaining_time_in_millis() < _LAST_TRY_MS:
                raise
            logger.warning("Kafka is not ready", extra={"detail": error.message})
            services().parts.pause(_BETWEEN_TRIES_SECONDS)


def _make(properties: dict[str, Any]) -> None:
    wanted = topics_of(properties)
    cluster = services().parts.connect()
    try:
        plan = planned(wanted, cluster.present([topic.name for topic in wanted]))
        _log(plan)
        cluster.carry_out(plan)
    finally:
        cluster.close()


def _log(plan: Plan) -> None:
    logger.info(
        "topics",
        extra={
            "made": [topic.name for topic in plan.create],
            "grown": dict(plan.grow),
            "altered": {name: dict(settings) for name, settings in plan.alter.items()},
        },
    )
    if plan.larger:
        logger.warning("topics have more partitions than they were to have", extra={"topics": list(plan.larger)})
