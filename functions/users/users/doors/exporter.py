"""S3 tells of every object that is written into the exports bucket, and a timer looks after what is late.

EventBridge hands on S3's "Object Created" at least once, for 24 hours:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

from __future__ import annotations

from typing import Any

from souk.schedule import Schedule
from souk.telemetry import entrypoint
from users.compose import services

schedule = Schedule("users")


@schedule.job("exports")
def look_after() -> int:
    """Every hour: exports that wait for a part."""
    return services().packing.look_after()


@entrypoint("exporter")
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    if "job" in event:
        return {**schedule.handler(event, lambda_context)}
    key = str(event["detail"]["object"]["key"])
    match key.split("/"):
        case ["parts", service, export_id, name]:
            services().packing.part_arrived(export_id, f"{service}/{name}")
        case ["archives", name]:
            services().packing.archive_arrived(name.removesuffix(".zip"))
    return {"key": key}
