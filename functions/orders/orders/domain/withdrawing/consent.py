"""The consent to digital content at once, and to losing the right to withdraw from it by that.

Directive 2011/83/EU, article 16 (m): the shopper consents expressly that it is supplied before the period is over,
acknowledges that they lose the right, and has both confirmed on a durable medium, which is the letter that confirms the
order. Without all of this they keep the right. The words are those of the checkout, in which nothing is ticked before.
"""

from __future__ import annotations

from dataclasses import replace

from orders.domain.totals import OrderLine
from souk.errors import InvalidInput
from souk.withdrawal import DIGITAL

# By version. Words that were shown never change: others are another version, and the last one is shown.
WORDS = {
    "2026-11": (
        "I want the digital content at once, before the time in which I can withdraw is over. I know that I lose my "
        "right to withdraw from it by that."
    ),
}
CURRENT = [*WORDS][-1]


def is_asked(lines: tuple[OrderLine, ...]) -> bool:
    """Whether there is anything to consent to."""
    return any(line.withdrawal_exclusion == DIGITAL for line in lines)


def checked(version: str) -> str:
    """Raises InvalidInput for words that were never shown."""
    if version and version not in WORDS:
        message = "these words were never shown; ask for a quote and show those it has"
        raise InvalidInput(message, errors=[{"field": "digital_consent", "code": "unknown", "message": message}])
    return version


def with_consent(lines: tuple[OrderLine, ...], version: str) -> tuple[OrderLine, ...]:
    """The lines of an order: without a consent digital content can be withdrawn from as anything else."""
    if version:
        return lines
    return tuple(
        replace(line, withdrawal_exclusion="") if line.withdrawal_exclusion == DIGITAL else line for line in lines
    )
