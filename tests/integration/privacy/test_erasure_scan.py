"""`make erasure-scan` on a running shop: who was forgotten is found nowhere afterwards but where a rule says so."""

from __future__ import annotations

import pytest

from souk_tools.erasure_scan.__main__ import main
from tests.support.cloud import TestCloud

pytestmark = pytest.mark.cloud


def test_a_person_who_was_played_through_the_shop_is_forgotten_everywhere(
    cloud: TestCloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOUK_STATE_DIR", str(cloud.settings.state))
    code = main([])
    told = capsys.readouterr()
    assert code == 0, f"{told.out}{told.err}"
    # What is lawful was found, so the places were looked at.
    assert "street          table orders, journal.address.line1 (tax-law)" in told.out
    assert "e-mail address  topic souk.orders.v1, data.email (published)" in told.out
