"""Numbers have no gap and are taken once: with many workers at once, and with one killed before and after each step."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from documents.adapters.books import TableBooks
from documents.adapters.store import FileStore
from documents.domain.file import OrderFile
from documents.domain.numbering import Taken
from documents.domain.seller import Seller
from documents.usecases.issuing import Issuing
from documents.usecases.sales import refund_of, sale_of, seller_of
from souk import clock
from souk.events import data_of
from souk.events.content import ContentPublished
from souk.events.payments import RefundChanged
from souk.taxes.settings import TaxSettings
from tests.component.documents.shop import Shop
from tests.support.documents import paid, refund, shop_published

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WORKERS, ORDERS = 8, 40


def seller() -> Seller | None:
    return seller_of(data_of(shop_published(), ContentPublished).shop)


def issuing(files: Any = None) -> Issuing:
    return Issuing(files or FileStore(), seller, TaxSettings, UTC)


def counted(prefix: str, numbers: list[str]) -> list[int]:
    return sorted(int(number.rpartition("-")[2]) for number in numbers if number.startswith(prefix))


def reported() -> int:
    """What the report of the month comes to, gross."""
    return sum((each.net + each.tax).amount for each in TableBooks().sums("2026-06"))


def refunding(order_id: str, amount: int = 100) -> Callable[[Issuing], None]:
    told = data_of(refund(amount, order_id=order_id), RefundChanged)
    return lambda service: service.refunded(order_id, refund_of(told, 5, failed=False))


def selling(order_id: str) -> Callable[[Issuing], None]:
    return lambda service: service.sold(sale_of(paid(order_id), NOW), OrderFile(order_id).who)


def test_many_workers_take_each_number_once(shop: Shop) -> None:
    """Every event comes twice, to different workers, and refunds may overtake the sale they are of."""
    orders = [f"order-{place}" for place in range(ORDERS)]
    work = [each for order in orders for each in (selling(order), refunding(order), selling(order), refunding(order))]
    with clock.freeze(NOW), ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(copy_context().run, each, issuing()) for each in work]:
            done.result()
    numbers = [number for order in orders for number in shop.numbers(order)]
    assert counted("INV", numbers) == [*range(1, ORDERS + 1)]
    assert counted("CN", numbers) == [*range(1, ORDERS + 1)]
    assert FileStore().taken("INV-2026").last == FileStore().taken("CN-2026").last == ORDERS
    assert reported() == ORDERS * (paid().total.amount - 100)


Found = TypeVar("Found")


class Killed(BaseException):
    """The process is gone."""


class Dying:
    """A store whose process is killed before or after its call of this number."""

    def __init__(self, call: int, *, after: bool) -> None:
        self._call, self._after, self._calls = call, after, 0
        self._store = FileStore()

    def find(self, order_id: str) -> OrderFile:
        return self._do(lambda: self._store.find(order_id))

    def save(self, *told: Any) -> OrderFile:
        return self._do(lambda: self._store.save(*told))

    def issue(self, *told: Any) -> OrderFile:
        return self._do(lambda: self._store.issue(*told))

    def taken(self, range_: str) -> Taken:
        return self._do(lambda: self._store.taken(range_))

    def _do(self, work: Callable[[], Found]) -> Found:
        self._calls += 1
        if self._calls == self._call and not self._after:
            raise Killed
        done = work()
        if self._calls == self._call:
            raise Killed
        return done


# A sale with a refund before it: both documents are due at once, each with its reading, its number and its writing.
STEPS = 6


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_crash_at_any_step_leaves_no_gap_and_no_double(shop: Shop, step: int, after: bool) -> None:
    with clock.freeze(NOW):
        refunding("order-1")(issuing())
        with pytest.raises(Killed):
            selling("order-1")(issuing(Dying(step, after=after)))
        selling("order-2")(issuing())
        for again in range(2):
            selling("order-1")(issuing())
            refunding("order-1")(issuing())
            assert len(shop.numbers()) == 2, again
    numbers = [*shop.numbers(), *shop.numbers("order-2")]
    assert counted("INV", numbers) == [1, 2]
    assert counted("CN", numbers) == [1]
    assert reported() == 2 * paid().total.amount - 100


def test_the_steps_are_all_there_are(shop: Shop) -> None:
    with clock.freeze(NOW):
        refunding("order-1")(issuing())
        selling("order-1")(issuing(Dying(STEPS + 1, after=False)))
    assert len(shop.numbers()) == 2
