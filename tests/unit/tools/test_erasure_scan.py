"""What the erasure's scan finds in pieces of every form, and by which rule it may be there."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from souk.storage.journal import pack
from souk_tools.erasure_scan.pieces import Kind, Piece
from souk_tools.erasure_scan.places import of_item, of_object, of_record
from souk_tools.erasure_scan.report import told
from souk_tools.erasure_scan.rules import LONGEST, Rules
from souk_tools.erasure_scan.scan import Scan, Word, scanned

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
NAME = Word("name", "Zenobia Quill")
USER = Word("user id", "8e254aa0-6b61", pseudonym=True)
RULES = Rules.of_the_shop()
ARCHIVE = "souk-local-logs-000000000000"
PLACED = json.dumps(
    {"id": "e1", "type": "order.placed", "aggregate_id": "o1", "data": {"shipping_address": {"name": NAME.text}}}
)


def scan(*pieces: Piece, word: Word = NAME) -> Scan:
    return scanned(pieces, [word], RULES, NOW)


def item(service: str, **attributes: Any) -> Piece:
    return of_item(service, {"pk": {"S": "A#1"}, "sk": {"S": "B"}, **attributes})


def seconds(moment: datetime) -> dict[str, str]:
    return {"N": str(int(moment.timestamp()))}


def only(found: Scan) -> tuple[str, str, bool]:
    [finding] = found.findings
    return finding.field, finding.rule, finding.lawful


# what is found, whatever its form


@pytest.mark.parametrize(
    "attributes",
    [
        {"name": {"S": NAME.text}},
        {"addresses": {"L": [{"M": {"name": {"S": NAME.text}}}]}},
        {"answer": {"S": json.dumps({"buyer": [{"name": NAME.text}]})}},
        {"by_name": {"M": {NAME.text: {"N": "1"}}}},
        {"labels": {"SS": ["x", NAME.text]}},
        {"journal": {"B": pack({"address": {"name": NAME.text}}, ())}},
        {"journal": {"B": pack({}, [PLACED])}},
        {"value": {"B": zlib.compress(PLACED.encode())}},
        {"value": {"B": zlib.compress(f"no event, of {NAME.text}".encode())}},
        {"blob": {"B": gzip.compress(NAME.text.encode())}},
        {"blob": {"B": b"\x78\x9c" + NAME.text.encode()}},
        {"gsi1pk": {"S": f"NAME#{NAME.text}"}},
        {"note": {"S": f"[not json of {NAME.text}"}},
    ],
)
def test_a_word_is_found_in_an_item_of_any_form(attributes: dict[str, Any]) -> None:
    assert len(scan(item("users", **attributes)).findings) == 1


def test_a_word_is_found_in_keys_objects_and_records() -> None:
    assert scan(of_item("users", {"pk": {"S": f"X#{NAME.text}"}, "sk": {"S": "Y"}})).unlawful
    assert scan(of_object("souk-local-media-000000000000", f"imports/{NAME.text}.csv", b"", NOW)).unlawful
    lines = gzip.compress(f"{{}}\n{json.dumps({'message': NAME.text})}\n".encode())
    assert scan(of_object(ARCHIVE, "logs/1.jsonl.gz", lines, NOW)).unlawful
    assert scan(of_record("souk.orders.v1", "1", b"o1", PLACED.encode(), 0)).findings
    assert not scan(item("users", name={"S": "Zenobia"}), item("users", name={"NULL": True})).findings


# what is lawful


def test_an_address_of_a_sale_stays_and_a_phone_number_does_not() -> None:
    state = {"address": {"name": NAME.text, "phone": "1"}}
    assert only(scan(item("orders", journal={"B": pack(state, ())}))) == ("journal.address.name", "tax-law", True)
    state = {"address": {"phone": NAME.text}}
    assert only(scan(item("orders", journal={"B": pack(state, ())}))) == ("journal.address.phone", "forgotten", False)


def test_the_buyer_of_an_invoice_stays_and_who_may_see_it_does_not() -> None:
    state = {"documents": [{"buyer": {"name": NAME.text}}]}
    assert only(scan(item("documents", packed={"B": pack(state, ())}))) == (
        "packed.documents.buyer.name",
        "retention",
        True,
    )
    owned = {"owner": NAME.text}
    assert only(scan(item("documents", packed={"B": pack(owned, ())}))) == ("packed.owner", "forgotten", False)


def test_an_event_that_names_somebody_is_lawful_in_kafka_for_a_week_and_never_in_a_journal() -> None:
    fresh, old = ((NOW - timedelta(days=days)).timestamp() * 1000 for days in (6, 8))
    assert not scan(of_record("souk.orders.v1", "1", b"o1", PLACED.encode(), int(fresh))).unlawful
    assert scan(of_record("souk.orders.v1", "1", b"o1", PLACED.encode(), int(old))).unlawful
    kept_for_years = seconds(NOW + 8 * timedelta(days=365))
    assert scan(item("orders", journal={"B": pack({}, [PLACED])}, expires_at=kept_for_years)).unlawful


def test_what_expires_is_lawful_until_then_and_not_for_longer_than_anything_may_take() -> None:
    answer = {"S": json.dumps({"reason": NAME.text})}
    for end, lawful in ((NOW + timedelta(days=1), True), (NOW, False), (NOW + LONGEST + timedelta(days=1), False)):
        found = scan(item("payments", answer=answer, expires_at=seconds(end)))
        assert only(found) == ("answer.reason", "expires", lawful)
    assert scan(item("payments", answer=answer)).unlawful


def test_what_is_set_aside_may_keep_an_id_and_no_name() -> None:
    waiting = {"aggregate": {"S": USER.text}}
    assert not scan(item("cart", **waiting), word=USER).unlawful
    assert scan(item("cart", aggregate={"S": NAME.text})).unlawful


def test_a_log_line_may_have_an_id_and_nothing_else() -> None:
    line = json.dumps({"user_id": USER.text}).encode()
    assert not scan(of_object(ARCHIVE, "1", line, NOW), word=USER).unlawful
    assert scan(of_object(ARCHIVE, "1", line, NOW - timedelta(days=401)), word=USER).unlawful
    message = {"message": {"S": NAME.text}, "expires_at": seconds(NOW + timedelta(days=1))}
    assert scan(item("logs", **message)).unlawful
    assert scan(of_record("logging", "1", b"", json.dumps({"message": NAME.text}).encode(), 0)).unlawful


def test_nobody_is_in_the_user_pool_the_index_or_a_bucket_by_any_rule() -> None:
    for kind in (Kind.POOL, Kind.INDEX, Kind.BUCKET):
        assert scan(Piece(kind, "place", "name", {"name": NAME.text})).unlawful
        assert scan(Piece(kind, "place", "name", {"id": USER.text}), word=USER).unlawful


def test_the_report_says_where_it_looked_and_never_what_for() -> None:
    text = told(scan(item("users", name={"S": NAME.text}), item("cart", added_at={"S": "now"})))
    assert "1  table cart" in text
    assert "1  name            table users, name (forgotten): A#1 B" in text
    assert NAME.text not in text
