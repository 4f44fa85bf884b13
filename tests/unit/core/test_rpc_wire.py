from __future__ import annotations

import json
from typing import Any

import grpc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.rpc.wire import Answer, Call, Code, Metadata

texts = st.tuples(st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True).filter(lambda k: not k.endswith("-bin")), st.text())
blobs = st.tuples(st.from_regex(r"[a-z0-9-]{1,20}-bin", fullmatch=True), st.binary())
metadata = st.lists(st.one_of(texts, blobs), max_size=5).map(tuple)


@given(st.text(min_size=1), st.binary(), metadata, st.none() | st.floats(0, 2e9))
def test_a_call_survives_the_wire(method: str, message: bytes, metadata: Metadata, deadline: float | None) -> None:
    call = Call(method, message, metadata, deadline)
    assert Call.from_payload(json.loads(json.dumps(call.to_payload()))) == call


@given(st.sampled_from(Code), st.none() | st.binary(), st.text(), metadata)
def test_an_answer_survives_the_wire(code: Code, message: bytes | None, details: str, trailing: Metadata) -> None:
    answer = Answer(code, message, details, trailing)
    assert Answer.from_payload(json.loads(json.dumps(answer.to_payload()))) == answer


@pytest.mark.parametrize(
    "payload", [{}, {"errorMessage": "x"}, {"code": 99, "message": None, "details": "", "trailing": []}, [], None, "OK",
                {"code": 0, "message": "%", "details": "", "trailing": []}],
)  # fmt: skip
def test_what_is_no_answer_is_refused(payload: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Answer.from_payload(payload)


def test_the_codes_are_grpcs() -> None:
    assert {code.name: code.value for code in Code} == {code.name: code.value[0] for code in grpc.StatusCode}
