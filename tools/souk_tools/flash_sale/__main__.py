"""`make flash-sale`: all three sales with their figures. Exit code 1 when a unit is not accounted for."""

from __future__ import annotations

import argparse
import sys

from souk_local import own
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_tools.flash_sale import race, shop
from souk_tools.flash_sale.plan import Sale
from souk_tools.flash_sale.shop import ShopSale

CHOICES = ("fifty", "race", "shop")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make flash-sale", description="far more buyers than units")
    parser.add_argument("--only", choices=CHOICES, help="one of the three sales")
    parser.add_argument("--seed", type=int, default=1, help="which wishes the buyers have")
    chosen = parser.parse_args(arguments)
    wanted = [chosen.only] if chosen.only else [*CHOICES]
    exact = True
    try:
        settings = own.running("aws", "edge") if "shop" in wanted else None
        if settings:
            _check_open(settings)
        if "fifty" in wanted:
            exact &= _fifty()
        if "race" in wanted:
            exact &= _race(chosen.seed)
        if settings:
            exact &= _shop(settings, chosen.seed)
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    print("\nEvery unit is accounted for." if exact else "\nNot every unit is accounted for, or something failed.")
    return 0 if exact else 1


def _fifty() -> bool:
    print("50 buyers at once, each wants one of 10 units", flush=True)
    result = race.run(race.FIFTY)
    slowest = max(result.checkouts["ordered"], default=0.0)
    print(f"  {result.counts['ordered']} orders, {result.counts['sold_out']} sold out, {result.sold} units sold")
    print(f"  the orders were placed within {slowest:.2f} s, all 50 buyers answered in {result.answered_in:.2f} s")
    print(f"  the audit found {len(result.findings)} differences\n", flush=True)
    return result.exact and result.sold == race.FIFTY.units


def _race(seed: int) -> bool:
    print(f"The services' own code on a DynamoDB of its own (seed {seed})", flush=True)
    sale = Sale(units=5000, attempts=20_000, buyers=64, processes=4, inventory_processes=4, seed=seed)
    result = race.run(sale, lambda text: print(f"  {text}", flush=True))
    print(f"\n{race.told(result)}\n", flush=True)
    return result.exact and not result.counts["out_of_time"]


def _shop(settings: Settings, seed: int) -> bool:
    print(f"The running shop's HTTP API at {settings.public_url} (seed {seed})", flush=True)
    sale = ShopSale(settings, units=200, attempts=1000, buyers=8, limit_seconds=1800, seed=seed)
    sale.run()
    print(f"\n{shop.told(sale)}", flush=True)
    return sale.exact


def _check_open(settings: Settings) -> None:
    """Before the long race, not after it. Raises LocalCloudError."""
    api = ShopApi(settings.public_url, timeout_seconds=10)
    try:
        api.call("GET", "/categories")
    finally:
        api.close()


if __name__ == "__main__":
    sys.exit(main())
