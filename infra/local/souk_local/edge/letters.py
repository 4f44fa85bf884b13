"""Letters to look at: every one the notifications service writes, in every language, light and dark, wide and narrow.

They are written here by the service's own code, about something that did not happen, with the shop's published name,
logo and colours. What was really sent is MiniStack's to show.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from notifications.domain.letter import Shop, WrittenLetter

PATH = "/_edge/letters"
# Styles stand inline, as mail programs want them; nothing runs, and pictures are the site's or come with the letter.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'",
    "Cache-Control": "no-store",
}
_WIDTHS, _MODES, _FORMS = ("600", "390"), ("light", "dark"), ("html", "txt")
_DARK = "@media (prefers-color-scheme:dark)"


def index(request: web.Request) -> web.Response:
    """All of them in one language, of one width and in one light."""
    from notifications.domain.tongue import LANGUAGES
    from notifications.usecases.examples import EXAMPLES

    language = _one(request, "language", ("en", *LANGUAGES))
    mode, width, form = _one(request, "mode", _MODES), _one(request, "width", _WIDTHS), _one(request, "form", _FORMS)
    choices = "".join(
        _choice(name, values, chosen)
        for name, values, chosen in (
            ("language", LANGUAGES, language),
            ("mode", _MODES, mode),
            ("width", _WIDTHS, width),
            ("form", _FORMS, form),
        )
    )
    frames = "".join(
        f"<h2 id='{kind}'>{kind}</h2><iframe title='{kind}' width='{width}' height='760' loading='lazy' "
        f"src='{PATH}/{kind}/{language}.{form}?mode={mode}'></iframe>"
        for kind in map(str, EXAMPLES)
    )
    style = (
        "body{font:16px/1.5 sans-serif;margin:24px}iframe{border:1px solid #999;max-width:100%}label{margin-right:16px}"
    )
    page = (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Letters</title><style>{style}</style>"
        f"<h1>Letters</h1><form>{choices}<button>Show</button></form>{frames}"
    )
    return web.Response(text=page, content_type="text/html", headers=HEADERS)


async def letter(request: web.Request, shown: Mapping[str, Any]) -> web.Response:
    """One letter: ….html or ….txt, in the dark with `?mode=dark` whatever the browser's own is. `shown` is what the
    shop shows of itself (`GET /shop`).
    """
    from notifications.domain.tongue import LANGUAGES
    from notifications.usecases.examples import EXAMPLES

    kind, language, form = (request.match_info[name] for name in ("kind", "language", "form"))
    if kind not in EXAMPLES or language not in LANGUAGES or form not in _FORMS:
        raise web.HTTPNotFound(headers=HEADERS)
    origin = str(request.url.origin())
    written = await asyncio.to_thread(_written, kind, language, _shop(shown, origin))
    if form == "txt":
        return web.Response(text=f"{written.subject}\n\n{written.text}", content_type="text/plain", headers=HEADERS)
    media = "@media all" if _one(request, "mode", _MODES) == "dark" else "@media not all"
    html = written.html.replace(_DARK, media)
    for each in written.enclosed:
        html = html.replace(f"cid:{each.shown_as}", f"data:{each.type};base64,{b64encode(each.data).decode()}")
    return web.Response(text=html, content_type="text/html", headers=HEADERS)


async def shown_by(client: aiohttp.ClientSession, address: str, host: str) -> Mapping[str, Any]:
    """What the shop shows of itself at this address; nothing while it does not answer."""
    try:
        async with client.get(address, headers={"Host": host}) as answer:
            found: dict[str, Any] = await answer.json() if answer.ok else {}
            return found
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return {}


def _written(kind: str, language: str, shop: "Shop") -> "WrittenLetter":
    from notifications.adapters.press import TemplatePress
    from notifications.domain.tongue import tongue_for
    from notifications.usecases.examples import EXAMPLES

    return TemplatePress().write(EXAMPLES[kind](shop), shop, tongue_for(language, shop.language))


def _shop(shown: Mapping[str, Any], origin: str) -> "Shop":
    from notifications.adapters.house import address_of
    from notifications.domain.letter import Shop
    from souk.events.content import SellerSettings

    facts, theme = shown.get("settings") or {}, shown.get("theme") or {}
    colours = {
        "accent": theme.get("light", {}).get("primary"),
        "accent_dark": theme.get("dark", {}).get("primary"),
    }
    contact, legal = facts.get("contact") or {}, facts.get("legal") or {}
    lines = (
        *(legal.get(name) for name in ("company", "represented_by", "register_entry", "vat_id")),
        *(contact.get("address") or "").splitlines(),
        contact.get("email"),
        contact.get("phone"),
    )
    shop = Shop(
        facts.get("name") or "Souk",
        origin,
        imprint=tuple(dict.fromkeys(line for line in lines if line)),
        address=address_of(SellerSettings.model_validate(legal)),
        **{name: colour for name, colour in colours.items() if colour},
    )
    return shop.with_logo(facts.get("logo") or "")


def _one(request: web.Request, name: str, values: tuple[str, ...]) -> str:
    asked = request.query.get(name, "")
    return asked if asked in values else values[0]


def _choice(name: str, values: tuple[str, ...], chosen: str) -> str:
    options = "".join(f"<option{' selected' if value == chosen else ''}>{escape(value)}</option>" for value in values)
    return f"<label>{name} <select name='{name}'>{options}</select></label>"
