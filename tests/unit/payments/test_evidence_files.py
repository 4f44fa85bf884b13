"""Files of evidence on S3, as AWS answers whoever may list a folder only."""

from __future__ import annotations

import io
from typing import Any

import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from payments.adapters.evidence_files import S3EvidenceFiles
from souk.cloud.aws import client


def test_what_was_not_sent_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """S3 would say 403, not 404: a condition on the prefix of what is listed does not hold for GetObject."""
    monkeypatch.setenv("MEDIA_BUCKET", "media")
    key = "disputes/p1/f1"
    asked: dict[str, Any] = {"Bucket": "media", "Prefix": key, "MaxKeys": 1}
    with Stubber(client("s3")) as s3:
        s3.add_response("list_objects_v2", {}, {**asked, "Prefix": f"uploads/{key}"})
        assert S3EvidenceFiles().sent("p1", "f1") is None
        s3.add_response("list_objects_v2", {"Contents": [{"Key": key}]}, asked)
        body = StreamingBody(io.BytesIO(b"%PDF-"), 5)
        s3.add_response("get_object", {"Body": body}, {"Bucket": "media", "Key": key})
        assert S3EvidenceFiles().read("p1", "f1") == b"%PDF-"
