"""Product files in the media bucket, under imports/ and exports/, which the site does not serve."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError

from products.settings import ProductsSettings
from products.usecases.ports import CSV, LostUpload, Upload
from souk.cloud.aws import client
from souk.errors import InvalidInput

LINK_SECONDS = 900
PIECE = 1024 * 1024
# What stands under an address never changes.
FOR_GOOD = "public, max-age=31536000, immutable"


class S3Files:
    """`products.usecases.ports.Files` on S3."""

    def upload_to(self, key: str, most: int, content_type: str = CSV) -> Upload:
        """S3 itself refuses another key, another type or another size than the form's policy names:
        https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
        """
        form = self._s3().generate_presigned_post(
            self._bucket(),
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, most]],
            ExpiresIn=LINK_SECONDS,
        )
        return Upload(form["url"], "POST", form["fields"])

    def etag(self, key: str, most: int | None = None) -> str | None:
        try:
            head = self._s3().head_object(Bucket=self._bucket(), Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
        if most is not None and head["ContentLength"] > most:
            raise InvalidInput(f"a file has at most {most} bytes; split it")
        return str(head["ETag"])

    def read(self, key: str, etag: str, offset: int) -> Iterator[bytes]:
        # A request for each piece: writing products takes its time, and S3 drops a connection nobody reads from.
        total = offset + 1
        while offset < total:
            piece, total = self._piece(key, etag, offset)
            yield piece
            offset += len(piece)

    def _piece(self, key: str, etag: str, offset: int) -> tuple[bytes, int]:
        """The bytes from `offset` on, none at the end, and the size of the whole file."""
        try:
            answer: dict[str, Any] = self._s3().get_object(
                Bucket=self._bucket(), Key=key, IfMatch=etag, Range=f"bytes={offset}-{offset + PIECE - 1}"
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in ("InvalidRange", "416"):
                return b"", offset  # the last worker had read it all
            if code in ("PreconditionFailed", "412"):
                raise InvalidInput("the file was replaced while its import was under way") from error
            raise
        with contextlib.closing(answer["Body"]) as body:
            return body.read(), int(answer["ContentRange"].rpartition("/")[2])

    def remove(self, key: str) -> None:
        self._s3().delete_object(Bucket=self._bucket(), Key=key)

    def write(self, key: str, chunks: Iterable[bytes]) -> None:
        with tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024) as file:
            for chunk in chunks:
                file.write(chunk)
            file.seek(0)
            self._s3().put_object(Bucket=self._bucket(), Key=key, Body=file)

    def publish(self, key: str, public: str, content_type: str) -> None:
        self._s3().copy_object(
            Bucket=self._bucket(),
            Key=public,
            CopySource={"Bucket": self._bucket(), "Key": key},
            MetadataDirective="REPLACE",
            ContentType=content_type,
            CacheControl=FOR_GOOD,
        )

    def begin(self, key: str, filename: str) -> str:
        begun = self._s3().create_multipart_upload(
            Bucket=self._bucket(),
            Key=key,
            ContentType=CSV,
            ContentDisposition=f'attachment; filename="{filename}"',
        )
        return str(begun["UploadId"])

    def send(self, key: str, upload_id: str, number: int, part: bytes) -> str:
        with _lost(upload_id):
            sent = self._s3().upload_part(
                Bucket=self._bucket(), Key=key, UploadId=upload_id, PartNumber=number, Body=part
            )
        return str(sent["ETag"])

    def complete(self, key: str, upload_id: str, tags: Sequence[str]) -> None:
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        try:
            with _lost(upload_id):
                self._s3().complete_multipart_upload(
                    Bucket=self._bucket(), Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
                )
        except LostUpload:
            # A worker that died after this step has done it: the upload is gone, and the file is there.
            if self.etag(key) is None:
                raise

    def link(self, key: str) -> str:
        url: str = self._s3().generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket(), "Key": key}, ExpiresIn=LINK_SECONDS
        )
        return url

    def _s3(self) -> Any:
        return client("s3")

    def _bucket(self) -> str:
        return ProductsSettings().media_bucket


@contextlib.contextmanager
def _lost(upload_id: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchUpload", "InvalidPart", "InvalidPartOrder"):
            raise LostUpload(upload_id) from error
        raise
