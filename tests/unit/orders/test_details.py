"""Ids and numbers of orders."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from orders.domain.details import number_of, order_id_of
from souk.ids import is_id, new_id


@settings(deadline=None)
@given(st.text(), st.text())
def test_the_same_owner_and_key_give_the_same_order_id(owner: str, key: str) -> None:
    assert order_id_of(owner, key) == order_id_of(owner, key)
    assert is_id(order_id_of(owner, key))


@settings(deadline=None)
@given(st.sets(st.tuples(st.sampled_from(["user:1", "user:12", "guest:1"]), st.text(max_size=3)), min_size=2))
def test_other_owners_and_keys_give_other_orders(pairs: set[tuple[str, str]]) -> None:
    assert len({order_id_of(owner, key) for owner, key in pairs}) == len(pairs)


def test_numbers_are_short_readable_and_do_not_repeat() -> None:
    ids = [new_id() for _ in range(5000)]
    numbers = {number_of(order_id) for order_id in ids}

    assert len(numbers) == len(ids)
    assert all(re.fullmatch(r"SK-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", number) for number in numbers)
    assert number_of(ids[0]) == number_of(ids[0])
