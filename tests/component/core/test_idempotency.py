from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from souk import clock
from souk.errors import IdempotencyKeyReused, InProgress, InvalidInput, OutOfStock
from souk.http import idempotency
from souk.http.idempotency import IdempotencyRecord, hash_of, once

pytestmark = pytest.mark.usefixtures("table")
BODY = hash_of(b'{"quantity": 1}')


class Work:
    """Counts how often it ran."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self) -> str:
        self.runs += 1
        return f"answer {self.runs}"


def _died() -> str:
    raise KeyboardInterrupt


@contextlib.contextmanager
def stuck(key: str) -> Iterator[None]:
    """A worker that has claimed the key and does not get on, until the end of the block."""
    claimed, release = threading.Event(), threading.Event()

    def hang() -> str:
        claimed.set()
        release.wait(60)
        return "too late"

    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(once, "scope", key, BODY, hang)
        claimed.wait(60)
        yield
        release.set()
        assert worker.result(60) == ("too late", False)


def test_the_first_request_works_and_the_next_gets_its_answer() -> None:
    work = Work()
    assert once("scope", "key", BODY, work) == ("answer 1", False)
    assert once("scope", "key", BODY, work) == ("answer 1", True)
    assert work.runs == 1


def test_owners_routes_and_keys_are_kept_apart() -> None:
    work = Work()
    once("scope", "key", BODY, work)
    once("scope", "key 2", BODY, work)
    once("other", "key", BODY, work)
    assert work.runs == 3


def test_the_key_with_another_body_is_refused() -> None:
    work = Work()
    once("scope", "key", BODY, work)
    with pytest.raises(IdempotencyKeyReused):
        once("scope", "key", hash_of(b'{"quantity": 2}'), work)
    assert work.runs == 1


def test_a_failure_frees_the_key() -> None:
    def sold_out() -> str:
        raise OutOfStock("none left")

    with pytest.raises(OutOfStock):
        once("scope", "key", BODY, sold_out)
    assert once("scope", "key", hash_of(b"other"), Work()) == ("answer 1", False)


def test_an_interrupted_worker_frees_the_key_too() -> None:
    with pytest.raises(KeyboardInterrupt):
        once("scope", "key", BODY, _died)
    assert once("scope", "key", BODY, Work()) == ("answer 1", False)


def test_while_the_first_is_at_work_the_second_is_told_so() -> None:
    at_work, finish = threading.Event(), threading.Event()

    def slow() -> str:
        at_work.set()
        finish.wait(60)
        return "done"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(once, "scope", "key", BODY, slow)
        at_work.wait(60)
        with pytest.raises(InProgress):
            once("scope", "key", BODY, Work())
        with pytest.raises(IdempotencyKeyReused):
            once("scope", "key", hash_of(b"other"), Work())
        finish.set()
        assert first.result(60) == ("done", False)
    assert once("scope", "key", BODY, Work()) == ("done", True)


@contextlib.contextmanager
def just_before_it_is_written(rival: Callable[[], object]) -> Iterator[None]:
    """Lets a rival go first where the next item is sent to the table: the worst moment for two at once."""
    events: Any = IdempotencyRecord._get_connection().connection.client.meta.events

    def overtake(**_: Any) -> None:
        events.unregister("before-call.dynamodb.PutItem", overtake)
        rival()

    events.register_first("before-call.dynamodb.PutItem", overtake)
    yield


def test_of_two_at_once_one_works() -> None:
    # One after the other in the order that DynamoDB would put them in: moto looks at a condition and writes in two
    # steps, so that two threads may both get the claim there when the machine is busy.
    work = Work()
    with just_before_it_is_written(lambda: once("scope", "key", BODY, work)):
        assert once("scope", "key", BODY, work) == ("answer 1", True)
    assert work.runs == 1


def test_of_two_at_once_the_later_is_told_when_the_first_is_still_at_work() -> None:
    work = Work()
    claim = IdempotencyRecord(
        f"IDEMPOTENCY#{hash_of(b'scope', b'key')}",
        "IDEMPOTENCY",
        request_hash=BODY,
        claim_id="the rival's",
        lease_until=clock.epoch() + idempotency.LEASE_SECONDS,
        expires_at=clock.epoch() + idempotency.KEPT_SECONDS,
    )
    with just_before_it_is_written(claim.save), pytest.raises(InProgress):
        once("scope", "key", BODY, work)
    assert work.runs == 0


def test_a_claim_whose_worker_is_stuck_is_free_after_its_lease_and_then_the_newcomers() -> None:
    with stuck("key"):
        with pytest.raises(InProgress):
            once("scope", "key", BODY, Work())
        with clock.freeze(clock.now() + timedelta(seconds=idempotency.LEASE_SECONDS + 2)):
            assert once("scope", "key", BODY, Work()) == ("answer 1", False)
    assert once("scope", "key", BODY, Work()) == ("answer 1", True)


def test_a_worker_that_lost_its_claim_does_not_free_the_new_one() -> None:
    def overtaken() -> str:
        with clock.freeze(clock.now() + timedelta(seconds=idempotency.LEASE_SECONDS + 2)):
            once("scope", "key", BODY, lambda: "by the second")
        raise OutOfStock("none left")

    with pytest.raises(OutOfStock):
        once("scope", "key", BODY, overtaken)
    assert once("scope", "key", BODY, Work()) == ("by the second", True)


def test_a_day_later_the_key_is_new_even_if_its_item_is_still_there() -> None:
    once("scope", "key", BODY, Work())
    with clock.freeze(clock.now() + timedelta(seconds=idempotency.KEPT_SECONDS + 2)):
        assert once("scope", "key", hash_of(b"other"), Work()) == ("answer 1", False)


@pytest.mark.parametrize("key", [None, "", "x" * 256, "a\nb"])
def test_a_key_has_1_to_255_printable_characters(key: str | None) -> None:
    with pytest.raises(InvalidInput, match="Idempotency-Key"):
        idempotency.checked(key)
    assert idempotency.checked("x" * 255)


def test_parts_do_not_run_into_each_other_in_a_hash() -> None:
    assert len({hash_of(b"ab", b"c"), hash_of(b"a", b"bc"), hash_of(b"abc"), hash_of(b"abc", b"")}) == 4
