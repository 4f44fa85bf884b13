"""Takes the pictures of docs/back-office.md: `make tour`.

A local cloud of its own is started from nothing, some of a shop's life is played in it, and every page of the back
office is seen at two widths.
"""

from __future__ import annotations

import base64
import itertools
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from souk_local.catalogue import import_file
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_tools.goods import promised
from souk_tools.shopper import ADDRESS, Placed, Shopper
from tests.e2e import backoffice
from tests.e2e.conftest import ARGUMENTS, PATIENCE_MS, chromium
from tests.support.bank import Bank
from tests.support.cloud import TestCloud, running_cloud
from tests.support.polling import eventually

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images/back-office"
WINDOWS: dict[str, ViewportSize] = {"": {"width": 1280, "height": 900}, "-phone": backoffice.TELEPHONE}
QUALITY = 55  # of WebP: text stays sharp, and all pictures together are small
CLOUD = {"SOUK_PORT_OFFSET": "20000", "SOUK_STATE_DIR": ".souk/tour", "SOUK_CARRIER_STEP_SECONDS": "0.5"}
BUYERS = {
    "Amira Haddad": ("Sonnenallee 12", "12047", "Berlin", "DE"),
    "Jonas Weber": ("Lindenstraße 8", "50674", "Köln", "DE"),
    "Lea Fontaine": ("12 rue des Lilas", "69003", "Lyon", "FR"),
    "Marco Bianchi": ("Via Garibaldi 4", "10122", "Torino", "IT"),
    "Sanne de Vries": ("Prinsengracht 210", "1016 HD", "Amsterdam", "NL"),
}
# With a fault in its second product, so that there is something to correct.
FILE = b"""Handle,Title,Vendor,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Status
tea-towel,Linen Tea Towel,Nour Kitchen,TOWEL-1,shopify,40,14.50,active
oven-glove,Oven Glove,Nour Kitchen,GLOVE-1,shopify,25,twelve,active
"""


def main() -> int:
    expect.set_options(timeout=PATIENCE_MS)
    with running_cloud(Settings.from_environment(CLOUD), keep=False) as cloud, closing(cloud.staff()) as staff:
        live(cloud, staff)
        with backoffice.parcels_stay(cloud):
            wait_for_work(cloud, staff)
            examples = backoffice.Examples(cloud, staff).all()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
                for ending, window in WINDOWS.items():
                    take(browser, cloud, examples, ending, window)
                browser.close()
    return 0


def live(cloud: TestCloud, staff: ShopApi) -> None:
    """What has happened: orders that were sent, refunded, disputed and not paid, a wrong file, a closed batch."""
    skus = [each["sku"] for each in _in_stock(staff)]
    turns = itertools.cycle(skus)
    paid = []
    for name in [*BUYERS, *list(BUYERS)[:3]]:
        with buyer(cloud, name) as shopper:
            paid.append(backoffice.place(shopper, {next(turns): 1, next(turns): 2}))
    with buyer(cloud, "Jonas Weber", email="jonas@mailinator.com") as shopper:
        backoffice.place(shopper, {next(turns): 1})
    with buyer(cloud, "Sanne de Vries") as shopper:
        shopper.put_into_cart(next(turns))
        shopper.check_out(str(uuid.uuid4()), "manual")
    payments = [_paid(staff, one) for one in paid[:2]]
    sku = staff.call("GET", f"/admin/orders/{paid[0].order_id}")["lines"][1]["sku"]
    refund = {"lines": [{"sku": sku, "quantity": 1}], "reason": "It came with a chip", "restock": False}
    backoffice.made(staff, f"/admin/payments/{payments[0]['payment_id']}/refunds", refund)
    Bank(cloud, payments[1]).tells("created", "needs_response")
    note = {"text": "Rings twice, and leaves it with the neighbour."}
    backoffice.made(staff, f"/admin/backoffice/notes?about=order:{paid[0].order_id}", note)
    backoffice.made(staff, "/admin/products/exports", {"drafts": False})
    with suppress(LocalCloudError):  # that it has a fault, which is to be seen
        import_file(staff, "spring.csv", FILE)


def wait_for_work(cloud: TestCloud, staff: ShopApi) -> None:
    """What waits: parcels to be picked, one of which something was not found, and who ordered before it was there."""
    turns = itertools.cycle(each["sku"] for each in _in_stock(staff))
    parcels = []
    for name in BUYERS:
        with buyer(cloud, name) as shopper:
            parcels.append(backoffice.parcel_of(staff, backoffice.place(shopper, {next(turns): 1}).order_id))
    for title in ("Brass Sundial", "Copper Weather Vane"):
        sku = promised(staff, title, str(datetime.now(UTC).date() + timedelta(days=21)))
        for name in list(BUYERS)[:2]:
            with buyer(cloud, name) as shopper:
                backoffice.place(shopper, {sku: 2})
    eventually(lambda: len(staff.call("GET", "/admin/stock/waiting")["items"]) > 2)
    [line] = parcels[0]["work"]["lines"]
    body = {"sku": line["sku"], "units": 1, "reason": "not_found", "note": "The shelf is empty"}
    backoffice.made(staff, f"/admin/shipments/{parcels[0]['id']}/shortages", body)


@contextmanager
def buyer(cloud: TestCloud, name: str, email: str = "") -> Iterator[Shopper]:
    line1, postal_code, city, country = BUYERS[name]
    address = {**ADDRESS, "name": name, "line1": line1, "postal_code": postal_code, "city": city, "country": country}
    written_to = email or f"{name.split()[0].lower()}@example.com"
    with closing(Shopper(cloud.settings, f"tour-{uuid.uuid4()}", written_to, address)) as shopper:
        yield shopper


def _in_stock(staff: ShopApi) -> list[dict[str, Any]]:
    """The best stocked variant of each of the first products."""
    cards = staff.call("GET", "/admin/products?limit=30")["items"]
    products = [staff.call("GET", f"/admin/products/{card['id']}") for card in cards if card["available"]]
    best = [max(product["variants"], key=lambda one: one["available"]) for product in products]
    return [variant for variant in best if variant["available"] > 10]


def _paid(staff: ShopApi, placed: Placed) -> dict[str, Any]:
    path = f"/admin/payments/{placed.payment['payment_id']}"
    eventually(lambda: staff.call("GET", path)["status"] == "captured")
    payment: dict[str, Any] = staff.call("GET", path)
    return payment


def take(browser: Browser, cloud: TestCloud, examples: Mapping[str, str], ending: str, window: ViewportSize) -> None:
    """Every page in a window of this width, named by its path: docs/images/back-office/orders-orderId-phone.webp."""
    address, logins = backoffice.printed(cloud.settings)
    context = browser.new_context(viewport=window, base_url=cloud.url, reduced_motion="reduce", locale="en-GB")
    page = context.new_page()
    backoffice.sign_in(page, address, logins["admin"])
    for path in backoffice.paths():
        page.goto(f"/admin{backoffice.filled_in(path, examples)}")
        backoffice.settle(page)
        picture(page, IMAGES / f"{backoffice.name_of(path)}{ending}.webp")
    context.close()


def picture(page: Page, file: Path) -> None:
    page.mouse.move(0, 0)  # over no row
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    sys.exit(main())
