"""What is due is read page by page, while what was done leaves the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from notifications import adapters
from notifications.adapters.reviews import ReviewStore
from notifications.adapters.watches import WatchStore
from notifications.domain.review import ReviewRequest
from notifications.domain.watch import Watch
from souk import clock
from tests.support.dynamo import aws_account, create_table, environment

MANY = 7


@pytest.fixture
def table() -> Iterator[None]:
    with aws_account(), environment(SOUK_SERVICE="notifications", SOUK_STAGE="test", TABLE_NAME="notifications"):
        create_table("notifications", "notifications")
        yield


@pytest.mark.usefixtures("table")
def test_each_that_is_due_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (adapters.reviews, adapters.watches):
        monkeypatch.setattr(module, "_PAGE", 3)
    now = clock.now()
    reviews, watches = ReviewStore(), WatchStore()
    names = [f"o{number}" for number in range(MANY)]
    for name in names:
        reviews.put(ReviewRequest(name, name, name, "reader", ("A",), now))
        watches.save(Watch(name).soon(now))
    reviews.put(ReviewRequest("late", "late", "late", "reader", ("A",), now + timedelta(days=1)))
    asked = []
    for order_id in reviews.due(now):
        reviews.close(order_id)
        asked.append(order_id)
    assert asked == names
    looked, later = [], now + timedelta(hours=1)
    for reader in watches.due(later):
        watch = watches.find(reader)
        assert watch
        watches.save(watch.at_rest())
        looked.append(reader)
    assert looked == names
    assert not [*reviews.due(now), *watches.due(later)]
