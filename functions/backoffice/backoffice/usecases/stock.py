"""Which SKUs are to be reordered, as stock tells of it."""

from __future__ import annotations

from backoffice.domain.desk import StockWarning
from backoffice.usecases.ports import Rows
from souk.events import Event, data_of
from souk.events.products import StockChanged

STOCK = ("stock.low", "stock.sold_out", "stock.back_in_stock", "stock.changed")


def warned(rows: Rows, event: Event) -> None:
    data = data_of(event, StockChanged)
    version = event.aggregate_version
    rows.warn(StockWarning(data.sku, data.product_id, version, data.available, data.threshold))
