"""The work of each role at its desk in the back office; the API and the storefront say afterwards that it is done."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_tools.shopper import Shopper
from tests.e2e import backoffice
from tests.e2e.office.conftest import Desk
from tests.support.cloud import TestCloud
from tests.support.polling import eventually

pytestmark = [pytest.mark.cloud, pytest.mark.browser]
MUGS = "stoneware mug"


@pytest.fixture
def shopper(cloud: TestCloud) -> Iterator[Shopper]:
    with closing(Shopper(cloud.settings, f"office-{uuid.uuid4()}")) as somebody:
        yield somebody


@pytest.fixture(scope="module")
def mugs(staff: ShopApi) -> list[str]:
    """SKUs of which there is enough for what is ordered here."""
    [product] = staff.call("GET", "/admin/products?q=speckled%20stoneware%20mug&limit=1")["items"]
    return backoffice.skus(staff, product["id"], 2)


def shows(page: Page, text: str | re.Pattern[str]) -> Locator:
    found = page.get_by_role("main").get_by_text(text)
    expect(found.first).to_be_visible()
    return found


def told(page: Page, text: str) -> None:
    """Says so in a corner, for some seconds."""
    expect(page.get_by_role("region", name="Notices").get_by_text(text).last).to_be_visible()


def confirm(page: Page, action: str | re.Pattern[str]) -> None:
    """The button that does it, in the dialog that says what it does; it closes once that is done."""
    page.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def euros(amount: int) -> str:
    return f"€{amount // 100}.{amount % 100:02}"


def test_finance_refunds_the_second_line_of_an_order(
    desk: Desk, staff: ShopApi, shopper: Shopper, mugs: list[str]
) -> None:
    first, second = mugs
    placed = backoffice.place(shopper, {first: 1, second: 2})
    eventually(lambda: bool(staff.call("GET", f"/admin/backoffice/orders?q={placed.number}")["items"]))
    page = desk("finance")
    backoffice.go(page, "/admin/orders")
    page.get_by_role("searchbox", name="Number, e-mail").fill(placed.number)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=placed.number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Order {placed.number}")
    page.get_by_role("button", name="Refund", exact=True).click()
    dialog = page.get_by_role("dialog", name=f"Refund of order {placed.number}")
    dialog.get_by_label(re.compile(re.escape(second))).select_option("1")
    dialog.get_by_label("Reason").fill("The handle came off")
    line = staff.call("GET", f"/admin/orders/{placed.order_id}")["lines"][1]
    assert line["sku"] == second
    price = line["unit_price"]["amount"]
    confirm(page, f"Refund {euros(price)}")
    told(page, "The refund is on its way.")
    payment = f"/admin/payments/{placed.payment['payment_id']}"
    eventually(lambda: [refund["status"] for refund in staff.call("GET", payment)["refunds"]] == ["succeeded"])
    assert staff.call("GET", payment)["refundable_lines"][1]["units"] == 1
    eventually(lambda: shopper.order(placed)["money"]["refunded"]["amount"] == price)
    expect(page.get_by_role("row", name=re.compile(re.escape(second))).get_by_role("cell").nth(3)).to_have_text("1")


def test_fulfilment_receives_twenty_of_a_sku(desk: Desk, staff: ShopApi, shopper: Shopper, mugs: list[str]) -> None:
    sku = mugs[0]
    before, for_sale = staff.call("GET", f"/admin/stock/{sku}")["on_hand"], shopper.stock(sku)["available"]
    page = desk("fulfilment")
    backoffice.go(page, "/admin/stock/receipts")
    page.get_by_label("SKU or barcode").fill(sku)
    page.keyboard.press("Enter")
    shows(page, f"{sku}: one more")
    page.get_by_label(f"Units of {sku}").fill("20")
    page.get_by_label("Delivery note or reason").fill("Note 4711")
    page.get_by_role("button", name="Book 20 units").click()
    shows(page, re.compile("1 SKU is booked"))
    shows(page, re.compile(f"{before + 20} on hand now"))
    assert staff.call("GET", f"/admin/stock/{sku}")["on_hand"] == before + 20
    eventually(lambda: shopper.stock(sku)["available"] == for_sale + 20)


def prices(staff: ShopApi) -> dict[str, int]:
    """What all mugs cost, in cents, as the shop sells them."""
    cards = staff.call("GET", f"/admin/products?q={MUGS.replace(' ', '%20')}")["items"]
    products = [staff.call("GET", f"/products/{card['handle']}") for card in cards]
    return {one["sku"]: one["price"]["amount"] for product in products for one in product["variants"]}


def test_a_merchandiser_raises_the_price_of_all_mugs_and_takes_it_back(desk: Desk, staff: ShopApi) -> None:
    before = prices(staff)
    raised = {sku: round(price * 1.1) for sku, price in before.items()}
    page = desk("merchandiser")
    backoffice.go(page, f"/admin/products?q={MUGS.replace(' ', '+')}")
    page.get_by_role("button", name="Change all that match").click()
    dialog = page.get_by_role("dialog", name="Change all that match")
    dialog.get_by_label("Price", exact=True).select_option(label="By percent")
    dialog.get_by_label("Percent").fill("10")
    confirm(page, "See what would change")
    shows(page, "Nothing is changed yet")
    sku, price = next(iter(before.items()))
    shows(page, re.compile(f"{sku}.*{re.escape(euros(price))}.*{re.escape(euros(raised[sku]))}"))
    page.get_by_role("button", name=re.compile(r"^Change \d+ products? now$")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Succeeded")
    eventually(lambda: prices(staff) == raised, because=lambda: str(prices(staff)))
    page.get_by_role("button", name="Undo", exact=True).click()
    confirm(page, "Undo")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Undoing a change.*Succeeded"))
    eventually(lambda: prices(staff) == before, because=lambda: str(prices(staff)))


def test_fulfilment_picks_packs_and_ships_a_batch_of_five(
    desk: Desk, cloud: TestCloud, staff: ShopApi, shopper: Shopper, mugs: list[str]
) -> None:
    first, second = mugs
    placed = [backoffice.place(shopper, {first: 1, **({second: 1} if turn == 0 else {})}) for turn in range(5)]
    parcels = [backoffice.parcel_of(staff, one.order_id) for one in placed]
    page = desk("fulfilment")
    backoffice.go(page, "/admin/fulfilment")
    for one in placed:
        page.get_by_role("row", name=one.number).get_by_role("checkbox").check()
    page.get_by_role("button", name="Make a batch of these").click()
    confirm(page, "Make a batch")
    told(page, "A batch of 5 parcels is made.")
    for sku in [*[first] * 5, second]:
        page.get_by_label("Scan what you pick").fill(sku)
        page.keyboard.press("Enter")
    shows(page, "Everything is picked. Pack now.")
    page.get_by_role("link", name=re.compile(r"^Pack \d")).click()
    for one in placed:
        page.get_by_role("button", name=f"Pack {one.number}").click()
        page.get_by_role("dialog").get_by_label("Weight in grams").fill("900")
        confirm(page, "Pack")
        told(page, f"{one.number} is packed.")
    page.get_by_role("link", name=re.compile(r"^Ship \d")).click()
    page.get_by_role("button", name="Hand over 5 parcels").click()
    confirm(page, "Hand over 5 parcels")
    shows(page, "5 parcels have left")
    assert {staff.call("GET", f"/admin/shipments/{parcel['id']}")["state"] for parcel in parcels} == {"shipped"}
    eventually(lambda: {shopper.order(one)["state"] for one in placed} == {"SHIPPED"})


@pytest.fixture
def open_again(staff: ShopApi) -> Iterator[None]:
    """Whatever becomes of the test, the shop takes orders after it."""
    yield
    stored = staff.send("GET", "/admin/content/settings")
    settings = stored.json()["draft"]["settings"]
    if settings["closed"]:
        body, tag = {"settings": {**settings, "closed": None}}, {"If-Match": stored.headers["ETag"]}
        saved = staff.send("PUT", "/admin/content/settings", body, tag)
        staff.call("POST", "/admin/content/settings/publish", None, {"If-Match": saved.headers["ETag"]})


@pytest.mark.usefixtures("open_again")
def test_a_merchandiser_closes_the_shop_for_holidays_and_opens_it_again(
    desk: Desk, browser: Browser, cloud: TestCloud, shopper: Shopper, mugs: list[str]
) -> None:
    page = desk("merchandiser")
    backoffice.go(page, "/admin/settings")
    page.get_by_label("The shop is closed for a while").check()
    page.get_by_label("Message to shoppers").fill("We are at the sea.")
    page.get_by_label("Orders are taken, and sent after that").uncheck()
    publish(page, re.compile("nobody can order"))
    # Orders know of it within half a minute, and each try counts against the checkouts of a shopper.
    eventually(lambda: "shop_closed" in ordered(shopper, mugs[0]), every_seconds=5)
    with visit(browser, cloud) as visitor:
        news = visitor.get_by_role("region", name="News of the shop")
        expect(news).to_contain_text(re.compile("We are at the sea.*take no orders"))

    page.get_by_label("The shop is closed for a while").uncheck()
    publish(page)
    eventually(lambda: ordered(shopper, mugs[0]).startswith("SK-"), every_seconds=5)
    with visit(browser, cloud) as visitor:
        expect(visitor.get_by_role("heading", level=1)).to_be_visible()
        expect(visitor.get_by_text("We are at the sea.")).to_have_count(0)


def publish(page: Page, consequence: str | re.Pattern[str] = "") -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    if consequence:
        expect(page.get_by_role("dialog").get_by_text(consequence)).to_be_visible()
    confirm(page, "Publish")
    told(page, "It is published.")


def ordered(shopper: Shopper, sku: str) -> str:
    """The number of an order, or why there is none."""
    if not shopper.look()["lines"]:
        shopper.put_into_cart(sku)
    try:
        return shopper.check_out(str(uuid.uuid4())).number
    except LocalCloudError as refused:
        return str(refused)


@contextmanager
def visit(browser: Browser, cloud: TestCloud) -> Iterator[Page]:
    """The storefront, as somebody sees it who was never there before."""
    with browser.new_context(base_url=cloud.url) as context:
        page = context.new_page()
        page.goto("/")
        yield page


def test_who_lacks_a_permission_is_told_which(desk: Desk) -> None:
    page = desk("fulfilment")
    expect(page.get_by_role("navigation", name="Main navigation").get_by_role("link", name="Staff")).to_have_count(0)
    backoffice.go(page, "/admin/staff")
    shows(page, re.compile("fulfilment@souk.example lacks the permission staff.manage"))


def test_the_palette_leads_everywhere_by_keyboard_alone(desk: Desk) -> None:
    page = desk("finance")
    backoffice.go(page, "/admin/orders")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("disp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Disputes")).to_be_visible()
    expect(page.locator("main:focus, main h1:focus")).to_be_visible()
