import os
import random
import pytest
from tests.reliability.crashes import ASKING, cases_of, problems
from tests.reliability.scenarios import BY_NAME, prepare
from tests.support.world.proof import findings
from tests.support.world.world import new_world

pytestmark = pytest.mark.usefixtures("shop")


@pytest.mark.parametrize("name", ["transfer-in-parts", "transfer-too-late", "transfer-arrived"])
def test_plain(name):
    world = new_world()
    prepare(world)
    BY_NAME[name].play(world, retries=ASKING)
    assert [str(f) for f in findings(world)] == []
    world.recover(BY_NAME[name].recovery)
    world.replay()
    print([m["Content"]["Simple"]["Subject"]["Data"] for m in world.mails])
    assert [str(f) for f in findings(world)] == []


@pytest.mark.parametrize("name", ["transfer-in-parts", "transfer-too-late"])
def test_crashes(name):
    cases = [
        c
        for c in cases_of(BY_NAME[name])
        if os.environ.get("BT_ALL") or c.label.startswith(("PaymentsApi", "PaymentsConsumer"))
    ]
    print(len(cases))
    chosen = random.Random(7).sample(cases, min(len(cases), int(os.environ.get("BT_N", "25"))))
    wrong = {str(c): f for c in chosen if (f := problems(c))}
    assert not wrong, wrong
