"""What a new shop has published, by the routes that staff use."""

from __future__ import annotations

from typing import Any

import pytest

from content.doors.api import api
from documents.domain.seller import missing
from documents.usecases.sales import seller_of
from souk.events import data_of
from souk.events.content import ContentPublished
from souk_local import content as seed
from souk_local.shop_api import ShopApi
from tests.component.content.test_documents import ask, publish, told, trail
from tests.support.http import call

__all__ = ["trail"]

pytestmark = pytest.mark.usefixtures("trail")


class Staff(ShopApi):
    """Calls the routes as the local cloud's client does."""

    def __init__(self, breaks_at: str = "") -> None:
        super().__init__("http://shop.test")
        self.changes = 0
        self._breaks_at = breaks_at

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        if self._breaks_at and path.endswith(self._breaks_at):
            raise ConnectionError(path)
        self.changes += method != "GET"
        path, _, query = path.partition("?")
        given = dict(part.split("=") for part in query.split("&") if part)
        answer = call(api, method, path, body=body, user="ada", groups=["admin"], headers=headers or {}, query=given)
        assert answer.status == 200, answer.body
        return answer.json


def test_settings_menus_home_page_and_pages_are_published() -> None:
    assert seed.publish_documents(Staff()) == len(seed.documents())
    shop = ask("GET", "/shop").json
    assert shop["settings"]["name"] == "Souk"
    assert shop["sections"][0]["type"] == "hero"
    for group in shop["navigation"]["footer"]:
        for link in group["links"]:
            page = ask("GET", link["to"])
            assert page.status == 200, link
            assert page.json["title"]


def test_invoices_need_no_more_of_the_seller() -> None:
    seed.publish_documents(Staff())
    [shop] = [said.shop for event in told() if (said := data_of(event, ContentPublished)).document == "settings"]
    assert missing(seller_of(shop)) == ()


def test_nothing_is_done_twice() -> None:
    seed.publish_documents(Staff())
    again = Staff()
    assert (seed.publish_documents(again), again.changes) == (0, 0)


def test_what_somebody_has_written_stays() -> None:
    publish("settings", {"name": "Kiosk"})
    assert ask("PUT", "/admin/content/page:returns", {"page": {"title": "Back", "body": "No."}}, 0).status == 200
    seed.publish_documents(Staff())
    assert ask("GET", "/shop").json["settings"]["name"] == "Kiosk"
    assert ask("GET", "/pages/returns").status == 404


def test_one_that_broke_off_is_finished() -> None:
    with pytest.raises(ConnectionError):
        seed.publish_documents(Staff(breaks_at="navigation/publish"))
    seed.publish_documents(Staff())
    assert ask("GET", "/shop").json["navigation"]["footer"]
    assert ask("GET", "/pages/imprint").status == 200
