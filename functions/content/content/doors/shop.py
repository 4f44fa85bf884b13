"""What shoppers read. Public and cached: what is published is there within a minute."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel

from content.compose import services
from content.doors.router import api
from content.doors.views import PageView, ShopView
from souk.http import Reply, Request

SHOP_SECONDS = 60


@api.get("/shop", response=ShopView, shared_seconds=SHOP_SECONDS)
def show_shop(_request: Request[None, None]) -> Reply:
    """The shop's name, colours, menus, home page, and the banners of the moment."""
    return _tagged(ShopView.model_validate(services().shop.now()))


@api.get("/pages/{slug}", response=PageView, shared_seconds=SHOP_SECONDS)
def show_page(_request: Request[None, None], slug: str) -> Reply:
    """A page in the merchant's words: imprint, privacy, shipping."""
    return _tagged(PageView.model_validate(services().shop.page(slug)))


def _tagged(body: BaseModel) -> Reply:
    return Reply(body, etag=hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:32])
