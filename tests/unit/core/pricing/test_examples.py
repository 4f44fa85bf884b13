"""docs/pricing.md shows what it says: each example is priced, and must cost what its table has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from souk.events.rules.promotions import Promotions
from souk.money import Money
from souk.pricing.promotions.engine import Occasion, price, price_delivery
from souk.pricing.promotions.faults import faults
from souk.pricing.promotions.priced import PriceReduction
from souk.pricing.promotions.rules import Goods, keys_of
from souk.shop.promotions import rules_of
from tests.contract.template import ROOT

MOMENT = "2026-11-30T12:00:00.000Z"


@dataclass(frozen=True)
class Row:
    sku: str
    facets: str
    units: int
    each: int
    off: int
    to_pay: int
    because: str

    @property
    def goods(self) -> Goods:
        facets = [facet.split(":") for facet in self.facets.split()]

        def of(kind: str) -> list[str]:
            return [value for name, value in facets if name == kind]

        [product] = of("product") or [self.sku]
        [vendor] = of("vendor") or [""]
        return Goods(self.sku, self.units, self.each, keys_of(self.sku, product, of("category"), of("tag"), vendor))


@dataclass(frozen=True)
class Example:
    title: str
    promotions: list[dict[str, Any]]
    currency: str
    rows: list[Row]
    groups: frozenset[str] = frozenset()

    @property
    def lines(self) -> list[Row]:
        return [row for row in self.rows if row.facets != "delivery"]


def _minor(text: str, currency: str) -> int:
    return Money.parse(text, currency).amount


def _row(text: str, currency: str) -> Row:
    sku, facets, units, each, off, to_pay, because = (cell.strip() for cell in text.strip("|").split("|"))
    return Row(
        sku, facets, int(units), _minor(each, currency), _minor(off, currency), _minor(to_pay, currency), because
    )


def _example(text: str) -> Example:
    title = text.splitlines()[0]
    promotions = re.search(r"```json\n(.*?)```", text, re.S)
    currency = re.search(r"each \(([A-Z]{3})\)", text)
    assert promotions, title
    assert currency, title
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    told = re.search(r"in the groups (.*)\.", text)
    groups = frozenset(re.findall(r"`(\w+)`", told[1])) if told else frozenset()
    return Example(title, json.loads(promotions[1]), currency[1], [_row(row, currency[1]) for row in rows], groups)


PAGE = (ROOT / "docs" / "pricing.md").read_text("utf-8")
EXAMPLES = [_example(section.partition("\n## ")[0]) for section in PAGE.split("\n### ")[1:]]


def test_there_are_eleven() -> None:
    assert [example.title.split(".")[0] for example in EXAMPLES] == [str(number) for number in range(1, 12)]


def _because(reductions: tuple[PriceReduction, ...], currency: str) -> str:
    return ", ".join(f"{part.name} {str(Money(part.amount, currency)).split()[0]}" for part in reductions)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_an_example_costs_what_it_says(example: Example) -> None:
    document = Promotions.model_validate({"promotions": example.promotions}, extra="forbid")
    assert not faults({"promotions": example.promotions})
    rules = rules_of(document)
    goods = [row.goods for row in example.lines]
    priced = price(goods, rules, Occasion(MOMENT, customer_groups=example.groups), example.currency)
    for row, line in zip(example.lines, priced.lines, strict=True):
        assert (line.sku, line.reduction, line.total) == (row.sku, row.off, row.to_pay)
        assert _because(line.reductions, example.currency) == row.because
        assert row.off + row.to_pay == row.units * row.each
    for row in example.rows[len(example.lines) :]:
        method, _, country = row.sku.partition(" to ")
        delivery = price_delivery(price(goods, rules, Occasion(MOMENT, country), example.currency), method, row.each)
        assert (delivery.reduction, delivery.price) == (row.off, row.to_pay)
        assert _because(delivery.reductions, example.currency) == row.because
