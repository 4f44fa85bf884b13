"""A business that orders under its VAT number: what it pays, and what its order keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import details_from_json, details_to_json
from orders.adapters.taxing.seals import SealedNumbers
from orders.domain.details import Address
from orders.domain.drafting.exchange import WantedUnits, draft_for
from orders.domain.erasure import anonymised
from orders.usecases.shown import Amounts
from orders.usecases.taxing.numbers import VatNumbers
from souk import clock
from souk.address.destination import Destination
from souk.errors import InvalidInput, PriceChanged, RateLimited
from souk.events.rules.taxes import PublishedTaxes
from souk.limits import rules
from souk.limits.limits import Limits
from souk.money import Money
from souk.taxes.business import BusinessNumber
from tests.unit.orders.fakes import GUEST, SEAL_KEY, World, shown, wanted
from tests.unit.orders.test_cancelling_lines import paid

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PARIS = Address("Atelier Lune", "Rue 1", "FR", "Paris", "75001")
NUMBER = "FR83404833048"


def numbers(world: World) -> VatNumbers:
    return VatNumbers(world.register, SealedNumbers(lambda: SEAL_KEY), Limits(world.counters))


def seal(world: World, text: str = NUMBER) -> str:
    with clock.freeze(NOW):
        return numbers(world).look_up(text, "198.51.100.7")[1]


def test_a_business_elsewhere_in_the_union_pays_the_price_without_its_countrys_tax() -> None:
    world = World()
    known = seal(world, "fr 83 404 833 048")
    with clock.freeze(NOW):
        quote = world.orders.quote(GUEST, shown(), Destination("FR", "", "75001"), "standard", known)
        plain = world.orders.quote(GUEST, shown(), Destination("FR", "", "75001"), "standard")
    assert (plain.totals.total, plain.totals.tax) == (Money(2989, "EUR"), Money(498, "EUR"))
    # 19.99 and 9.90 without 20 %, each rounded.
    assert [line.unit_price.amount for line in quote.lines] == [1666]
    assert (quote.totals.shipping.amount, quote.totals.total.amount, quote.totals.taxes) == (825, 2491, ())
    assert (quote.lines[0].tax_category, quote.totals.shipping_category, quote.totals.taxed_in) == ("K", "K", "FR")


def test_its_order_keeps_the_number_and_when_it_was_confirmed() -> None:
    world = World()
    known = seal(world)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(2491, shipping_address=PARIS, vat_seal=known), "key")
    details = world.order().details
    assert details.business == BusinessNumber(NUMBER, "FR", True, "WAPIAAAA1", "2026-11-30")
    assert details_from_json(details.id, details_to_json(details)) == details
    assert details.totals.total == Money(2491, "EUR")


def test_what_a_consumer_would_pay_is_not_what_a_business_is_charged_unasked() -> None:
    world = World()
    with clock.freeze(NOW), pytest.raises(PriceChanged):
        world.orders.check_out(wanted(2989, shipping_address=PARIS, vat_seal=seal(world)), "key")
    assert not world.store.orders


def test_when_the_register_is_away_the_number_is_kept_and_tax_is_charged() -> None:
    world = World()
    world.register.away = True
    known = seal(world)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(2989, shipping_address=PARIS, vat_seal=known), "key")
    details = world.order().details
    assert details.business == BusinessNumber(NUMBER, "FR")
    assert details.totals.tax == Money(498, "EUR")


def test_a_number_that_the_register_does_not_know_is_refused() -> None:
    world = World()
    with clock.freeze(NOW), pytest.raises(InvalidInput, match="does not know") as refused:
        numbers(world).look_up("IT00743110157", "198.51.100.7")
    assert refused.value.detail["errors"][0]["code"] == "vat_number_unknown"


def test_what_cannot_be_a_number_is_asked_nobody() -> None:
    world = World()
    with clock.freeze(NOW), pytest.raises(InvalidInput):
        numbers(world).look_up("FR83404833049", "198.51.100.7")
    assert world.register.asked == []


def test_numbers_are_tried_so_often_from_an_address() -> None:
    world = World()
    with clock.freeze(NOW):
        for _ in range(rules.VAT_NUMBERS.most):
            numbers(world).look_up(NUMBER, "198.51.100.7")
        with pytest.raises(RateLimited):
            numbers(world).look_up(NUMBER, "198.51.100.7")
    assert len(world.register.asked) == rules.VAT_NUMBERS.most


@pytest.mark.parametrize("wrong", ["x", "", "."])
def test_a_seal_that_was_made_up_or_changed_does_not_hold(wrong: str) -> None:
    world = World()
    known = seal(world)
    with clock.freeze(NOW), pytest.raises(InvalidInput, match="again"):
        world.orders.check_out(wanted(2491, shipping_address=PARIS, vat_seal=wrong + known[:-1]), "key")


def test_a_seal_holds_until_the_end_of_the_next_day_and_is_the_same_all_day() -> None:
    world = World()
    seals, told = SealedNumbers(lambda: SEAL_KEY), BusinessNumber(NUMBER, "FR", True, "W1", "2026-11-30")
    with clock.freeze(NOW):
        known = seals.sealed(told)
    with clock.freeze(NOW + timedelta(hours=11)):
        assert seals.sealed(told) == known
    with clock.freeze(NOW + timedelta(hours=35)):
        assert seals.opened(known) == told
    with clock.freeze(NOW + timedelta(hours=36)), pytest.raises(InvalidInput):
        world.orders.quote(GUEST, shown(), Destination("FR"), "standard", known)


def test_what_comes_in_the_place_of_returned_goods_is_taxed_as_they_were_at_the_agreed_price() -> None:
    world = World()
    known = seal(world)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(2491, shipping_address=PARIS, vat_seal=known), "key")
    wish = draft_for(world.order(), "return-1", [WantedUnits("POT", 1, "The POT", Money(4000, "EUR"))], NOW).wish
    assert wish is not None
    assert wish.business == world.order().details.business


def test_a_number_goes_with_its_person_unless_it_is_on_an_invoice() -> None:
    world = World()
    known = seal(world)
    with clock.freeze(NOW):
        world.orders.check_out(wanted(2491, shipping_address=PARIS, vat_seal=known), "key")
    order = world.order()
    assert anonymised(order).details.business is None
    assert anonymised(paid(order)).details.business == order.details.business


def test_rates_that_staff_publish_hold_for_the_next_quote() -> None:
    world = World()
    world.shop.rules["taxes"] = PublishedTaxes(union_sales="origin")
    with clock.freeze(NOW):
        quote = world.orders.quote(GUEST, shown(), Destination("FR"), "standard")
    assert [(tax.rate, tax.amount.amount) for tax in quote.totals.taxes] == [(1900, 477)]
    assert quote.totals.taxed_in == "DE"


def test_a_territory_is_told_by_its_postal_code() -> None:
    world = World()
    amounts = Amounts(Money(2989, "EUR"), tax=Money(0, "EUR"))
    canary = Address("Ana", "Calle 2", "ES", "Las Palmas", "35001", region="Las Palmas")
    with clock.freeze(NOW):
        world.orders.check_out(wanted(2989, shipping_address=canary, amounts=amounts), "key")
    totals, [line] = world.order().details.totals, world.order().details.lines
    assert (totals.taxed_in, line.tax_category, line.tax_rate) == ("ES-CN", "G", 0)
