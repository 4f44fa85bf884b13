"""The first day of a shop: the steps from an empty one to one that is open, which may be skipped and are remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FirstStep(StrEnum):
    NAME_AND_CURRENCY = "name_and_currency"
    FIRST_PRODUCT = "first_product"
    TAXES = "taxes"
    SHIPPING = "shipping"
    PAYMENT_TEST = "payment_test"
    TEST_ORDER = "test_order"
    OPENING = "opening"


class StepState(StrEnum):
    TO_DO = "to_do"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class FirstDay:
    """`said` is what staff said of the steps; `version` is 0 while they said nothing."""

    version: int = 0
    said: Mapping[FirstStep, StepState] = field(default_factory=dict)

    def steps(self, *, named: bool, opened: bool) -> dict[FirstStep, StepState]:
        """All steps in order. What is seen to be done is done, whatever was said: settings that are published
        (`named`), and a shop that takes orders under them (`opened`).
        """
        seen = {FirstStep.NAME_AND_CURRENCY: named, FirstStep.OPENING: opened}
        return {step: StepState.DONE if seen.get(step) else self.said.get(step, StepState.TO_DO) for step in FirstStep}

    def saying(self, said: Mapping[FirstStep, StepState]) -> FirstDay:
        return FirstDay(self.version + 1, {**self.said, **said})
