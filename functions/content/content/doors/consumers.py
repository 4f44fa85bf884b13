"""What is seen of the first day's steps elsewhere."""

from __future__ import annotations

from content.compose import services
from content.domain.first_day import FirstStep
from souk.delivery.consumer import Consumer
from souk.events import Event

consumer = Consumer("content")


@consumer.on("product.created")
def first_product(_event: Event) -> None:
    services().first_day.see(FirstStep.FIRST_PRODUCT)


handler = consumer.handler
