"""The bounded part of `make fuzz`: the shop in memory, the same requests every time, a few for each operation.

Left to the whole run on a local cloud are operations that need what is not in memory: accounts, files, the search's
index, the logs and the trail.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schemathesis import openapi

from tests.fuzz import runs
from tests.fuzz.gateway import Gateway
from tests.fuzz.principals import OTHER_STAFF, PRINCIPALS, Principal
from tests.support.world import world

EXAMPLES = 3
# Tokens are the gateway's, which is a stand-in here.
NOT_HERE = {"ignored_auth": {"enabled": False}}
ELSEWHERE = r"^/(auth/|me(/sessions)?$|search|ops/|audit/|logs/|admin/(products|backoffice)/(imports|exports))"


@pytest.fixture(scope="module")
def shop() -> Iterator[world.World]:
    with world.installed():
        yield world.new_world("backoffice")


@pytest.mark.parametrize("principal", PRINCIPALS, ids=lambda principal: principal.name)
def test_every_answer_is_one_that_the_document_describes(shop: world.World, principal: Principal) -> None:
    token = {"Authorization": f"Bearer {principal.name}"} if principal.user else {}
    # The values at the edges of each schema were tried by the admin, for all of the staff.
    phases = ("fuzzing",) if principal in OTHER_STAFF else ("coverage", "fuzzing")
    config = runs.configured(phases, EXAMPLES, token, NOT_HERE)
    schema = openapi.from_wsgi("/api/openapi.json", Gateway(shop, runs.document()), config=config)
    outcome = runs.run(schema, principal, ELSEWHERE)
    assert outcome.cases > 50
    assert not outcome.failures, "\n".join(outcome.failures)
