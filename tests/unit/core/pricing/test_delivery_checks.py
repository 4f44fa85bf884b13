"""What a document of delivery rules is refused for, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from souk.events.rules.delivery import PublishedDelivery
from souk.pricing.delivery.checks import faults
from souk.pricing.delivery.shipped import shipped

HOME: dict[str, Any] = {
    "id": "home",
    "name": "Home",
    "areas": [{"country": "DE"}],
    "methods": [{"id": "standard", "name": "Standard", "bands": [{"up_to": 5000, "price": 490}, {"price": 990}]}],
}


def document(**changes: Any) -> dict[str, Any]:
    return {"zones": [HOME], "country": "DE", "time_zone": "Europe/Berlin", **changes}


def judged(**changes: Any) -> dict[str, str]:
    return faults(PublishedDelivery.model_validate(document(**changes)).rules(), "EUR")


def of_method(**changes: Any) -> dict[str, str]:
    method = {**HOME["methods"][0], **changes}
    sizes = [{"id": "large", "name": "Large"}]
    found = judged(zones=[{**HOME, "methods": [method]}], sizes=sizes)
    return {field.removeprefix("zones.0.methods.0."): why for field, why in found.items()}


def of_area(**changes: Any) -> dict[str, str]:
    found = judged(zones=[{**HOME, "areas": [changes]}])
    return {field.removeprefix("zones.0.areas.0."): why for field, why in found.items()}


def test_what_comes_with_the_code_can_be_published_and_is_the_same_when_it_was() -> None:
    assert faults(shipped(), "EUR") == {}
    assert judged() == {}
    sent = PublishedDelivery(**{name: getattr(shipped(), name) for name in PublishedDelivery.model_fields})
    kept = PublishedDelivery.model_validate_json(sent.model_dump_json(exclude_none=True))
    assert kept.rules() == shipped()


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"zones": []}, "zones", "at least one"),
        ({"currency": "USD"}, "currency", "EUR"),
        ({"country": "XX"}, "country", "no such country"),
        ({"time_zone": "Berlin"}, "time_zone", "Europe/Berlin"),
        ({"time_zone": "../etc/passwd"}, "time_zone", "no such time zone"),
        ({"cut_off": "24:00"}, "cut_off", "14:00"),
        ({"cut_off": "2pm"}, "cut_off", "14:00"),
        ({"handling_days": -1}, "handling_days", "between"),
        ({"work_days": []}, "work_days", "at least one"),
        ({"work_days": [0]}, "work_days", "1 for Monday"),
        ({"sizes": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "sizes.1.id", "another"),
        ({"zones": [HOME, {**HOME, "areas": [{"country": "FR"}]}]}, "zones.1.id", "another"),
        ({"zones": [HOME, {**HOME, "id": "two"}]}, "zones.1.areas.0", "Germany is in the zone 'Home' already"),
        ({"zones": [{**HOME, "areas": []}]}, "zones.0.areas", "at least one country"),
        ({"zones": [{**HOME, "methods": []}]}, "zones.0.methods", "at least one way"),
        ({"zones": [{**HOME, "excluded": True}]}, "zones.0.methods", "no way of delivery"),
        ({"zones": [{**HOME, "methods": HOME["methods"] * 2}]}, "zones.0.methods.1.id", "another"),
        ({"closings": [{"since": "2026-12-24", "until": "2026-12-23"}]}, "closings.0.until", "not before"),
        ({"closings": [{"since": "2026-02-30", "until": "2026-03-01"}]}, "closings.0.until", "not before"),
        ({"closings": [{"since": "2026-12-24", "until": "2026-12-24", "country": "XX"}]}, "closings.0.country", "no"),
    ],
)
def test_a_document_is_refused_where_it_is_wrong(changes: dict[str, Any], field: str, word: str) -> None:
    found = judged(**changes)
    assert list(found) == [field]
    assert word in found[field]


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"country": "XX"}, "country", "no such country"),
        ({"country": "*", "regions": ["Berlin"]}, "country", "one country"),
        ({"country": "US", "regions": ["CA", "Atlantis"]}, "regions.1", "no region of United States"),
        ({"country": "HK", "postal_codes": ["999077"]}, "postal_codes", "no postal code"),
        ({"country": "DE", "postal_codes": ["1*0"]}, "postal_codes.0", "at the end"),
        ({"country": "DE", "postal_codes": ["*"]}, "postal_codes.0", "at the end"),
        ({"country": "DE", "postal_codes": ["10..2"]}, "postal_codes.0", "one length"),
        ({"country": "DE", "postal_codes": ["20..10"]}, "postal_codes.0", "before it begins"),
        ({"country": "GB", "postal_codes": ["IV28..IV3"]}, "postal_codes.0", "before it begins"),
        ({"country": "GB", "postal_codes": ["IV1..AB28"]}, "postal_codes.0", "one length"),
    ],
)
def test_a_place_that_there_is_not_is_refused(changes: dict[str, Any], field: str, word: str) -> None:
    found = of_area(**changes)
    assert list(found) == [field]
    assert word in found[field]


def test_regions_are_known_by_code_and_any_will_do_where_there_is_no_list() -> None:
    assert of_area(country="US", regions=["CA", "ny"]) == {}
    assert of_area(country="HK", regions=["香港島"]) == {}
    assert of_area(country="GB", postal_codes=["BT*", "AB31..AB38", "IV1..IV28", "iv1 1aa"]) == {}


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"id": "none"}, "id", "itself"),
        ({"id": "pickup-main"}, "id", "itself"),
        ({"by": "mood"}, "by", "one of"),
        ({"bands": []}, "bands", "at least one"),
        ({"bands": [{"price": 1}, {"up_to": 5, "price": 2}]}, "bands.0.up_to", "only the last"),
        ({"bands": [{"up_to": 5, "price": 1}, {"up_to": 5, "price": 2}]}, "bands.1.up_to", "overlap"),
        ({"bands": [{"up_to": 5, "price": 1}, {"up_to": 4, "price": 2}]}, "bands.1.up_to", "overlap"),
        ({"bands": [{"price": -1}]}, "bands.0.price", "below 0"),
        ({"bands": [{"price": 1, "size_class": "large"}]}, "bands.0.size_class", "by weight"),
        ({"by": "size", "bands": [{"price": 1}]}, "bands", "no price for large"),
        ({"by": "size", "bands": [{"price": 1, "size_class": "large"}]}, "bands", "no price for goods of no size"),
        ({"free_from": -1}, "free_from", "below 0"),
        ({"not_for": ["huge"]}, "not_for.0", "no size"),
        ({"min_days": 2}, "max_days", "both"),
        ({"min_days": 3, "max_days": 2}, "max_days", "least to the most"),
    ],
)
def test_a_way_is_refused_for_what_would_leave_goods_without_a_price(
    changes: dict[str, Any], field: str, word: str
) -> None:
    found = of_method(**changes)
    assert list(found) == [field]
    assert word in found[field]


def test_by_size_every_size_has_one_price_or_is_not_sent() -> None:
    sized = [{"price": 1}, {"price": 2, "size_class": "large"}]
    assert of_method(by="size", bands=sized) == {}
    assert of_method(by="size", bands=sized[:1], not_for=["large"]) == {}
    assert list(of_method(by="size", bands=[*sized, *sized[1:]])) == ["bands.2.size_class"]
    assert list(of_method(by="size", bands=[*sized, {"price": 1, "size_class": "huge"}])) == ["bands.2.size_class"]
    assert list(of_method(by="size", bands=[{"price": 1, "up_to": 3}, sized[1]])) == ["bands.0.up_to"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": 0}, "price"),
        ({"size_class": "huge"}, "size_class"),
        ({"size_class": ""}, "areas"),
        ({"size_class": "", "areas": [{"country": "DE"}], "per_unit": True}, "per_unit"),
        ({"areas": [{"country": "XX"}]}, "areas.0.country"),
        ({"methods": ["drone"]}, "methods.0"),
    ],
)
def test_a_surcharge_says_what_it_is_for(changes: dict[str, Any], field: str) -> None:
    bulky = {"id": "bulky", "name": "Bulky", "price": 2500, "size_class": "bulky"}
    sizes = [{"id": "bulky", "name": "Bulky"}]
    assert judged(sizes=sizes, surcharges=[bulky]) == {}
    assert list(judged(sizes=sizes, surcharges=[{**bulky, **changes}])) == [f"surcharges.0.{field}"]


def test_a_shop_of_another_currency_may_name_it_or_none() -> None:
    assert faults(replace(shipped(), currency="JPY"), "JPY") == {}
