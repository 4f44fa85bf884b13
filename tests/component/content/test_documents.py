"""Documents from the staff's request to what shoppers and other services are given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from content import compose
from content.doors.api import api
from content.doors.consumers import consumer
from souk import clock
from souk.cloud import aws
from souk.events import Event, data_of
from souk.events.content import ContentPublished
from souk.events.factory import new_event
from souk.events.products import ProductSnapshot
from tests.support.dynamo import REGION, environment, table
from tests.support.http import Response, call
from tests.support.kafka import batch
from tests.support.trail import MemoryTrail, kept
from tests.unit.content.test_rules import PNG

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SETTINGS = {"name": "Kiosk", "languages": ["de", "en"], "colours": {"primary": "#7a1f3d"}}
TABLE = "content"
PRODUCT = ProductSnapshot(
    product_id="p1", handle="mug", title="Mug", description="", categories=[], status="active", variants=[]
)


@pytest.fixture
def trail() -> Iterator[MemoryTrail]:
    with table(TABLE, "content"), environment(MEDIA_BUCKET="media"), clock.freeze(NOW), kept() as trail:
        aws.client("s3").create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": REGION})
        compose.services.reset()
        yield trail
        compose.services.reset()


def ask(method: str, path: str, body: Any = None, version: int | None = None, role: str = "merchandiser") -> Response:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return call(api, method, path, body=body, user="ada", groups=[role], headers=headers)


def publish(kind: str, content: dict[str, Any], version: int = 0) -> int:
    """Writes and publishes; the version after it."""
    path = f"/admin/content/{kind}"
    written = ask("PUT", path, {kind.partition(":")[0]: content}, version)
    assert written.status == 200, written.body
    published = ask("POST", f"{path}/publish", version=written.json["version"])
    assert published.status == 200, published.body
    return int(published.json["version"])


def told() -> list[Event]:
    items = aws.client("dynamodb").scan(TableName=TABLE)["Items"]
    events = [Event.model_validate_json(item["event"]["S"]) for item in items if "event" in item]
    return sorted(events, key=lambda event: event.id)


def test_a_shop_without_documents_is_as_the_storefront_has_it(trail: MemoryTrail) -> None:
    answer = call(api, "GET", "/shop")
    assert (answer.json["settings"], answer.json["sections"], answer.json["closed"]) == (None, [], None)
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    again = call(api, "GET", "/shop", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    assert ask("GET", "/admin/content/settings").json["draft"] is None
    assert ask("GET", "/admin/content/page:imprint").status == 404


def test_what_is_published_is_shown_and_told_and_what_is_only_written_is_not(trail: MemoryTrail) -> None:
    version = publish("settings", SETTINGS)
    ask("PUT", "/admin/content/settings", {"settings": {"name": "Other"}}, version)
    shop = call(api, "GET", "/shop").json
    assert (shop["settings"]["name"], shop["theme"]["light"]["primary"]) == ("Kiosk", "#7a1f3d")
    [event] = told()
    published = data_of(event, ContentPublished)
    assert (event.aggregate_id, event.aggregate_version, published.document) == ("settings", 1, "settings")
    assert published.shop is not None
    assert (published.shop.name, published.shop.language, published.shop.primary) == ("Kiosk", "de", "#7a1f3d")
    preview = ask("GET", "/admin/content/settings/preview").json
    assert preview["shop"]["settings"]["name"] == "Other"
    assert ask("GET", "/admin/content/settings").json["changed"] is True


def test_letters_name_the_company_once_where_the_address_begins_with_it(trail: MemoryTrail) -> None:
    who = {"legal": {"company": "Kiosk Ltd"}, "contact": {"address": "Kiosk Ltd \nLane 1"}}
    publish("settings", {**SETTINGS, **who})
    [event] = told()
    shop = data_of(event, ContentPublished).shop
    assert shop is not None
    assert shop.imprint == ["Kiosk Ltd", "Lane 1"]


def test_a_change_names_the_version_it_is_based_on(trail: MemoryTrail) -> None:
    body = {"settings": SETTINGS}
    assert ask("PUT", "/admin/content/settings", body).status == 428
    assert ask("PUT", "/admin/content/settings", body, 1).status == 412
    first = ask("PUT", "/admin/content/settings", body, 0)
    assert (first.status, first.headers["ETag"]) == (200, '"1"')
    assert ask("PUT", "/admin/content/settings", body, 0).status == 412
    assert ask("POST", "/admin/content/settings/publish", version=0).status == 412
    seen = call(api, "GET", "/admin/content/settings", user="ada", groups=["admin"], headers={"If-None-Match": '"1"'})
    assert seen.status == 304


def test_two_who_publish_at_once_do_it_once(trail: MemoryTrail) -> None:
    ask("PUT", "/admin/content/home", {"home": {"sections": [{"type": "text", "title": "Hello"}]}}, 0)
    answers = [ask("POST", "/admin/content/home/publish", version=1).status for _ in range(2)]
    assert (answers, len(told())) == ([200, 412], 1)
    assert ask("POST", "/admin/content/home/publish", version=2).status == 409


def test_what_does_not_fit_is_refused_field_by_field(trail: MemoryTrail) -> None:
    answer = ask("PUT", "/admin/content/settings", {"settings": {"name": "K", "colours": {"primary": "#ffffff"}}}, 0)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "colours.primary")
    assert ask("PUT", "/admin/content/settings", {"home": {}}, 0).status == 400
    assert ask("PUT", "/admin/content/settings", {"settings": SETTINGS, "home": {}}, 0).status == 400
    script = {"navigation": {"header": [{"label": "Sale", "to": "javascript:alert(1)"}]}}
    assert ask("PUT", "/admin/content/navigation", script, 0).status == 400
    assert ask("PUT", "/admin/content/what", {"home": {}}, 0).status in (400, 404)
    assert told() == []


def test_a_page_keeps_every_version_that_was_in_force_and_since_when(trail: MemoryTrail) -> None:
    kind = "page:returns"
    publish(kind, {"title": "Returns", "body": "Within **14** days."})
    with clock.freeze(NOW.replace(day=8)):
        version = publish(kind, {"title": "Returns", "body": "Within **30** days."}, 2)
    assert "<strong>30</strong>" in call(api, "GET", "/pages/returns").json["html"]
    versions = ask("GET", f"/admin/content/{kind}/versions").json["items"]
    assert [(one["number"], one["since"][:10], (one["until"] or "")[:10]) for one in versions] == [
        (2, "2026-05-08", ""),
        (1, "2026-05-04", "2026-05-08"),
    ]
    first = ask("GET", f"/admin/content/{kind}/versions/1").json
    assert (first["content"]["page"]["body"], first["published_by"]) == ("Within **14** days.", "ada")
    restored = ask("POST", f"/admin/content/{kind}/versions/1/restore", version=version)
    assert restored.json["draft"]["page"]["body"] == "Within **14** days."
    assert "30" in call(api, "GET", "/pages/returns").json["html"]
    assert ask("GET", f"/admin/content/{kind}/versions/7").status == 404
    gone = ask("POST", f"/admin/content/{kind}/withdraw", version=restored.json["version"])
    assert (gone.json["in_force"], call(api, "GET", "/pages/returns").status) == (False, 404)
    assert ask("GET", f"/admin/content/{kind}/versions").json["items"][0]["until"] is not None


def test_a_page_runs_and_loads_nothing(trail: MemoryTrail) -> None:
    body = (
        "# Big\n\n<script>alert(1)</script> <b onclick=x>b</b>\n\n[x](javascript:alert(1)) [y](data:text/html,z) "
        "![z](https://elsewhere.example/z.png) [fine](https://fine.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    publish("page:terms", {"title": "Terms", "body": body})
    html = call(api, "GET", "/pages/terms").json["html"]
    assert "<h2>Big</h2>" in html
    assert "<table>" in html
    assert 'href="https://fine.example"' in html
    assert all(evil not in html for evil in ("<script", "<b ", 'href="javascript', 'href="data', "<img"))


def test_words_of_a_letter_are_told_and_shown_to_nobody(trail: MemoryTrail) -> None:
    publish("letter:shipped:de", {"subject": "{number} kommt", "closing": "Ihr {shop}"})
    words = data_of(told()[0], ContentPublished).letter
    assert words is not None
    assert (words.kind, words.language, words.subject, words.intro) == ("shipped", "de", "{number} kommt", "")
    wrong = ask("PUT", "/admin/content/letter:shipped:de", {"letter": {"intro": "Dear {name}"}}, 2)
    assert (wrong.status, wrong.json["errors"][0]["field"]) == (400, "intro")
    assert "kommt" not in call(api, "GET", "/shop").body


def test_every_write_is_on_record_with_what_it_changed(trail: MemoryTrail) -> None:
    publish("home", {"sections": []})
    assert trail.types == ["staff.intended", "staff.acted"] * 2
    assert trail.last.operation == "publish_document"
    change = trail.last.changes[0]
    assert (change.thing, change.before["published"], change.after["published"]) == ("content:home", 0, 1)
    assert ask("PUT", "/admin/content/home", {"home": {}}, 2, role="support").status == 403
    assert ask("GET", "/admin/content/home", role="support").status == 200
    assert ask("GET", "/admin/content/home", role="fulfilment").status == 403


def test_a_picture_is_looked_at_before_it_is_shown(trail: MemoryTrail) -> None:
    begun = ask("POST", "/admin/content/pictures", {"media_type": "image/png"})
    picture_id = begun.json["picture_id"]
    accept = f"/admin/content/pictures/{picture_id}/accept"
    assert (begun.status, begun.json["fields"]["key"]) == (201, f"uploads/{picture_id}")
    assert ask("POST", accept).status == 409
    s3 = aws.client("s3")
    s3.put_object(Bucket="media", Key=f"uploads/{picture_id}", Body=b"<svg onload=alert(1)>", ContentType="image/png")
    assert ask("POST", accept).status == 400
    s3.put_object(Bucket="media", Key=f"uploads/{picture_id}", Body=PNG)
    src = ask("POST", accept).json["src"]
    shown = s3.get_object(Bucket="media", Key=src.removeprefix("/"))
    assert (shown["ContentType"], shown["Body"].read()) == ("image/png", PNG)
    publish("settings", {**SETTINGS, "logo": src})
    assert call(api, "GET", "/shop").json["settings"]["logo"] == src
    assert (
        ask("PUT", "/admin/content/settings", {"settings": {"name": "K", "logo": "https://x.example/a.png"}}, 2).status
        == 400
    )


def test_the_first_day_is_seen_said_and_remembered(trail: MemoryTrail) -> None:
    path = "/admin/content/first-day"

    def states(answer: Response) -> dict[str, str]:
        return {one["step"]: one["state"] for one in answer.json["steps"]}

    first = ask("GET", path)
    assert (first.headers["ETag"], set(states(first).values()), first.json["finished"]) == ('"0"', {"to_do"}, False)
    assert ask("PATCH", path, {"steps": [{"step": "taxes", "state": "skipped"}]}).status == 428
    assert states(ask("PATCH", path, {"steps": [{"step": "taxes", "state": "skipped"}]}, 0))["taxes"] == "skipped"
    assert ask("PATCH", path, {"steps": [{"step": "shipping", "state": "done"}]}, 0).status == 412
    publish("settings", SETTINGS)
    seen = states(ask("GET", path))
    assert (seen["name_and_currency"], seen["opening"], seen["taxes"]) == ("done", "done", "skipped")
    created = new_event("product.created", aggregate_id="p1", aggregate_version=1, data=PRODUCT)
    assert [batch(consumer, [created]) for _ in range(2)] == [{"set_aside": 0}] * 2
    assert states(ask("GET", path))["first_product"] == "done"
    rest = [{"step": step, "state": "done"} for step, state in seen.items() if state == "to_do"]
    assert ask("PATCH", path, {"steps": rest}, 2).json["finished"] is True


def test_a_list_costs_the_same_over_many_documents(trail: MemoryTrail) -> None:
    for number in range(30):
        content = {"page": {"title": f"Page {number}", "body": "word " * 1000}}
        assert ask("PUT", f"/admin/content/page:page-{number:02}", content, 0).status == 200
    publish("home", {"sections": []})
    first = ask_for(limit="10", family="page")
    assert [one["kind"] for one in first["items"]] == [f"page:page-{number:02}" for number in range(10)]
    second = ask_for(limit="10", family="page", cursor=first["next_cursor"])
    assert second["items"][0]["kind"] == "page:page-10"
    assert "draft" not in json.dumps(first)
    assert [one["kind"] for one in ask_for(family="home")["items"]] == ["home"]


def ask_for(**query: str) -> Any:
    answer = call(api, "GET", "/admin/content", user="ada", groups=["admin"], query=query)
    assert answer.status == 200, answer.body
    return answer.json
