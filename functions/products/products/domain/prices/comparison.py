"""A price beside another: what shoppers may be shown above what they pay."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from souk.money import Money


class ComparisonKind(enum.StrEnum):
    """`former`: the lowest price of the 30 days before the reduction (see `history`), crossed out. `recommended`: what
    the maker recommends, which is no price of this shop's and so none that was reduced.
    """

    FORMER = "former"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class PriceComparison:
    """It is above the price it stands beside. `listed` is what that would be without promotions of the catalogue, where
    they make it less.
    """

    price: Money
    kind: ComparisonKind
    listed: Money | None = None


def of(
    price: Money, recommended: Money | None, former: Money | None, listed: Money | None = None
) -> PriceComparison | None:
    """What is shown beside the price, if anything is: none that is not above it. That a promotion has reduced it comes
    before what the maker recommends, and is told with a former price only.
    """
    if listed is not None and former is not None and price < former:
        return PriceComparison(former, ComparisonKind.FORMER, listed)
    if recommended is not None:
        return PriceComparison(recommended, ComparisonKind.RECOMMENDED) if price < recommended else None
    return PriceComparison(former, ComparisonKind.FORMER) if former is not None and price < former else None
