"""The words of taxes: what is sold, in which class, and what kind of sale it is to the tax authorities."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

STANDARD = "standard"
REDUCED = "reduced"
SECOND_REDUCED = "second_reduced"
SUPER_REDUCED = "super_reduced"
ZERO = "zero"
# Directive 2006/112/EC, article 98, as amended by Directive (EU) 2022/542: a standard rate, two reduced ones, one below
# five per cent, and exemption with the right of deduction.
TAX_CLASSES = (STANDARD, REDUCED, SECOND_REDUCED, SUPER_REDUCED, ZERO)
TaxClass = Literal["standard", "reduced", "second_reduced", "super_reduced", "zero"]
# A gift card, which is worth its price wherever the shop takes it: a multi-purpose voucher, of whose sale nothing is
# due (article 30b of the directive, as amended by Directive (EU) 2016/1065). It follows from what is sold, and is no
# class that staff give.
VOUCHER = "voucher"
# Where a country has no rate of a class, that of the next one holds.
NEXT_CLASS = {SUPER_REDUCED: REDUCED, SECOND_REDUCED: REDUCED, REDUCED: STANDARD}


class Supply(StrEnum):
    """What is sold. It decides where it is taxed: goods where they arrive, digital services where the consumer lives,
    other services where the shop is (articles 32, 33, 45 and 58 of the directive).
    """

    GOODS = "goods"
    DIGITAL = "digital"
    SERVICES = "services"


class TaxCategory(StrEnum):
    """Codes of UNTDID 5305, as EN 16931 uses them (BT-118, BT-151)."""

    STANDARD = "S"  # taxed, at whatever rate
    ZERO = "Z"
    EXEMPT = "E"  # the shop is a small business that charges no tax
    REVERSE_CHARGE = "AE"  # the buyer, a business elsewhere in the union, owes the tax of a service
    EXPORT = "G"
    INTRA_COMMUNITY = "K"  # goods to a business elsewhere in the union
    OUTSIDE = "O"  # not subject to the shop's tax
    VOUCHER = (
        "voucher"  # the same of a multi-purpose voucher, which is taxed as it is spent; the list has no code for it
    )


def supply_of(*, digital: bool, requires_shipping: bool) -> Supply:
    if digital:
        return Supply.DIGITAL
    return Supply.GOODS if requires_shipping else Supply.SERVICES
