"""Tables that conflict as DynamoDB's do: a hot SKU gets shards by itself, and its buyers wait less for each other."""

from __future__ import annotations

from tests.reliability.race.contention import measure, one_counter


def test_buyers_who_meet_on_one_counter_spread_it_and_meet_less() -> None:
    with one_counter():
        before = measure(5000, buyers=8, attempts=15)
    after = measure(5000, buyers=8, attempts=15)
    print(f"\none counter  {before}\nsharded      {after}")
    assert before.most_shards == 0
    assert after.most_shards >= 4
    assert after.conflicts.refused < before.conflicts.refused / 2
    for measured in (before, after):
        assert measured.level.reserved == measured.outcomes["reserved"]
        assert measured.level.available == 5000 - measured.outcomes["reserved"]
    assert after.outcomes["reserved"] == 8 * 15


def test_a_sku_with_one_buyer_at_a_time_stays_on_one_counter() -> None:
    measured = measure(5000, buyers=1, attempts=10)
    assert (measured.most_shards, measured.conflicts.refused) == (0, 0)
    assert measured.outcomes == {"reserved": 10}


def test_the_last_units_are_sold_exactly_whoever_meets_whom() -> None:
    measured = measure(90, buyers=8, attempts=14)
    assert measured.most_shards > 0
    assert measured.outcomes["reserved"] == measured.level.reserved
    assert measured.level.available == 90 - measured.outcomes["reserved"] >= 0
    assert measured.level.available == 0 or measured.outcomes["sold out"] == 0
