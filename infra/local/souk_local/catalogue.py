"""Seeding the shop: pictures into the media bucket, products through the import that staff use."""

import mimetypes
from concurrent.futures import ThreadPoolExecutor

import httpx

from souk_local import staff
from souk_local.aws import Clients
from souk_local.deployment import Deployed
from souk_local.problems import LocalCloudError
from souk_local.settings import PROJECT, Settings
from souk_local.shop_api import ShopApi
from souk_local.stamps import Stamps, digest, files
from souk_local.waiting import wait_until

CATALOGUE = PROJECT / "seed" / "catalogue.csv"
PICTURES = PROJECT / "seed" / "media"
IMPORT_LIMIT_SECONDS = 300


def publish_pictures(settings: Settings, clients: Clients, deployed: Deployed) -> str:
    """Uploads the seed's pictures under /media; answers what was done."""
    stamps = Stamps(settings.state)
    stamp = digest([PICTURES], deployed.media_bucket)
    if stamps.fresh("pictures", stamp):
        return "unchanged"
    pictures = files(PICTURES)

    def upload(number: int) -> None:
        picture = pictures[number]
        kind = mimetypes.guess_type(picture.name)[0] or "application/octet-stream"
        key = f"media/{picture.relative_to(PICTURES)}"
        clients.s3.put_object(Bucket=deployed.media_bucket, Key=key, Body=picture.read_bytes(), ContentType=kind)

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(upload, range(len(pictures))))
    stamps.write("pictures", stamp)
    return f"{len(pictures)} pictures"


def import_products(settings: Settings, deployed: Deployed) -> str:
    """Imports the seed catalogue once; answers what was done. Raises LocalCloudError with the report."""
    stamps = Stamps(settings.state)
    stamp = digest([CATALOGUE], deployed.user_pool_id)
    if stamps.fresh("catalogue", stamp):
        return "unchanged"
    shop = ShopApi(settings.public_url)
    try:
        staff.sign_in(settings, shop)
        # Safe to repeat, so it waits for the check of the session, whose function starts with the first of the staff.
        shop.call("GET", "/admin/products/imports")
        report = import_file(shop, CATALOGUE.name, CATALOGUE.read_bytes())
    finally:
        shop.close()
    if report["status"] != "succeeded":
        raise LocalCloudError(f"The catalogue import ended as {report['status']}: {report.get('errors')}")
    stamps.write("catalogue", stamp)
    return f"{report['products_created']} products created, {report['products_updated']} updated"


def import_file(shop: ShopApi, name: str, content: bytes) -> dict[str, object]:
    """Imports a product file as staff do; answers the report. Raises LocalCloudError when it does not end in time."""
    begun = shop.call("POST", "/admin/products/imports", {"filename": name})
    upload, path = begun["upload"], f"/admin/products/imports/{begun['import_id']}"
    form = {"data": upload["fields"], "files": {"file": (name, content, "text/csv")}}
    answer = httpx.request(upload["method"], upload["url"], timeout=60, **form)
    if answer.is_error:
        raise LocalCloudError(f"Uploading the catalogue answered {answer.status_code}: {answer.text[:300]}")
    shop.call("POST", f"{path}/start")
    latest: dict[str, object] = {}

    def ended() -> bool:
        latest.update(shop.call("GET", path))
        return latest["status"] in {"succeeded", "stopped", "failed"}

    if not wait_until(ended, IMPORT_LIMIT_SECONDS, every_seconds=0.5):
        raise LocalCloudError(f"The catalogue import did not end in {IMPORT_LIMIT_SECONDS} s: {latest}")
    return latest
