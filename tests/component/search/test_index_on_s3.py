"""The index on S3: written by the indexer, read by the API, with real tantivy and moto's S3."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import tantivy

from search import compose
from search.adapters.store import POINTER, PREFIX, Bucket, S3Reader, S3Writer, Snapshot
from search.domain.listing import Listing
from search.doors.api import api
from search.doors.consumers import handler
from search.usecases.search import apply_events, listing_of
from souk.cloud.aws import client
from souk.delivery.lane import TRIES
from souk.errors import Conflict
from souk.events import Event, data_of
from souk.events.products import ProductSnapshot
from souk.telemetry import ComesAgain
from tests.support.clients import whole
from tests.support.dynamo import environment, table
from tests.support.http import call
from tests.support.kafka import msk_event
from tests.support.lambdas import LambdaContext

BUCKET = "index"


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with table(service="search"), environment(INDEX_BUCKET=BUCKET):
        whole("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        compose.services.reset()
        yield Bucket(BUCKET)
        compose.services.reset()


@pytest.fixture
def eager() -> Iterator[None]:
    """Readers look at the pointer on every search."""
    with compose.services.swap(lambda: replace(compose.real(), check_seconds=0.0)):
        yield


def product(
    product_id: str,
    title: str,
    *,
    version: int = 1,
    price: int = 1000,
    category: str = "home/kitchen",
    vendor: str = "Atlas",
    tags: tuple[str, ...] = (),
    available: int = 5,
    description: str = "",
    status: str = "active",
    created: str = "2026-01-01T00:00:00+00:00",
) -> Event:
    root = category.partition("/")[0]
    data = {
        "product_id": product_id,
        "handle": title.lower().replace(" ", "-"),
        "title": title,
        "description": description,
        "vendor": vendor,
        "categories": [root, category],
        "category_names": [root.title(), category.rpartition("/")[2].title()],
        "tags": list(tags),
        "status": status,
        "created_at": created,
        "variants": [{"sku": f"{product_id}-1", "price": {"amount": price, "currency": "EUR"}, "available": available}],
    }
    return event("product.updated", product_id, version, data)


def event(event_type: str, aggregate_id: str, version: int, data: Mapping[str, object]) -> Event:
    return Event(
        type=event_type, aggregate_id=aggregate_id, aggregate_version=version, correlation_id="test", data=dict(data)
    )


def stock(product_id: str, version: int, available: int) -> Event:
    data: dict[str, object] = {
        "sku": f"{product_id}-1",
        "product_id": product_id,
        "available": available,
        "on_hand": available,
        "reserved": 0,
    }
    return event("stock.sold_out" if available == 0 else "stock.back_in_stock", f"{product_id}-1", version, data)


CATALOGUE = [
    product("1", "Copper Kettle", price=4900, tags=("copper",), description="For tea on a slow morning."),
    product("2", "Ceramic Teapot", price=3500, vendor="Fes Pottery", tags=("ceramic",)),
    product("3", "Café Cup", price=900, vendor="Fes Pottery", tags=("ceramic",), available=0),
    product("4", "Wool Blanket", price=8900, category="textiles/blankets", created="2026-03-01T00:00:00+00:00"),
]


def titles(found: Any) -> list[str]:
    return [item["title"] for item in found["items"]]


def search(**query: str) -> Any:
    response = call(api, "GET", "/search", query=query)
    assert response.status == 200, response.body
    return response.json


def test_an_index_nobody_has_written_yet_is_empty_not_an_error(bucket: Bucket) -> None:
    assert search(q="kettle")["total"] == 0


@pytest.mark.usefixtures("eager")
def test_products_are_found_by_text_category_and_the_rest(bucket: Bucket) -> None:
    apply_events(compose.services().writer, CATALOGUE)

    assert titles(search(q="kettle")) == ["Copper Kettle"]
    assert titles(search(q="tea")) == ["Ceramic Teapot", "Copper Kettle"]
    assert titles(search(q="cafe")) == ["Café Cup"]
    assert titles(search(category="textiles~blankets")) == ["Wool Blanket"]
    assert titles(search(vendor="Fes Pottery", sort="price")) == ["Café Cup", "Ceramic Teapot"]
    assert titles(search(tag="ceramic", in_stock="true")) == ["Ceramic Teapot"]
    assert titles(search(min_price="4000", max_price="5000")) == ["Copper Kettle"]
    assert titles(search())[0] == "Wool Blanket"


@pytest.mark.usefixtures("eager")
def test_typos_are_forgiven_and_pointed_out(bucket: Bucket) -> None:
    apply_events(compose.services().writer, CATALOGUE)
    found = search(q="coper ketle")
    assert titles(found) == ["Copper Kettle"]
    assert found["did_you_mean"] == "copper kettle"
    assert search(q="kettle")["did_you_mean"] is None


@pytest.mark.usefixtures("eager")
def test_facets_count_everything_that_matches(bucket: Bucket) -> None:
    apply_events(compose.services().writer, CATALOGUE)
    found = search(limit="1")
    facets = found["facets"]
    assert found["total"] == 4
    assert {"id": "home", "name": "Home", "count": 3} in facets["categories"]
    assert {"value": "Fes Pottery", "count": 2} in facets["vendors"]
    assert facets["price"] == {"min": 900, "max": 8900}


@pytest.mark.usefixtures("eager")
def test_suggestions_complete_what_is_typed(bucket: Bucket) -> None:
    apply_events(compose.services().writer, CATALOGUE)
    items = call(api, "GET", "/search/suggest", query={"q": "copper ket"}).json["items"]
    assert {"kind": "query", "text": "copper kettle", "target": ""} in items
    assert {"kind": "product", "text": "Copper Kettle", "target": "copper-kettle"} in items


@pytest.mark.usefixtures("eager")
def test_late_and_repeated_events_change_nothing(bucket: Bucket) -> None:
    writer = compose.services().writer
    apply_events(writer, [product("1", "New Name", version=2)])
    assert apply_events(writer, [product("1", "Old Name", version=1)]) == 0
    assert apply_events(writer, [product("1", "New Name", version=2)]) == 0
    assert titles(search(q="name")) == ["New Name"]


@pytest.mark.usefixtures("eager")
def test_an_unlisted_product_is_not_found_until_it_is_listed_again(bucket: Bucket) -> None:
    writer = compose.services().writer
    for version, status, found in ((1, "unlisted", 0), (2, "active", 1), (3, "unlisted", 0)):
        apply_events(writer, [product("1", "Kettle", version=version, status=status)])
        assert search(q="kettle")["total"] == found


@pytest.mark.usefixtures("eager")
def test_a_removed_product_stays_removed_when_an_old_update_comes_late(bucket: Bucket) -> None:
    writer = compose.services().writer
    apply_events(writer, [product("1", "Kettle", version=1)])
    removed = event("product.archived", "1", 3, {"product_id": "1", "handle": "kettle"})
    apply_events(writer, [removed])
    apply_events(writer, [product("1", "Kettle", version=2)])
    assert search(q="kettle")["total"] == 0
    everything = search()
    assert (everything["total"], everything["items"]) == (0, [])


@pytest.mark.usefixtures("eager")
def test_stock_events_move_the_in_stock_flag_in_their_own_order(bucket: Bucket) -> None:
    writer = compose.services().writer
    apply_events(writer, [product("1", "Kettle"), stock("1", 2, 0)])
    assert search(q="kettle", in_stock="true")["total"] == 0
    apply_events(writer, [stock("1", 1, 5)])
    assert search(q="kettle", in_stock="true")["total"] == 0
    apply_events(writer, [stock("1", 3, 5)])
    assert search(q="kettle", in_stock="true")["total"] == 1


@pytest.mark.usefixtures("eager")
def test_a_reader_fetches_only_files_that_are_new(bucket: Bucket, tmp_path: Path) -> None:
    writer, reader = compose.services().writer, S3Reader(bucket, tmp_path, check_seconds=0)
    apply_events(writer, CATALOGUE[:2])
    assert reader.suggest("kettle", 5, 0)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.suffix and path.stem}
    apply_events(writer, CATALOGUE[2:])
    assert reader.suggest("blanket", 5, 0)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    kept = [name for name in before if name in after and not name.endswith(".json")]
    assert kept
    assert all(after[name] == before[name] for name in kept)


def test_a_pointer_that_has_not_changed_is_not_read_again(bucket: Bucket) -> None:
    apply_events(compose.services().writer, CATALOGUE)
    found = bucket.pointer()
    assert found is not None
    assert bucket.pointer(found[1]) is None


@pytest.mark.usefixtures("eager")
def test_a_second_writer_cannot_overwrite_the_first(bucket: Bucket, tmp_path: Path) -> None:
    first, second = S3Writer(bucket, tmp_path / "a"), S3Writer(bucket, tmp_path / "b")
    apply_events(first, CATALOGUE[:1])
    apply_events(second, CATALOGUE[1:2])

    def meanwhile(_lookup: object) -> dict[str, Listing]:
        apply_events(first, CATALOGUE[2:3])
        return {"9": Listing("9", 1, True, "nine", title="Nine")}

    with pytest.raises(Conflict):
        second.update(meanwhile)
    assert search()["total"] == 3
    # It starts afresh from what the first one wrote.
    apply_events(second, CATALOGUE[3:])
    assert search()["total"] == 4


@pytest.mark.usefixtures("eager")
def test_a_writer_on_a_new_machine_goes_on_from_the_bucket(bucket: Bucket, tmp_path: Path) -> None:
    apply_events(S3Writer(bucket, tmp_path / "a"), CATALOGUE[:2])
    apply_events(S3Writer(bucket, tmp_path / "b"), CATALOGUE[2:])
    assert search()["total"] == 4


def test_files_nobody_names_are_deleted_after_the_grace_time_only(bucket: Bucket) -> None:
    def names() -> set[str]:
        listed = client("s3").list_objects_v2(Bucket=BUCKET, Prefix=PREFIX).get("Contents", [])
        return {item["Key"].removeprefix(PREFIX) for item in listed}

    writer = compose.services().writer
    for version in range(1, 12):
        apply_events(writer, [product("1", "Kettle", version=version)])
    pointer = json.loads(client("s3").get_object(Bucket=BUCKET, Key=POINTER)["Body"].read())
    assert pointer["retired"]
    assert names() == set(pointer["files"]) | set(pointer["retired"])
    apply_events(S3Writer(bucket, grace_seconds=-1), [product("1", "Kettle", version=20)])
    pointer = json.loads(client("s3").get_object(Bucket=BUCKET, Key=POINTER)["Body"].read())
    assert names() == set(pointer["files"])


@pytest.mark.usefixtures("eager")
def test_a_record_that_is_no_event_is_set_aside_and_the_rest_of_its_partition_indexed(bucket: Bucket) -> None:
    topic = "souk.products.v1"
    good = [(topic, "k", item.model_dump_json().encode()) for item in CATALOGUE[:2]]
    answer = handler(msk_event([good[0], (topic, "k", b"not json"), good[1]]), LambdaContext())
    assert answer == {"set_aside": 1}
    assert search()["total"] == 2


@pytest.mark.usefixtures("eager")
def test_while_the_bucket_is_away_events_wait_and_nothing_is_set_aside(bucket: Bucket) -> None:
    event = msk_event([("souk.products.v1", "k", CATALOGUE[0].model_dump_json().encode())])
    with environment(INDEX_BUCKET="not-there"):
        compose.services.reset()
        for _ in range(3 * TRIES):
            with pytest.raises(ComesAgain):
                handler(event, LambdaContext())
    compose.services.reset()
    assert handler(event, LambdaContext()) == {"set_aside": 0}
    assert search()["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"offset": "990"},
        {"min_price": "-1"},
        {"min_price": "10", "max_price": "5"},
        {"sort": "best"},
        {"colour": "red"},
        {"q": "x" * 201},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(bucket: Bucket, query: dict[str, str]) -> None:
    response = call(api, "GET", "/search", query=query)
    assert response.status == 400
    assert response.json["code"] == "invalid_input"


@pytest.mark.parametrize("text", ['"', "a AND", "title:", "(((", "*", "\\", "IN [", "+-", "  ", "é" * 50])
def test_no_text_is_a_syntax_error(bucket: Bucket, text: str) -> None:
    apply_events(compose.services().writer, CATALOGUE)
    assert call(api, "GET", "/search", query={"q": text}).status == 200


@pytest.mark.usefixtures("eager")
def test_an_index_written_with_other_fields_is_read_at_once_and_made_anew_by_the_next_batch(
    bucket: Bucket, tmp_path: Path
) -> None:
    """What an earlier version stored: the same listings in other fields."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("listing", stored=True)
    earlier = tantivy.Index(builder.build(), str(folder))
    writer = earlier.writer(15_000_000, 1)
    for item in CATALOGUE[:3]:
        listing = asdict(listing_of(data_of(item, ProductSnapshot), 1))
        for variant in listing["variants"]:
            del variant["barcode"]
        document = tantivy.Document()
        document.add_text("id", listing["product_id"])
        document.add_bytes("listing", json.dumps(listing).encode())
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    names = [path.name for path in folder.iterdir() if path.name not in ("meta.json", ".managed.json")]
    for name in names:
        bucket.upload(folder / name)
    sizes = {name: (folder / name).stat().st_size for name in names}
    bucket.swap(
        Snapshot(7, (folder / "meta.json").read_text(), (folder / ".managed.json").read_text(), sizes), expected_etag=""
    )

    assert titles(search(q="kettle")) == ["Copper Kettle"]
    assert titles(search(q="cup")) == ["Café Cup"]
    apply_events(compose.services().writer, CATALOGUE[3:])
    assert search()["total"] == 4
    compose.services.reset()
    assert titles(search(q="blanket")) == ["Wool Blanket"]
    assert search()["total"] == 4
    found = bucket.pointer()
    assert found is not None
    assert not set(names) & set(found[0].files)


@pytest.mark.usefixtures("eager")
def test_words_no_product_has_are_named_in_the_answer(bucket: Bucket) -> None:
    apply_events(compose.services().writer, CATALOGUE)
    found = search(q="copper zzyzx")
    assert titles(found) == ["Copper Kettle"]
    assert (found["missing_words"], found["close_only"]) == (["zzyzx"], False)


@pytest.mark.usefixtures("eager")
def test_a_product_is_found_by_the_sku_and_barcode_its_event_carries(bucket: Bucket) -> None:
    event = product("9", "Lamp")
    event.data["variants"][0].update(sku="XQ7799-BLK", barcode="4006381333931")
    apply_events(compose.services().writer, [*CATALOGUE, event])
    assert titles(search(q="XQ7799-BLK")) == ["Lamp"]
    assert titles(search(q="4006381333931")) == ["Lamp"]
    apply_events(compose.services().writer, [product("9", "Lamp", version=2)])
    assert titles(search(q="XQ7799-BLK")) == []
