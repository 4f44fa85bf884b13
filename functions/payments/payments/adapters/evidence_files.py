"""Files of evidence in the media bucket, of which the site serves other folders only.

uploads/disputes/<payment id>/<file id>   as it was sent, for a day
disputes/<payment id>/<file id>           looked at, for a year
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from payments.usecases.ports import FileForm
from souk.cloud.aws import client
from souk.settings import Settings

FORM_SECONDS = 900
LINK_SECONDS = 300
_SENT, _KEPT = "uploads/disputes/", "disputes/"


class S3EvidenceFiles:
    """`ports.EvidenceFiles` on S3."""

    def form(self, payment_id: str, file_id: str, media_type: str, most: int) -> FileForm:
        """S3 itself refuses another key, another type or another size than the form's policy names."""
        form = client("s3").generate_presigned_post(
            _bucket(),
            f"{_SENT}{payment_id}/{file_id}",
            Fields={"Content-Type": media_type},
            Conditions=[{"Content-Type": media_type}, ["content-length-range", 1, most]],
            ExpiresIn=FORM_SECONDS,
        )
        return FileForm(form["url"], form["fields"])

    def sent(self, payment_id: str, file_id: str) -> bytes | None:
        return _content(f"{_SENT}{payment_id}/{file_id}")

    def read(self, payment_id: str, file_id: str) -> bytes | None:
        return _content(f"{_KEPT}{payment_id}/{file_id}")

    def keep(self, payment_id: str, file_id: str, media_type: str, content: bytes) -> None:
        key = f"{_KEPT}{payment_id}/{file_id}"
        client("s3").put_object(Bucket=_bucket(), Key=key, Body=content, ContentType=media_type)

    def link(self, payment_id: str, file_id: str) -> str:
        key = f"{_KEPT}{payment_id}/{file_id}"
        url: str = client("s3").generate_presigned_url(
            "get_object", Params={"Bucket": _bucket(), "Key": key}, ExpiresIn=LINK_SECONDS
        )
        return url

    def remove(self, payment_id: str) -> None:
        for folder in (_SENT, _KEPT):
            # Few files of a payment: a page holds 1,000.
            while (
                found := client("s3").list_objects_v2(Bucket=_bucket(), Prefix=f"{folder}{payment_id}/").get("Contents")
            ):
                for each in found:
                    client("s3").delete_object(Bucket=_bucket(), Key=each["Key"])


def _content(key: str) -> bytes | None:
    # Who may list a folder only is not told by GetObject that nothing is there: S3 answers 403, for the request names
    # no prefix that the policy could look at.
    if not client("s3").list_objects_v2(Bucket=_bucket(), Prefix=key, MaxKeys=1).get("Contents"):
        return None
    try:
        found: dict[str, Any] = client("s3").get_object(Bucket=_bucket(), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
            return None
        raise
    with found["Body"] as body:
        content: bytes = body.read()
    return content


def _bucket() -> str:
    return Settings().required("MEDIA_BUCKET")
