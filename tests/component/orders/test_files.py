"""Files of an order over HTTP: listed and counted on the table, and a link that S3 answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from orders import compose
from orders.adapters.files import S3FileLinks
from orders.doors.api import api
from orders.usecases.ports import SoldFile
from souk import clock
from tests.component.orders.conftest import NOW, Calls
from tests.component.orders.test_api import assert_problem, check_out, key_of, staff
from tests.support import outbox
from tests.support.dynamo import environment
from tests.support.http import Response, call
from tests.unit.orders import events
from tests.unit.orders.fakes import World, variant

FILE = SoldFile("MUG", "f1", "كتاب 1.pdf", "application/pdf", 5, "files/o1")
TOTAL = {"amount": 1999, "currency": "EUR"}


@pytest.fixture
def placed(world: World) -> Iterator[dict[str, Any]]:
    """Paid, and not consented to."""
    world.catalogue["MUG"] = variant("MUG", requires_shipping=False, withdrawal_exclusion="digital_content")
    world.catalogue.sold_files = (FILE,)
    parts = replace(compose.services().parts, file_links=S3FileLinks)
    with environment(MEDIA_BUCKET="media", DOWNLOADS_PER_UNIT="2"), compose.services.swap(lambda: parts):
        answer: dict[str, Any] = check_out(expected_total=TOTAL).json
        yield answer


def pay(world: World) -> None:
    [stored], _ = world.orders.listed(None, 1, None)
    world.orders.reactions.payment_changed(events.captured(stored))


def files(placed: dict[str, Any], **headers: str) -> Response:
    return call(api, "GET", f"/orders/{placed['order']['id']}/files", headers=headers or key_of(placed))


def download(placed: dict[str, Any], **body: str) -> Response:
    path = f"/orders/{placed['order']['id']}/files"
    return call(api, "POST", path, body={"sku": "MUG", "file_id": "f1", **body}, headers=key_of(placed))


def test_what_is_paid_is_downloaded_by_its_shopper_until_it_is_used_up_and_staff_give_more(
    world: World, placed: dict[str, Any], table: str, calls: Calls
) -> None:
    assert files(placed).json == {"lines": []}
    pay(world)
    assert_problem(files(placed, **{"X-Order-Key": "another"}), 404, "not_found")
    [line] = files(placed).json["lines"]
    assert (line["until"], line["consented_at"]) == ("2026-03-31T12:00:00Z", None)
    assert line["files"] == [{"id": "f1", "name": "كتاب 1.pdf", "media_type": "application/pdf", "size": 5, "left": 2}]
    assert_problem(download(placed), 409, "consent_wanted")
    given = download(placed, consent=line["consent"]["version"])
    assert (given.status, given.json["left"]) == (200, 1)
    assert outbox.types(table)[-1] == "order.letter_asked"
    calls.clear()
    assert download(placed).json["left"] == 0
    assert calls.names == ["Query", "PutItem"], "it is counted in one write, and nothing else is asked of the table"
    assert_problem(download(placed), 409, "not_downloadable")
    [line] = files(placed).json["lines"]
    assert (line["consent"], line["consented_at"]) == (None, "2026-03-01T12:00:00Z")
    path = f"/admin/orders/{placed['order']['id']}"
    body = {"sku": "MUG", "downloads": 1}
    assert_problem(staff("POST", f"{path}/files", body), 428, "precondition_required")
    more = staff("POST", f"{path}/files", body, If_Match=staff("GET", path).headers["ETag"])
    assert (more.status, more.json["granted"]) == (200, [{"sku": "MUG", "downloads": 1, "until": None}])
    assert [(each["name"], each["times"]) for each in more.json["downloads"]] == [("كتاب 1.pdf", 2)]
    assert download(placed).json["left"] == 0
    assert_problem(download(placed, file_id="none"), 404, "not_found")


def test_the_link_is_for_one_file_for_minutes_and_has_it_saved_under_its_name(placed: dict[str, Any]) -> None:
    with clock.freeze(NOW):
        link = urlsplit(S3FileLinks().link(FILE, 300))
    asked = {name: value for name, [value] in parse_qs(link.query).items()}
    assert link.path.endswith("files/o1")
    assert asked["X-Amz-Expires"] == "300"
    assert asked["response-content-type"] == "application/pdf"
    assert asked["response-content-disposition"].startswith("attachment; filename=\"____ 1.pdf\"; filename*=UTF-8''%D9")
