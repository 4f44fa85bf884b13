from __future__ import annotations

from collections.abc import Iterator

import pytest

from documents import compose
from tests.component.documents.shop import Shop
from tests.contract.template import ROOT
from tests.support import clients
from tests.support.dynamo import environment, table
from tests.support.trail import kept


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The service with its table and its bucket, and a press in the same process."""
    monkeypatch.syspath_prepend(str(ROOT / "layers/documents"))
    with (
        table("documents", "documents"),
        environment(DOCUMENTS_BUCKET="documents", EXPORTS_BUCKET="exports", PRESS_FUNCTION="press"),
        kept(),
    ):
        for bucket in ("documents", "exports"):
            clients.whole("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
            )
        shop = Shop()
        with compose.services.swap(shop.parts):
            yield shop
