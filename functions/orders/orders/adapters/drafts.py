"""The drafts in the orders table. See `records.DraftItem`."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import datetime
from typing import Any

from orders.adapters.codec import address_from_json, address_to_json
from orders.adapters.records import DRAFT, DRAFTS, DraftItem, ListEntry, draft_key, sort_key
from orders.domain.drafting.draft import Agreed, DraftContent, DraftLine, OrderDraft
from orders.usecases.ports import Cursor
from souk import clock
from souk.money import Money
from souk.storage.dynamo import Transaction, put_if
from souk.taxes.business import BusinessNumber


class DynamoDraftStore:
    """`orders.usecases.drafting.drafts.DraftStore` on DynamoDB."""

    def find(self, draft_id: str) -> OrderDraft | None:
        item = DraftItem.fetch(draft_key(draft_id), DRAFT, consistent=True)
        return _draft(item) if item else None

    def add(self, draft: OrderDraft) -> None:
        put_if(_item(draft), DraftItem.pk.does_not_exist())

    def save(self, draft: OrderDraft, previous_version: int) -> None:
        put_if(_item(draft), DraftItem.version == previous_version)

    def delete(self, draft: OrderDraft) -> None:
        tx = Transaction()
        tx.delete(_item(draft), DraftItem.version == draft.version)
        tx.commit()

    def listed(self, limit: int, cursor: Cursor) -> tuple[list[OrderDraft], Cursor]:
        found = ListEntry.by_list.query(DRAFTS, scan_index_forward=False, limit=limit, last_evaluated_key=cursor)
        keys = list(found)
        items = {item.pk: item for item in DraftItem.batch_get([(key.pk, DRAFT) for key in keys])} if keys else {}
        return [_draft(items[key.pk]) for key in keys if key.pk in items], found.last_evaluated_key


def _item(draft: OrderDraft) -> DraftItem:
    return DraftItem(
        draft_key(draft.id),
        DRAFT,
        gsi2pk=DRAFTS,
        gsi2sk=sort_key(draft.changed_at, draft.id),
        version=draft.version,
        made_by=draft.by,
        made_at=clock.isoformat(draft.made_at),
        changed_at=clock.isoformat(draft.changed_at),
        wish=json.dumps(_wish_to_json(draft.wish)) if draft.wish else None,
        order_id=draft.order_id or None,
        expires_at=int(draft.ends_at.timestamp()),
    )


def _draft(item: DraftItem) -> OrderDraft:
    return OrderDraft(
        id=str(item.pk).partition("#")[2],
        version=int(item.version),
        by=item.made_by,
        made_at=datetime.fromisoformat(item.made_at),
        changed_at=datetime.fromisoformat(item.changed_at),
        wish=_wish_from_json(json.loads(item.wish)) if item.wish else None,
        order_id=item.order_id or "",
    )


def _wish_to_json(wish: DraftContent) -> dict[str, Any]:
    return {
        "lines": [[line.sku, line.quantity, _agreed_to_json(line.agreed)] for line in wish.lines],
        "address": address_to_json(wish.address),
        "shipping_method": wish.shipping_method,
        "email": wish.email,
        "user_id": wish.user_id,
        "shipping": _agreed_to_json(wish.shipping),
        "notes": wish.notes,
        "locale": wish.locale,
        "business": list(astuple(wish.business)) if wish.business else None,
        **({"market": wish.market} if wish.market else {}),
    }


def _wish_from_json(members: dict[str, Any]) -> DraftContent:
    business = members.get("business")
    lines = (DraftLine(sku, units, _agreed_from_json(agreed)) for sku, units, agreed in members["lines"])
    return DraftContent(
        **{
            **members,
            "lines": tuple(lines),
            "address": address_from_json(members["address"]),
            "shipping": _agreed_from_json(members["shipping"]),
            "business": BusinessNumber(*business) if business else None,
        }
    )


def _agreed_to_json(agreed: Agreed | None) -> list[Any] | None:
    return [agreed.price.amount, agreed.price.currency, agreed.reason] if agreed else None


def _agreed_from_json(kept: list[Any] | None) -> Agreed | None:
    return Agreed(Money(kept[0], kept[1]), kept[2]) if kept else None
