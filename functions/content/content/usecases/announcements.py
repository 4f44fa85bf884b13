"""The events of documents."""

from __future__ import annotations

from collections.abc import Mapping

from content.domain.document import Content, Document
from content.domain.kinds import LETTER, SETTINGS
from souk.events import Event
from souk.events.common import PickupPlace
from souk.events.content import RULES, Closure, ContentPublished, LetterWords, SellerSettings, ShopSettings
from souk.events.factory import new_event


def published(document: Document, content: Content) -> Event:
    kind = document.kind
    data = ContentPublished(
        document=str(kind),
        number=document.number,
        shop=_shop(content) if kind.family == SETTINGS else None,
        letter=LetterWords(kind=kind.letter, language=kind.language, **content) if kind.family == LETTER else None,
        **({kind.family: RULES[kind.family](**content)} if kind.is_rules else {}),
    )
    # Of this type each publishing is one, and so the number orders them.
    return new_event("content.published", aggregate_id=str(kind), aggregate_version=document.number, data=data)


def _shop(content: Content) -> ShopSettings:
    closed = content["closed"]
    return ShopSettings(
        name=content["name"],
        primary=content["colours"]["primary"],
        primary_dark=content["colours"]["primary_dark"],
        logo=content["logo"],
        imprint=_imprint(content["legal"], content["contact"]),
        language=content["languages"][0],
        bank_account=content["bank_account"],
        closed=Closure(**closed) if closed else None,
        # Settings from before some of these were there say nothing of them.
        seller=SellerSettings(**content["legal"], email=content["contact"]["email"], phone=content["contact"]["phone"]),
        pickups=[PickupPlace(**place) for place in content.get("pickups", ())],
    )


def _imprint(legal: Mapping[str, str], contact: Mapping[str, str]) -> list[str]:
    """What stands below every letter, each line once: an address may begin with the company."""
    lines = (
        *(legal[name] for name in ("company", "represented_by", "register_entry", "vat_id")),
        *contact["address"].splitlines(),
        contact["email"],
        contact["phone"],
    )
    return [*dict.fromkeys(line.strip() for line in lines if line.strip())]
