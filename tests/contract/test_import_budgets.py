"""What a cold start pays for: each handler is imported in a fresh process that sees only its own code and the core."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.template import ROOT, Function, functions
from tests.support.bytecode import READ_ONLY

FUNCTIONS = functions()
# The most modules a handler may load, by its last name; a count does not depend on how busy the machine is.
# These are what the deployed Python and the oldest one count, whichever is more.
# What counts limits (souk.limits) is 5 of them, and 3 more of an order's own rules of what it may hold unpaid.
# Who writes parts of exports (souk.exports) has 3 more.
# The core's folders (souk.storage and others) are up to 4, with nothing in them: 0.15 ms each.
# What the law leaves out of the right of withdrawal (souk.withdrawal) is 1.
# What is there costs 0.3 to 0.6 ms of CPU a module. Raise a budget only with a reason.
BUDGETS = {"api": 617, "rpc": 702, "consumers": 606, "schedule": 598, "importer": 591, "exporter": 591}
OWN_BUDGETS = {
    # with the check of the staff's sessions, their permissions, what the trail is told of a change, the rules of what
    # needs no parcel, the consent to digital content, downloads of files, what became of exchanges, what staff added,
    # where orders are picked up, what promotions take off, codes, taxes by place and by number, rules of
    # delivery, markets (3), what can be charged, and how a cart is tried by promotions that are being
    # written, which is 2
    "orders.doors.api": 435,
    # with the rules by which a person is forgotten, the marks of an order's timeline, downloads of files, what became
    # of exchanges, what staff added, what promotions take off, the uses of codes that orders give back, and the rates
    # of taxes and delivery that an order is priced with again, at the prices of its market (3)
    "orders.doors.consumers": 346,
    "orders.doors.schedule": 338,
    # with signing in by more than a password, closing the account, the export of one's data, forgetting guests, and the
    # routes of consents, of customers and their groups (7) for the staff, and of API keys
    "users.doors.api": 668,
    # with forgetting guests and what people agreed to, which is asked before a look is noted
    "users.doors.rpc": 707,
    # with carriers over HTTP
    "shipping.doors.rpc": 706,
    "users.doors.consumers": 618,
    "users.doors.schedule": 605,
    "users.doors.exporter": 605,
    "backoffice.doors.rebuilder": 585,
    # What is known of prices (products.domain.prices) is 6 of each of these: a product is read with the prices it had
    # and will have, by their moments, what may stand beside its price is a rule of its own, and so are what it costs
    # for one measure and what staff have it cost from a moment on;
    # its tax class (souk.taxes) is 2.
    # with the routes of the back office: whole products, pictures, files, bulk edits and counts
    "products.doors.api": 646,
    # with what the law leaves out of withdrawal, and locations
    "products.doors.rpc": 711,
    "products.doors.consumers": 615,
    "products.doors.schedule": 606,
    # with bulk edits, which it works on, too, and how products are found
    "products.doors.importer": 605,
    "products.doors.exporter": 605,
    # with what is set aside, which staff see and have done again, how they answer disputes and refund orders, and the
    # files of evidence, which all of them may have to send; gift cards and store credit, which are 13 of each, and the
    # routes of them for staff and shoppers
    "payments.doors.api": 667,
    # with what becomes of a bank transfer, and what is known of disputes that are answered and of likely fraud
    "payments.doors.rpc": 726,
    "payments.doors.consumers": 633,
    "payments.doors.schedule": 623,
    # with picking, packing, batches and returns, and what carriers offer
    "shipping.doors.api": 655,
    "shipping.doors.consumers": 607,
    "shipping.doors.schedule": 599,
    "webhooks.doors.sender": 500,
    # with letters by consent, about stock and about prices, and which ones were sent, for whoever may see the order;
    # gift cards; the rules of prices, which come with what the merchant published (souk.events.rules), are 8
    "notifications.doors.api": 642,
    "notifications.doors.consumers": 631,
    "notifications.doors.feedback": 622,
    # what sets pages is loaded with the first of them
    "documents.doors.rpc": 702,
    # with the clock: prices are those of the moment
    "search.doors.api": 299,
    "search.doors.consumers": 292,
    "outbox_relay.doors.handler": 253,
    "log_forwarder.doors.handler": 198,
    "topics.doors.handler": 280,
}
# Packages that only these handlers may load at import; nobody may load those with an empty set.
ALLOWED: dict[str, set[str]] = {
    "boto3": set(),
    "aws_xray_sdk": set(),
    "kafka": {"outbox_relay.doors.handler", "log_forwarder.doors.handler"},
    "grpc": {f.handler for f in FUNCTIONS if f.handler.endswith(".rpc")},
    "google.protobuf": {f.handler for f in FUNCTIONS if f.handler.endswith(".rpc")},
    "chalice": {f.handler for f in FUNCTIONS if f.handler.endswith(".api")},
    "stripe": set(),
    "nh3": set(),
    "jinja2": set(),
    "babel": set(),
    "typst": set(),
    "pypdf": set(),
    "fontTools": set(),
    "tantivy": {"search.doors.api", "search.doors.consumers"},
    "pip": set(),
    "setuptools": set(),
}
PROBE = "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"


@dataclass(frozen=True)
class Loaded:
    modules: frozenset[str]
    error: str


def load(function: Function) -> Loaded:
    """The modules in a process that has imported the handler, with nothing in the environment."""
    path = os.pathsep.join([str(ROOT / "layers/core"), str(ROOT / function.properties["CodeUri"])])
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, function.handler],
        env={"PYTHONPATH": path, **READ_ONLY},
        capture_output=True,
        text=True,
        check=False,
    )
    return Loaded(frozenset(json.loads(ran.stdout) if ran.returncode == 0 else ()), ran.stderr)


@pytest.fixture(scope="module")
def loaded() -> dict[str, Loaded]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip((function.name for function in FUNCTIONS), pool.map(load, FUNCTIONS), strict=True))


each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


@each_function
def test_a_handler_is_imported_without_environment_and_without_other_services(
    function: Function, loaded: dict[str, Loaded]
) -> None:
    assert loaded[function.name].error == ""
    assert function.handler in loaded[function.name].modules


@each_function
def test_a_handler_loads_nothing_it_does_not_need(function: Function, loaded: dict[str, Loaded]) -> None:
    forbidden = {package for package, handlers in ALLOWED.items() if function.handler not in handlers}
    assert not loaded[function.name].modules & forbidden


@each_function
def test_a_handler_loads_the_events_its_service_names_and_no_others(
    function: Function, loaded: dict[str, Loaded]
) -> None:
    sources = (ROOT / "functions" / function.service).rglob("*.py")
    named = set(re.findall(r"^from (souk\.events\.\w+) import", "".join(map(Path.read_text, sources)), re.MULTILINE))
    shared = {f"souk.events.{name}" for name in ("common", "envelope", "factory", "registry")}
    # Rules of prices are parts of souk.events.content.
    rules = ("souk.events.rules", "souk.events.rules.")
    found = {
        name
        for name in loaded[function.name].modules
        if name.startswith("souk.events.") and not (name == rules[0] or name.startswith(rules[1]))
    }
    assert found <= named | shared


@each_function
def test_a_handler_keeps_to_its_budget_of_modules(function: Function, loaded: dict[str, Loaded]) -> None:
    budget = OWN_BUDGETS.get(function.handler) or BUDGETS[function.handler.rpartition(".")[2]]
    count = len(loaded[function.name].modules)
    assert 100 < count <= budget
