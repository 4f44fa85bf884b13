"""`python -m souk_tools.demo [scenario]`."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from souk_local import own, staff
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_tools.demo.advance import buy_in_advance, comes_in
from souk_tools.demo.buying import buy, buy_by_draft, buy_two, buy_with_a_disputed_card
from souk_tools.demo.changing import cancels_a_line, is_edited
from souk_tools.demo.disputing import is_answered, is_released
from souk_tools.demo.downloading import buy_a_file, is_downloaded
from souk_tools.demo.fetching import buy_to_pick_up, is_handed_out
from souk_tools.demo.giving import buy_with_a_bought_card, is_returned_to_the_card
from souk_tools.demo.holding import is_charged, is_held
from souk_tools.demo.locations import buy_at_two_locations, one_leaves_first
from souk_tools.demo.outcome import show_events, show_logs, show_mails, show_outcome
from souk_tools.demo.pricing import buy_with_a_code
from souk_tools.demo.returning import claims, exchanges, is_lost, returns, withdraws
from souk_tools.demo.selling_abroad import BERN, buy_abroad
from souk_tools.demo.telling import step
from souk_tools.demo.transferring import buy_by_transfer
from souk_tools.shopper import ADDRESS, Placed, Shopper

Beginning = Callable[[Shopper, ShopApi], Placed]
Story = Callable[[Shopper, Placed, ShopApi], int]
"""What happens to a purchase; answers what was paid back, in the currency's smallest unit."""


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else "buy"
    if name not in SCENARIOS:
        print(f"there is no scenario {name}: choose one of {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    try:
        run(own.running("aws", "kafka", "bridge", "edge"), SCENARIOS[name])
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except httpx.TransportError as problem:
        print(f"\nThe shop does not answer ({problem}); make status says more.", file=sys.stderr)
        return 1
    return 0


def run(settings: Settings, scenario: Scenario) -> None:
    """All of it. Raises LocalCloudError when a step fails."""
    address = {**ADDRESS, **scenario.address}
    shopper, operator = Shopper(settings, f"demo-{uuid.uuid4()}", address=address), ShopApi(settings.public_url)
    staff.sign_in(settings, operator)
    placed = scenario.begin(shopper, operator)
    back = scenario.meanwhile(shopper, placed, operator)
    for entry in shopper.follow(placed, scenario.until):
        step(shopper, f"{entry['state']:<18}{entry['at']}  by {entry['by']}  {entry.get('reason') or ''}".rstrip())
    back += scenario.afterwards(shopper, placed, operator)
    show_outcome(shopper, placed, operator, back, returned=scenario.returned)
    show_events(operator, placed)
    show_mails(settings, shopper.email, "refund" if back else scenario.last_letter)
    show_logs(operator, shopper.correlation_id)


def _nothing(_shopper: Shopper, _placed: Placed, _operator: ShopApi) -> int:
    return 0


@dataclass(frozen=True)
class Scenario:
    """A purchase, what happens before its order is `until` that state, and what comes after. `returned`: all that was
    sent comes back. `address` differs so from the usual one. `last_letter`: of its subject, where nothing is paid back.
    """

    begin: Beginning = buy
    meanwhile: Story = _nothing
    until: str = "DELIVERED"
    afterwards: Story = _nothing
    returned: bool = False
    address: Mapping[str, str] = field(default_factory=dict)
    last_letter: str = "deliver"


SCENARIOS = {
    "buy": Scenario(),
    "bank-transfer": Scenario(begin=buy_by_transfer),
    "return": Scenario(afterwards=returns, returned=True),
    "claim": Scenario(afterwards=claims),
    "exchange": Scenario(afterwards=exchanges, returned=True),
    "withdraw": Scenario(afterwards=withdraws, returned=True),
    # To such an address the local carrier loses what it has picked up.
    "lost-parcel": Scenario(until="SHIPPED", afterwards=is_lost, address={"line2": "LOST"}),
    "dispute": Scenario(begin=buy_with_a_disputed_card, meanwhile=is_released, afterwards=is_answered),
    "cancel-line": Scenario(begin=buy_two, meanwhile=cancels_a_line),
    "draft": Scenario(begin=buy_by_draft, meanwhile=cancels_a_line),
    "edit": Scenario(begin=buy_by_draft, meanwhile=is_edited),
    "two-parcels": Scenario(begin=buy_at_two_locations, meanwhile=one_leaves_first),
    "preorder": Scenario(begin=buy_in_advance, meanwhile=comes_in),
    "pickup": Scenario(begin=buy_to_pick_up, meanwhile=is_handed_out, last_letter="picked up"),
    "files": Scenario(begin=buy_a_file, until="PAID", afterwards=is_downloaded, last_letter="confirmed"),
    "code": Scenario(begin=buy_with_a_code, meanwhile=cancels_a_line),
    "gift-card": Scenario(begin=buy_with_a_bought_card, afterwards=is_returned_to_the_card, returned=True),
    "market": Scenario(begin=buy_abroad, meanwhile=cancels_a_line, address=BERN),
    # Of a shop that charges cards when it sends.
    "held": Scenario(meanwhile=is_held, afterwards=is_charged),
}


if __name__ == "__main__":
    sys.exit(main())
