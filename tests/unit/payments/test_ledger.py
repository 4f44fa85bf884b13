from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.ledger import EntryKind, LedgerEntry, OverCapture, OverRefund, PaymentTotals
from tests.unit.payments.strategies import AT, LIMIT, amounts


@given(st.lists(st.tuples(st.sampled_from(list(EntryKind)), amounts)))
def test_no_sequence_of_entries_captures_or_refunds_more_than_there_is(moves: list[tuple[EntryKind, int]]) -> None:
    totals = PaymentTotals(LIMIT)
    entries: list[LedgerEntry] = []
    for kind, amount in moves:
        try:
            totals = totals.after(kind, amount)
        except (OverCapture, OverRefund):
            continue
        entries.append(LedgerEntry(len(entries) + 1, kind, amount, AT))
        assert 0 <= totals.refunded <= totals.captured
        assert totals.disputed >= 0
        assert totals.captured + totals.voided <= totals.authorised <= LIMIT
    assert PaymentTotals.of(entries, LIMIT) == totals


def test_a_refund_beyond_what_was_captured_says_how_much_is_left() -> None:
    totals = PaymentTotals(1000).after(EntryKind.SALE, 1000).after(EntryKind.REFUNDED, 400)
    with pytest.raises(OverRefund) as refused:
        totals.after(EntryKind.REFUNDED, 601)
    assert refused.value.detail == {"refundable": 600}


def test_a_capture_beyond_what_is_held_says_how_much_is_left() -> None:
    totals = PaymentTotals(1000).after(EntryKind.AUTHORISED, 800)
    with pytest.raises(OverCapture) as refused:
        totals.after(EntryKind.CAPTURED, 801)
    assert refused.value.detail == {"capturable": 800}


@pytest.mark.parametrize("amount", [0, -1])
def test_an_entry_moves_a_positive_amount(amount: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        PaymentTotals(1000).after(EntryKind.SALE, amount)
