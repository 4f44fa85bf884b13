"""The label under which a return comes back. Pure.

It is written down that one is asked for before the carrier is: what it may have sold is known, and given back when the
return ends and nothing came under it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReturnLabel:
    """Of which carrier it was asked for; `reference` is its own, "" before it has answered. `given_back`: the carrier
    was told that it is not used, or was heard to have it.
    """

    carrier: str
    reference: str = ""
    url: str = ""
    tracking_code: str = ""
    given_back: bool = False
