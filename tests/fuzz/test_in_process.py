"""The bounded part of `make fuzz`: the shop in memory, the same requests every time, a few for each operation.

Left to the whole run on a local cloud are operations that need what is not in memory: accounts, files, the search's
index, the logs and the trail.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schemathesis import openapi

from souk.http.keys.check import keys
from souk.http.keys.keyed import KeyState
from souk.staff.api_key import PresentedKey, new_key, presented
from souk.staff.permissions import Permission
from tests.fuzz import runs
from tests.fuzz.gateway import Gateway
from tests.fuzz.principals import OTHER_STAFF, PRINCIPALS, SYSTEM, Principal
from tests.support.world import world

EXAMPLES = 3
# Tokens are the gateway's, which is a stand-in here.
NOT_HERE = {"ignored_auth": {"enabled": False}}
KEY = new_key()
ELSEWHERE = (
    r"^(/keyed/[a-z]+)?/(auth/|me(/sessions)?$|search|ops/|audit/|logs/|admin/(products|backoffice)/(imports|exports))"
)


@pytest.fixture(scope="module")
def shop() -> Iterator[world.World]:
    with world.installed(), keys.swap(lambda: _check):
        yield world.new_world("backoffice")


def _check(key: PresentedKey) -> KeyState:
    return KeyState(key == presented(KEY), frozenset(Permission), EXAMPLES)


@pytest.mark.parametrize("principal", PRINCIPALS, ids=lambda principal: principal.name)
def test_every_answer_is_one_that_the_document_describes(shop: world.World, principal: Principal) -> None:
    token = {"Authorization": f"Bearer {KEY if principal.keyed else principal.name}"} if principal.user else {}
    # The values at the edges of each schema were tried by the admin, for all of the staff.
    phases = ("fuzzing",) if principal in (*OTHER_STAFF, SYSTEM) else ("coverage", "fuzzing")
    config = runs.configured(phases, EXAMPLES, token, NOT_HERE)
    schema = openapi.from_wsgi("/api/openapi.json", Gateway(shop, runs.document(principal)), config=config)
    outcome = runs.run(schema, principal, ELSEWHERE)
    assert outcome.cases > 50
    assert not outcome.failures, "\n".join(outcome.failures)
