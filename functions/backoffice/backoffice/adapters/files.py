"""Files of lists of orders on S3, in a bucket of their own that deletes them after a day."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from botocore.exceptions import ClientError

from backoffice.settings import BackofficeSettings
from backoffice.usecases.ports import LostParts
from souk.cloud.aws import client

LINK_SECONDS = 300


class S3Files:
    """`ports.ListFiles` on S3."""

    def begin(self, key: str, filename: str) -> str:
        begun = client("s3").create_multipart_upload(
            Bucket=_bucket(),
            Key=key,
            ContentType="text/csv; charset=utf-8",
            ContentDisposition=f'attachment; filename="{filename}"',
        )
        return str(begun["UploadId"])

    def send(self, key: str, upload_id: str, number: int, part: bytes) -> str:
        with _lost(upload_id):
            sent = client("s3").upload_part(Bucket=_bucket(), Key=key, UploadId=upload_id, PartNumber=number, Body=part)
        return str(sent["ETag"])

    def complete(self, key: str, upload_id: str, tags: Sequence[str]) -> None:
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        try:
            with _lost(upload_id):
                client("s3").complete_multipart_upload(
                    Bucket=_bucket(), Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
                )
        except LostParts:
            # A worker that died after this step has done it: the upload is gone, and the file is there.
            if not _is_there(key):
                raise

    def link(self, key: str) -> str:
        url: str = client("s3").generate_presigned_url(
            "get_object", Params={"Bucket": _bucket(), "Key": key}, ExpiresIn=LINK_SECONDS
        )
        return url


def _bucket() -> str:
    return BackofficeSettings().files_bucket


def _is_there(key: str) -> bool:
    try:
        client("s3").head_object(Bucket=_bucket(), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
            return False
        raise
    return True


@contextlib.contextmanager
def _lost(upload_id: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchUpload", "InvalidPart", "InvalidPartOrder"):
            raise LostParts(upload_id) from error
        raise
