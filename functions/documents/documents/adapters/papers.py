"""PDFs in the bucket DOCUMENTS_BUCKET (their names are in `documents.domain.papers`)."""

from __future__ import annotations

from botocore.exceptions import ClientError

from documents.settings import DocumentsSettings
from souk.cloud.aws import client

# Longer than a click takes, and too short to be passed on.
LINK_SECONDS = 300
_TYPE = "application/pdf"
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_THERE = ("PreconditionFailed", "ConditionalRequestConflict")


class S3Papers:
    """`ports.Papers`."""

    def has(self, name: str) -> bool:
        try:
            client("s3").head_object(Bucket=_bucket(), Key=name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def keep(self, name: str, pdf: bytes) -> bool:
        try:
            client("s3").put_object(Bucket=_bucket(), Key=name, Body=pdf, ContentType=_TYPE, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] not in _THERE:
                raise
            return False
        return True

    def kept(self, name: str) -> bytes:
        body: bytes = client("s3").get_object(Bucket=_bucket(), Key=name)["Body"].read()
        return body

    def link(self, name: str, filename: str) -> str:
        url: str = client("s3").generate_presigned_url(
            "get_object",
            Params={
                "Bucket": _bucket(),
                "Key": name,
                "ResponseContentDisposition": f'attachment; filename="{filename}"',
                "ResponseContentType": _TYPE,
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=LINK_SECONDS,
        )
        return url


def _bucket() -> str:
    return DocumentsSettings().bucket
