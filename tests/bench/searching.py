"""What search costs with many products: the indexer's and the API's own code, with S3 in moto."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from search import compose
from search.adapters import index
from search.adapters.store import Bucket, S3Writer
from search.domain.listing import ListedVariant, Listing
from search.doors.api import api
from souk.cloud.aws import client
from tests.bench.measure import measured, milliseconds
from tests.support.clients import whole
from tests.support.dynamo import aws_account, environment
from tests.support.http import Response, call

PRODUCTS = 10_000
SAMPLES = 40
BATCH = 100  # events in one batch of the indexer
_KINDS = "bowl dish plate lamp chair table rug vase mirror basket kettle pan spoon blanket cushion clock".split()
_LOOKS = "red blue green oak walnut linen cotton copper brass glass ceramic woven carved striped plain round".split()
_PLACES = "kitchen garden bedroom hallway bathroom office terrace nursery".split()
QUERIES = {
    "all products": {},
    "one word": {"q": "kettle"},
    "two words": {"q": "copper kettle"},
    "a typo": {"q": "coper ketle"},
    "a word and filters": {"q": "bowl", "in_stock": "true", "min_price": "1000", "max_price": "5000"},
    "sorted by price": {"q": "oak", "sort": "price"},
}


@dataclass(frozen=True)
class Query:
    name: str
    found: int
    body_bytes: int
    milliseconds: float
    ratio: float


@dataclass(frozen=True)
class Searching:
    """`batch_*` is one more batch of events on top of everything, with its upload."""

    products: int
    index_bytes: int
    files: int
    index_milliseconds: float
    batch_events: int
    batch_milliseconds: float
    queries: list[Query]


def listing(number: int, chance: random.Random) -> Listing:
    look, kind, place = chance.choice(_LOOKS), chance.choice(_KINDS), chance.choice(_PLACES)
    words = " ".join(chance.choices([*_LOOKS, *_KINDS, *_PLACES], k=60))
    variants = tuple(
        ListedVariant(f"SKU-{number}-{size}", chance.randint(500, 20_000), available=chance.random() < 0.9)
        for size in range(chance.randint(1, 4))
    )
    return Listing(
        product_id=f"product-{number:05}",
        version=1,
        listed=True,
        handle=f"{look}-{kind}-{number}",
        title=f"{look} {kind} {number}".title(),
        description=words,
        vendor=f"Vendor {chance.randint(1, 40)}",
        product_type=kind,
        categories=((place, place.title()), (f"{place}/{kind}", kind.title())),
        tags=tuple(chance.sample(_LOOKS, 2)),
        created=1_700_000_000 + number,
        variants=variants,
    )


def measure() -> Searching:
    chance = random.Random(7)  # the same products every time
    products = {f"product-{number:05}": listing(number, chance) for number in range(PRODUCTS)}
    variables = {"INDEX_BUCKET": "index", "SOUK_SERVICE": "search", "PUBLIC_URL": "http://localhost", "CURRENCY": "EUR"}
    with aws_account(), environment(**variables), tempfile.TemporaryDirectory() as folder:
        whole("s3").create_bucket(Bucket="index", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        compose.services.reset()
        empty = Path(folder) / "index"
        empty.mkdir()
        indexing = milliseconds(lambda: index.store(index.open_index(empty), products))
        writer = S3Writer(Bucket("index"), Path(folder) / "writer")
        writer.update(lambda _lookup: products)
        stored = client("s3").list_objects_v2(Bucket="index")["Contents"]
        again = dict(list(products.items())[:BATCH])
        batch = milliseconds(lambda: writer.update(lambda _lookup: again))
        queries = [_query(name, query) for name, query in QUERIES.items()]
        compose.services.reset()
    size, files = sum(found["Size"] for found in stored), len(stored)
    return Searching(PRODUCTS, size, files, indexing, len(again), batch, queries)


def _query(name: str, query: dict[str, str]) -> Query:
    def ask() -> Response:
        answer = call(api, "GET", "/search", query=query)
        if answer.status != 200:
            raise RuntimeError(f"answered {answer.status}: {answer.body}")
        return answer

    answer = ask()
    cpu = measured(_timed(ask), SAMPLES)
    # `took_ms` is wall time, and differs from run to run; without its digits the size does not.
    size = len(answer.body.encode()) - len(str(answer.json.get("took_ms", "")))
    return Query(name, int(answer.json["total"]), size, cpu.milliseconds, cpu.ratio)


def _timed(ask: Callable[[], Response]) -> Callable[[], float]:
    def sample() -> float:
        begun = time.process_time()
        ask()
        return (time.process_time() - begun) * 1000

    return sample
