from __future__ import annotations

from topics.domain.plan import Plan, Present, Topic, planned

WEEK = {"retention.ms": "604800000", "min.insync.replicas": "1"}
ORDERS = Topic("souk.orders.v1", 6, 2, WEEK)


def test_a_topic_that_is_missing_is_made() -> None:
    logging = Topic("logging", 6, 2, {"retention.ms": "1"})
    plan = planned([ORDERS, logging], {"souk.orders.v1": Present(6, WEEK)})
    assert plan == Plan(create=(logging,))


def test_what_is_as_it_should_be_is_left_alone() -> None:
    assert planned([ORDERS], {"souk.orders.v1": Present(6, WEEK)}) == Plan()


def test_partitions_are_added_and_never_taken_away() -> None:
    assert planned([ORDERS], {"souk.orders.v1": Present(3, WEEK)}) == Plan(grow={"souk.orders.v1": 6})
    assert planned([ORDERS], {"souk.orders.v1": Present(9, WEEK)}) == Plan(larger=("souk.orders.v1",))


def test_only_the_settings_that_differ_are_changed_and_those_of_somebody_else_stay() -> None:
    present = Present(6, {**WEEK, "retention.ms": "1", "max.message.bytes": "5"})
    assert planned([ORDERS], {"souk.orders.v1": present}) == Plan(
        alter={"souk.orders.v1": {"retention.ms": "604800000"}}
    )


def test_topics_that_are_not_wanted_are_nobodys_business() -> None:
    assert planned([], {"another.team": Present(1, {})}) == Plan()
