"""The bytes of files that are sold, in the media bucket under files/, which the site does not serve."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from products.domain.digital import SentFile, key_of
from products.settings import ProductsSettings
from products.usecases.ports import Upload
from souk.cloud.aws import client

FORM_SECONDS = 900


class S3DigitalObjects:
    """`products.usecases.office.digital.DigitalObjects` on S3."""

    def form(self, object_id: str, media_type: str, most: int) -> Upload:
        """S3 itself refuses another key, another type or another size than the form's policy names."""
        form = client("s3").generate_presigned_post(
            _bucket(),
            key_of(object_id),
            Fields={"Content-Type": media_type},
            Conditions=[{"Content-Type": media_type}, ["content-length-range", 1, most]],
            ExpiresIn=FORM_SECONDS,
        )
        return Upload(form["url"], "POST", form["fields"])

    def sent(self, object_id: str) -> SentFile | None:
        try:
            head: dict[str, Any] = client("s3").head_object(Bucket=_bucket(), Key=key_of(object_id))
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
        return SentFile(media_type=head["ContentType"], size=head["ContentLength"])

    def remove(self, object_id: str) -> None:
        client("s3").delete_object(Bucket=_bucket(), Key=key_of(object_id))


def _bucket() -> str:
    return ProductsSettings().media_bucket
