"""The envelope of every event on Kafka: JSON, snake_case, keyed by the aggregate's id."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from souk.ids import new_id

# The service that owns each aggregate, and so the topic its events go to.
_OWNERS = {
    "user": "users",
    "guest": "users",
    "customer_group": "users",
    "cart": "cart",
    "wishlist": "cart",
    "product": "products",
    "stock": "products",
    "order": "orders",
    "withdrawal": "orders",
    "payment": "payments",
    "refund": "payments",
    "dispute": "payments",
    "fraud_warning": "payments",
    "transfer": "payments",
    "gift_card": "payments",
    "shipment": "shipping",
    "recall": "shipping",
    "return": "shipping",
    "readdressing": "shipping",
    "takeout": "shipping",
    "alert": "logs",
    "staff": "audit",
    "content": "content",
    "reader": "notifications",
    "wish": "notifications",
    "document": "documents",
}
PUBLISHERS = tuple(dict.fromkeys(_OWNERS.values()))

Data = TypeVar("Data", bound=BaseModel)


class Event(BaseModel):
    """A fact that happened to one aggregate.

    Consumers deduplicate on `id` and order by `aggregate_version`, which counts the aggregate's changes from 1.
    `correlation_id` is the request's that started it all, `causation_id` the event or request that led to this one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)

    id: str = Field(default_factory=new_id)
    type: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    version: int = 1
    occurred_at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    aggregate_id: str
    aggregate_version: int = Field(ge=1)
    correlation_id: str
    causation_id: str | None = None
    data: dict[str, Any]

    def text(self) -> str:
        """As it is stored and published: JSON on one line, without what is null."""
        return self.model_dump_json(exclude_none=True)


def data_of(event: Event, model: type[Data]) -> Data:
    """The event's data as `model`. Raises pydantic.ValidationError when it does not fit."""
    return model.model_validate(event.data)


def publisher_of(event_type: str) -> str:
    """The service that publishes a type. Raises KeyError for an aggregate no service owns."""
    return _OWNERS[event_type.partition(".")[0]]


def topic_of(event_type: str) -> str:
    """The Kafka topic of an event type: "order.placed" goes to "souk.orders.v1".

    Raises KeyError for an aggregate no service owns.
    """
    return f"souk.{publisher_of(event_type)}.v1"
