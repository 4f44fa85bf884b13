"""What a new shop has published, through the staff's API: settings, menus, home page and the pages that it needs."""

import json
from typing import Any

from souk_local import staff
from souk_local.deployment import Deployed
from souk_local.settings import PROJECT, Settings
from souk_local.shop_api import ShopApi
from souk_local.stamps import Stamps, digest

SEED = PROJECT / "seed" / "content"
SINGLE = ("settings", "navigation", "home")


def documents() -> dict[str, dict[str, Any]]:
    """The seed by the kind of document, each as the API takes it."""
    said = json.loads((SEED / "content.json").read_text())
    pages = {
        f"page:{slug}": {"page": {**about, "body": (SEED / f"{slug}.md").read_text().strip()}}
        for slug, about in said["pages"].items()
    }
    return {family: {family: said[family]} for family in SINGLE} | pages


def publish(settings: Settings, deployed: Deployed) -> str:
    """Publishes what nobody has written yet; answers what was done."""
    stamps = Stamps(settings.state)
    stamp = digest([SEED], deployed.user_pool_id)
    if stamps.fresh("content", stamp):
        return "unchanged"
    shop = ShopApi(settings.public_url)
    try:
        staff.sign_in(settings, shop)
        published = publish_documents(shop)
    finally:
        shop.close()
    stamps.write("content", stamp)
    return f"{published} documents"


def publish_documents(shop: ShopApi) -> int:
    """Publishes the seed's documents but those that somebody has written; answers how many.

    One that was begun here and not published is finished. Raises LocalCloudError.
    """
    known = {card["kind"]: card for card in shop.call("GET", "/admin/content?limit=100")["items"]}
    wanted = documents()
    new = {kind: content for kind, content in wanted.items() if kind not in known}
    for kind, content in new.items():
        shop.call("PUT", f"/admin/content/{kind}", content, {"If-Match": '"0"'})
    begun = {kind for kind in wanted if _is_ours(shop, kind, known, wanted[kind])}
    for kind in [*new, *begun]:
        shop.call("POST", f"/admin/content/{kind}/publish", headers={"If-Match": '"1"'})
    return len(new) + len(begun)


def _is_ours(shop: ShopApi, kind: str, known: dict[str, Any], content: dict[str, Any]) -> bool:
    """Whether its first draft is the seed's, and was never published."""
    card = known.get(kind)
    if card is None or card["version"] != 1:
        return False
    draft = shop.call("GET", f"/admin/content/{kind}")["draft"]
    return all(_covers(draft.get(family), said) for family, said in content.items())


def _covers(whole: Any, part: Any) -> bool:
    """Whether `whole` says all that `part` does; the API adds what was left out."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(_covers(whole.get(name), value) for name, value in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) == len(part) and all(map(_covers, whole, part))
    return bool(whole == part)
