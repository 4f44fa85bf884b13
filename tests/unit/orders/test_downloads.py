"""Downloads of files that were bought: whose they are, how often, how long, and what ends the right to withdraw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.adapters.files import attachment
from orders.compose import Services
from orders.domain.cancelling.lines import lines_called_off
from orders.domain.downloading import downloads as rules
from orders.domain.downloading.downloads import Allowance, ConsentWanted, NotDownloadable
from orders.domain.order import Cause, Order
from orders.domain.settlement import OrderPayment, OrderRefund
from orders.domain.withdrawing.period import ShopDays
from orders.domain.withdrawing.withdrawal import left as withdrawable
from orders.usecases.changes import change
from orders.usecases.downloading.downloads import Downloads
from orders.usecases.orders import Viewer
from orders.usecases.ports import SoldFile
from souk import clock
from souk.errors import IllegalTransition, InvalidInput, NotFound, PreconditionFailed
from souk.money import Money
from tests.unit.orders.fakes import GUEST, Crash, World, shown, variant, wanted
from tests.unit.orders.fakes import MUG as LINE

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = "2026-11"
FILE = SoldFile("MUG", "f1", "song.mp3", "audio/mpeg", 5, "files/f1")
BY_SYSTEM = Cause(NOW, "system")
ALLOWED = Allowance(5, 30)


def bought(consent: str = WORDS, units: int = 1, paid: bool = True) -> tuple[World, Downloads]:
    world = World()
    world.catalogue["MUG"] = variant("MUG", requires_shipping=False, withdrawal_exclusion="digital_content")
    world.catalogue.sold_files = (FILE,)
    world.carts.change(GUEST, MUG=units)
    seen = shown(replace(LINE, quantity=units), version=1)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(1999 * units, seen=seen, digital_consent=consent), "key")
    if paid:
        pay(world, 1999 * units)
    return world, Services(world.parts()).downloads


def pay(world: World, amount: int) -> None:
    fact = OrderPayment("p", "stripe", "captured", amount, amount)
    change(world.store, world.order().id, lambda order: order.learned_of_payment(fact, BY_SYSTEM))


def viewer(world: World) -> Viewer:
    return Viewer(key=world.order().details.access_key)


def begin(world: World, downloads: Downloads, consent: str = "", after: timedelta = timedelta()) -> int:
    with clock.freeze(NOW + after):
        return downloads.begin(world.order().id, viewer(world), "MUG", "f1", consent).left


def test_what_is_paid_is_downloaded_as_often_as_it_was_bought_and_no_more() -> None:
    world, downloads = bought(units=2)
    assert [begin(world, downloads) for _ in range(10)] == [*range(9, -1, -1)]
    with pytest.raises(NotDownloadable, match="as often"):
        begin(world, downloads)
    [row] = world.order().downloads
    assert (row.times, row.first, row.name) == (10, NOW, "song.mp3")
    assert world.order().lines[0].digital


def test_what_is_not_paid_is_nobodys_yet() -> None:
    world, downloads = bought(paid=False)
    assert downloads.of(world.order().id, viewer(world)) == []
    with pytest.raises(NotDownloadable, match="not paid"):
        change(
            world.store,
            world.order().id,
            lambda it: rules.downloaded(it, "MUG", "f1", "x", WORDS, ALLOWED, ShopDays(), NOW),
        )
    with pytest.raises(NotFound):
        begin(world, downloads)


def test_it_ends_days_after_the_payment() -> None:
    world, downloads = bought()
    assert begin(world, downloads, after=timedelta(days=30) - timedelta(seconds=1)) == 4
    with pytest.raises(NotDownloadable, match="over"):
        begin(world, downloads, after=timedelta(days=30))


def test_staff_give_more_and_time_from_now_on() -> None:
    world, downloads = bought()
    late = NOW + timedelta(days=60)
    with clock.freeze(late):
        before = world.order()
        with pytest.raises(PreconditionFailed):
            downloads.grant(before.id, "s1", "MUG", 2, 7, before.version - 1)
        after = downloads.grant(before.id, "s1", "MUG", 2, 7, before.version)
        assert rules.until(after, "MUG", ALLOWED) == late + timedelta(days=7)
        assert after.history[-1].by == "staff:s1"
        downloads.grant(before.id, "s1", "MUG", 1, 0, after.version)
        with pytest.raises(NotDownloadable):
            downloads.grant(before.id, "s1", "POT", 1, 0, world.order().version)
    assert begin(world, downloads, after=timedelta(days=60)) == 5 + 3 - 1
    with pytest.raises(NotDownloadable, match="over"):
        begin(world, downloads, after=timedelta(days=67))


def test_without_consent_the_first_download_asks_for_it_and_ends_the_right_to_withdraw() -> None:
    world, downloads = bought(consent="")
    with clock.freeze(NOW):
        [line] = downloads.of(world.order().id, viewer(world))
    assert (line.wants_consent, line.consent, [left for _, left in line.files]) == (True, None, [5])
    with pytest.raises(ConsentWanted) as asked:
        begin(world, downloads)
    assert asked.value.detail["version"] == WORDS
    with pytest.raises(InvalidInput):
        begin(world, downloads, "never shown")
    assert (world.order().downloads, withdrawable(world.order())) == ((), {"MUG": 1})
    assert begin(world, downloads, WORDS) == 4
    order = world.order()
    assert [(each.sku, each.version, each.at) for each in order.file_consents] == [("MUG", WORDS, NOW)]
    assert withdrawable(order) == {}
    with clock.freeze(NOW), pytest.raises(IllegalTransition):
        world.orders.cancel(order.id, viewer(world), "")
    [letter] = world.store.again
    assert (letter.type, letter.data["kind"]) == ("order.letter_asked", "order_confirmed")
    assert letter.data["lines"][0]["withdrawal_exclusion"] == "digital_content"
    assert begin(world, downloads) == 3
    assert len(world.store.again) == 1


def test_once_the_time_to_withdraw_is_over_there_is_nothing_to_consent_to() -> None:
    world, downloads = bought(consent="")
    assert begin(world, downloads, after=timedelta(days=20)) == 4
    assert world.order().file_consents == ()


def cancelled(order: Order) -> Order:
    return order.called_off(BY_SYSTEM)


def one_less(order: Order) -> Order:
    return lines_called_off(order, {"MUG": 1}, "r", BY_SYSTEM)


def paid_back(order: Order) -> Order:
    return order.learned_of_refund(OrderRefund("r", 1, 1999, (("MUG", 1),)))


def failed(order: Order) -> Order:
    return order.learned_of_refund(OrderRefund("r", 1, 1999, (("MUG", 1),), failed=True))


def all_back(order: Order) -> Order:
    return order.learned_of_payment(OrderPayment("p", "stripe", "captured", 3998, 3998, 3998), BY_SYSTEM)


@pytest.mark.parametrize(
    ("happens", "units"), [(cancelled, 0), (one_less, 1), (paid_back, 1), (failed, 2), (all_back, 0)]
)
def test_what_was_given_back_is_not_the_shoppers_any_more(happens: Callable[[Order], Order], units: int) -> None:
    world, downloads = bought(consent="", units=2)
    order = change(world.store, world.order().id, happens)
    assert rules.units(order).get("MUG", 0) == units
    with clock.freeze(NOW):
        found = downloads.of(order.id, viewer(world))
    assert [left for line in found for _, left in line.files] == ([5 * units] if units else [])


def test_what_is_both_cancelled_and_paid_back_counts_once() -> None:
    world, _ = bought(consent="", units=3)
    order = change(world.store, world.order().id, lambda it: paid_back(one_less(it)))
    assert rules.units(order) == {"MUG": 2}


def test_a_file_taken_from_sale_stays_with_who_had_paid() -> None:
    world, downloads = bought()
    world.catalogue.sold_files = (replace(FILE, removed_at=NOW + timedelta(days=1)),)
    assert begin(world, downloads) == 4
    world.catalogue.sold_files = (replace(FILE, removed_at=NOW - timedelta(days=1)),)
    with pytest.raises(NotFound):
        begin(world, downloads)
    with pytest.raises(NotFound):
        downloads.of(world.order().id, Viewer(key="another"))


@pytest.mark.parametrize("point", range(6))
def test_a_crash_costs_one_of_the_count_at_most_and_never_gives_more(point: int) -> None:
    world, downloads = bought(consent="")
    world.probe.points.clear()
    world.probe.raise_at(point, Crash())
    given = 0
    try:
        begin(world, downloads, WORDS)
        given = 1
    except Crash:
        pass
    world.probe.act = None
    while True:
        try:
            begin(world, downloads, WORDS)
        except NotDownloadable:
            break
        given += 1
    assert 4 <= given <= 5
    assert len(world.store.again) == 1


def test_of_two_at_once_neither_is_lost() -> None:
    world, downloads = bought()
    met: list[str] = []

    def other(_index: int, name: str) -> None:
        if name == "before store.save" and not met:
            met.append(name)
            begin(world, downloads)

    world.probe.act = other
    begin(world, downloads)
    assert world.order().downloads[0].times == 2


def test_an_order_reads_the_same_after_it_was_stored() -> None:
    world, downloads = bought(consent="")
    begin(world, downloads, WORDS, timedelta(microseconds=1234567))
    with clock.freeze(NOW):
        downloads.grant(world.order().id, "s1", "MUG", 2, 7, world.order().version)
    order = world.order()
    read = progress_from_json(progress_to_json(order))
    assert read["downloads"] == order.downloads
    assert read["granted"] == order.granted
    assert read["file_consents"] == order.file_consents


def test_an_order_that_costs_nothing_has_its_files() -> None:
    world = World()
    world.catalogue["MUG"] = variant("MUG", 0, requires_shipping=False, withdrawal_exclusion="digital_content")
    world.catalogue.sold_files = (FILE,)
    with clock.freeze(NOW):
        seen = shown(replace(LINE, unit_price=Money(0, "EUR")))
        world.orders.check_out(wanted(0, seen=seen, digital_consent=WORDS), "key")
    assert begin(world, Services(world.parts()).downloads) == 4


def test_a_browser_saves_it_under_its_name_whatever_its_letters() -> None:
    assert attachment('a "b" %.pdf') == "attachment; filename=\"a _b_ _.pdf\"; filename*=UTF-8''a%20%22b%22%20%25.pdf"
    assert attachment("كتاب.pdf").isascii()


def test_what_was_sold_in_advance_is_downloaded_once_it_is_there_and_has_its_time_from_then() -> None:
    world, downloads = bought(paid=False)
    line = replace(world.order().details.lines[0], waiting=1, available_from="2026-05-01")
    world.store.orders[world.order().id] = replace(world.order(), details=replace(world.order().details, lines=(line,)))
    pay(world, 1999)
    with clock.freeze(NOW):
        assert downloads.of(world.order().id, viewer(world)) == []
    with pytest.raises(NotDownloadable, match="not out yet"):
        begin(world, downloads)
    out = NOW + timedelta(days=60)
    order = change(world.store, world.order().id, lambda it: it.got("MUG", out, BY_SYSTEM))
    assert (rules.units(order), rules.until(order, "MUG", ALLOWED)) == ({"MUG": 1}, out + timedelta(days=30))
