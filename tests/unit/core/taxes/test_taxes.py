"""What a sale is taxed at, by where it goes, when, to whom and what is sold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from souk.address.destination import Destination
from souk.taxes.kinds import TAX_CLASSES, Supply, TaxCategory
from souk.taxes.places import TERRITORIES, UNION, destination_in, is_place, place_named, place_of
from souk.taxes.settings import ORIGIN, OwnRate, RatePeriod, Registration, TaxSettings
from souk.taxes.shipped import shipped_places, shipped_rate
from souk.taxes.taxes import SHIPPED, Taxes, Treatment

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GOODS, DIGITAL, SERVICES = Supply.GOODS, Supply.DIGITAL, Supply.SERVICES


def taxed(
    country: str,
    postal_code: str = "",
    *,
    region: str = "",
    tax_class: str = "standard",
    supply: Supply = GOODS,
    settings: TaxSettings = SHIPPED,
    business: str = "",
    moment: datetime = NOW,
) -> tuple[int, str, str]:
    destination = Destination(country, region, postal_code)
    found = Taxes(settings).at(destination, moment, business).treatment(tax_class, supply)
    return found.rate, found.category.value, found.place


# The standard rates, as the European Commission says them on 30 November 2026.
STANDARD = {
    "AT": 2000, "BE": 2100, "BG": 2000, "CY": 1900, "CZ": 2100, "DE": 1900, "DK": 2500, "EE": 2400, "ES": 2100,
    "FI": 2550, "FR": 2000, "GR": 2400, "HR": 2500, "HU": 2700, "IE": 2300, "IT": 2200, "LT": 2100, "LU": 1700,
    "LV": 2100, "MT": 1800, "NL": 2100, "PL": 2300, "PT": 2300, "RO": 2100, "SE": 2500, "SI": 2200, "SK": 2300,
}  # fmt: skip


@pytest.mark.parametrize("country", sorted(STANDARD))
def test_every_state_of_the_union_has_its_standard_rate(country: str) -> None:
    assert set(STANDARD) == UNION
    assert taxed(country) == (STANDARD[country], "S", country)


@pytest.mark.parametrize("place", shipped_places())
def test_no_class_is_dearer_than_the_standard_one_and_super_reduced_is_below_five_per_cent(place: str) -> None:
    rates = {name: shipped_rate(place, name, NOW.date()) for name in TAX_CLASSES}
    standard = rates["standard"]

    assert standard is not None
    assert all(0 < rate <= standard for rate in rates.values() if rate is not None)
    assert (rates["super_reduced"] or 0) < 500
    assert is_place(place)


@pytest.mark.parametrize(
    ("country", "postal_code", "wanted"),
    [
        ("ES", "28013", (2100, "S", "ES")),
        ("ES", "35001", (0, "G", "ES-CN")),
        ("ES", "38001", (0, "G", "ES-CN")),
        ("IC", "", (0, "G", "ES-CN")),
        ("ES", "51001", (0, "G", "ES-CE")),
        ("ES", "52001", (0, "G", "ES-ML")),
        ("DE", "78266", (0, "G", "DE-BUSINGEN")),
        ("DE", "27498", (0, "G", "DE-HELGOLAND")),
        ("DE", "78267", (1900, "S", "DE")),
        ("IT", "23041", (0, "G", "IT-LIVIGNO")),
        ("IT", "22061", (0, "G", "IT-CAMPIONE")),
        ("FI", "22100", (0, "G", "FI-01")),
        ("AX", "22100", (0, "G", "FI-01")),
        ("GR", "630 86", (0, "G", "GR-69")),
        ("GB", "BT1 5GS", (2000, "S", "XI")),
        ("GB", "SW1A 1AA", (0, "G", "GB")),
        ("IM", "IM1 1AA", (0, "G", "GB")),
        ("MC", "98000", (2000, "S", "FR")),
        ("PT", "9000-001", (2200, "S", "PT-30")),
        ("PT", "9500-001", (1600, "S", "PT-20")),
        ("PT", "1000-001", (2300, "S", "PT")),
        ("FR", "20000", (2000, "S", "FR-20R")),
        ("FR", "97110", (0, "G", "GP")),
        ("FR", "97133", (0, "G", "BL")),
        ("FR", "97150", (0, "G", "MF")),
        ("RE", "97400", (0, "G", "RE")),
        ("AT", "6991", (1900, "S", "AT-ENCLAVES")),
        ("GL", "3900", (0, "G", "GL")),
        ("CH", "8001", (0, "G", "CH")),
        ("NO", "0150", (0, "G", "NO")),
        ("US", "10001", (0, "G", "US")),
    ],
)
def test_goods_are_taxed_where_they_arrive_and_a_border_of_a_country_is_not_that_of_its_taxes(
    country: str, postal_code: str, wanted: tuple[int, str, str]
) -> None:
    assert taxed(country, postal_code) == wanted


def test_a_class_that_a_country_does_not_have_is_the_next_dearer_one() -> None:
    assert taxed("FR", tax_class="super_reduced")[0] == 210
    assert taxed("FR", "20000", tax_class="reduced")[0] == 210
    assert taxed("DE", tax_class="super_reduced")[0] == 700
    assert taxed("DE", tax_class="second_reduced")[0] == 700
    assert taxed("DK", tax_class="reduced")[0] == 2500
    assert taxed("DE", tax_class="unheard of")[0] == 1900
    assert taxed("DE", tax_class="zero") == (0, "Z", "DE")


def test_a_rate_holds_from_its_day_on_at_midnight_where_the_shop_is() -> None:
    before, after = datetime(2025, 6, 30, 21, 59, tzinfo=UTC), datetime(2025, 6, 30, 22, 1, tzinfo=UTC)
    taxes = Taxes(zone=ZoneInfo("Europe/Berlin"))

    assert taxes.at(Destination("EE"), before).rate("standard") == 2200
    assert taxes.at(Destination("EE"), after).rate("standard") == 2400
    assert taxed("AT", tax_class="super_reduced", moment=datetime(2026, 6, 1, tzinfo=UTC))[0] == 1000
    assert taxed("AT", tax_class="super_reduced")[0] == 490


def test_what_staff_entered_goes_before_what_came_with_the_code_for_as_long_as_it_holds() -> None:
    winter = RatePeriod(date(2026, 12, 1), date(2026, 12, 31))
    settings = TaxSettings(
        rates=(OwnRate("DE", "standard", 1600, winter), OwnRate("GR", "standard", 1700, RatePeriod(), ("853",)))
    )

    assert taxed("DE", settings=settings)[0] == 1900
    assert taxed("DE", settings=settings, moment=datetime(2026, 12, 31, 23, tzinfo=UTC))[0] == 1600
    assert taxed("DE", settings=settings, moment=datetime(2027, 1, 1, tzinfo=UTC))[0] == 1900
    assert taxed("GR", "853 00", settings=settings)[0] == 1700
    assert taxed("GR", "10552", settings=settings)[0] == 2400


def test_digital_services_are_taxed_where_the_consumer_lives_and_others_where_the_shop_is() -> None:
    assert taxed("FR", supply=DIGITAL) == (2000, "S", "FR")
    assert taxed("GB", "BT1 5GS", supply=DIGITAL) == (0, "O", "XI")
    assert taxed("ES", "35001", supply=DIGITAL) == (0, "O", "ES-CN")
    assert taxed("US", supply=DIGITAL) == (0, "O", "US")
    assert taxed("FR", supply=SERVICES) == (1900, "S", "DE")
    assert taxed("US", supply=SERVICES) == (1900, "S", "DE")


def test_below_the_threshold_the_shops_own_rates_hold_in_the_whole_union() -> None:
    settings = TaxSettings(union_sales=ORIGIN, registrations=(Registration("AT", "ATU13585627"),))

    assert taxed("FR", settings=settings) == (1900, "S", "DE")
    assert taxed("FR", supply=DIGITAL, settings=settings) == (1900, "S", "DE")
    assert taxed("AT", settings=settings) == (2000, "S", "AT")  # registered there
    assert taxed("US", settings=settings) == (0, "G", "US")


@pytest.mark.parametrize(
    ("country", "supply", "business", "wanted"),
    [
        ("FR", GOODS, "FR", (0, "K", "FR")),
        ("FR", GOODS, "BE", (0, "K", "FR")),  # identified elsewhere than where the goods leave from: article 138
        ("FR", GOODS, "DE", (2000, "S", "FR")),
        ("DE", GOODS, "FR", (1900, "S", "DE")),  # the goods do not leave the country
        ("FR", DIGITAL, "FR", (0, "AE", "FR")),
        ("FR", SERVICES, "FR", (0, "AE", "FR")),
        ("DE", SERVICES, "DE", (1900, "S", "DE")),
        ("GB", GOODS, "XI", (0, "G", "GB")),
        ("FR", SERVICES, "XI", (1900, "S", "DE")),
    ],
)
def test_a_business_elsewhere_in_the_union_owes_the_tax_itself(
    country: str, supply: Supply, business: str, wanted: tuple[int, str, str]
) -> None:
    assert taxed(country, supply=supply, business=business) == wanted


def test_goods_for_a_business_in_northern_ireland_are_supplied_within_the_union() -> None:
    assert taxed("GB", "BT1 5GS", business="XI") == (0, "K", "XI")


def test_a_business_is_sold_to_without_the_tax_that_is_in_the_price() -> None:
    sale = Taxes().at(Destination("FR"), NOW, "FR")

    assert (sale.removed("standard"), sale.removed("reduced"), sale.removed("zero")) == (2000, 550, 0)
    assert Taxes(TaxSettings(included=False)).at(Destination("FR"), NOW, "FR").removed("standard") == 0
    assert Taxes().at(Destination("FR"), NOW).removed("standard") == 0
    assert Taxes().at(Destination("US"), NOW).removed("standard") == 0
    assert Taxes(TaxSettings(net_exports=True)).at(Destination("US"), NOW).removed("reduced") == 700


def test_tax_is_collected_only_where_the_shop_is_registered() -> None:
    small = TaxSettings(registered=False)
    abroad = TaxSettings(registrations=(Registration("GB", "GB980780684", RatePeriod(date(2027, 1, 1))),))

    assert taxed("DE", settings=small) == (0, "E", "DE")
    assert taxed("FR", settings=small) == (0, "E", "DE")
    assert taxed("GB", settings=abroad) == (0, "G", "GB")
    assert taxed("GB", settings=abroad, moment=datetime(2027, 1, 1, tzinfo=UTC)) == (2000, "S", "GB")


AMERICAN = TaxSettings(
    home="US-NY",
    included=False,
    registrations=(Registration("US-CA"),),
    rates=(
        OwnRate("US-NY", "standard", 400),
        OwnRate("US-CA", "standard", 725),
        OwnRate("US-CA", "standard", 950, postal_codes=("900", "902")),
        OwnRate("US-CA", "standard", 975, postal_codes=("90210",)),
    ),
    untaxed_shipping=frozenset({"US-CA"}),
)


def test_sales_tax_is_that_of_the_state_and_of_the_closest_postal_code_where_the_shop_is_registered() -> None:
    def american(region: str, postal_code: str) -> tuple[int, str, str]:
        return taxed("US", postal_code, region=region, settings=AMERICAN)

    assert american("CA", "96001") == (725, "S", "US-CA")
    assert american("ca", "90012") == (950, "S", "US-CA")
    assert american("CA", "90210-1234") == (975, "S", "US-CA")
    assert american("NY", "10001") == (400, "S", "US-NY")
    assert american("TX", "73301") == (0, "O", "US-TX")
    assert taxed("DE", settings=AMERICAN) == (0, "G", "DE")


def test_delivery_is_taxed_as_goods_at_the_standard_rate_unless_the_place_says_no() -> None:
    assert Taxes().at(Destination("FR"), NOW).shipping() == Treatment(2000, TaxCategory.STANDARD, "FR")
    assert Taxes().at(Destination("FR"), NOW, "FR").shipping() == Treatment(0, TaxCategory.INTRA_COMMUNITY, "FR")
    assert Taxes(AMERICAN).at(Destination("US", "CA", "90012"), NOW).shipping().rate == 0
    assert Taxes(AMERICAN).at(Destination("US", "NY", "10001"), NOW).shipping().rate == 400


def test_within_a_country_its_own_parts_have_their_own_rates_and_foreign_ones_none() -> None:
    french = TaxSettings(home="FR")
    overseas = TaxSettings(home="FR", registrations=(Registration("GP"),))
    british = TaxSettings(home="GB")

    assert taxed("FR", "20000", tax_class="reduced", settings=french) == (210, "S", "FR-20R")
    assert taxed("FR", "97110", settings=french) == (0, "G", "GP")
    assert taxed("FR", "97110", settings=overseas) == (850, "S", "GP")
    assert taxed("ES", "35001", settings=TaxSettings(registrations=(Registration("ES"),))) == (0, "G", "ES-CN")
    assert taxed("GB", "BT1 5GS", settings=british) == (2000, "S", "XI")
    assert taxed("GB", "SW1A 1AA", settings=TaxSettings(home="XI")) == (2000, "S", "GB")


def test_a_place_is_found_again_by_its_code() -> None:
    for territory in TERRITORIES:
        place = place_named(territory.code)
        assert place_of(destination_in(place)) == place
        assert (place.code, place.goods, place.services) == (territory.code, territory.goods, territory.services)
    assert place_named("US-CA").country == "US"
    assert place_of(Destination("us", "california")).code == "US"  # a name is no code
    assert [code for code in ("de", "DE-BY", "CA-ON", "DE") if is_place(code)] == ["CA-ON", "DE"]
