"""Photos of returns in the media bucket, of which the site serves other folders only.

uploads/returns/<return id>/<photo id>    as it was sent, for a day
returns/<return id>/<photo id>.<suffix>   looked at, for a year
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from shipping.usecases.ports import PhotoForm
from souk.cloud.aws import client
from souk.errors import InvalidInput
from souk.settings import Settings

FORM_SECONDS = 900
LINK_SECONDS = 300
_SENT, _KEPT = "uploads/returns/", "returns/"


class S3Photos:
    """`ports.PhotoFiles` on S3."""

    def form(self, return_id: str, photo_id: str, media_type: str, most: int) -> PhotoForm:
        """S3 itself refuses another key, another type or another size than the form's policy names."""
        form = client("s3").generate_presigned_post(
            _bucket(),
            f"{_SENT}{return_id}/{photo_id}",
            Fields={"Content-Type": media_type},
            Conditions=[{"Content-Type": media_type}, ["content-length-range", 1, most]],
            ExpiresIn=FORM_SECONDS,
        )
        return PhotoForm(form["url"], form["fields"])

    def sent(self, return_id: str, photo_id: str, most: int) -> bytes | None:
        try:
            found: dict[str, Any] = client("s3").get_object(Bucket=_bucket(), Key=f"{_SENT}{return_id}/{photo_id}")
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
        with found["Body"] as body:
            photo: bytes = body.read(most + 1)
        if len(photo) > most:
            raise InvalidInput(f"a photo has at most {most} bytes")
        return photo

    def keep(self, return_id: str, name: str, media_type: str, photo: bytes) -> None:
        client("s3").put_object(Bucket=_bucket(), Key=f"{_KEPT}{return_id}/{name}", Body=photo, ContentType=media_type)

    def link(self, return_id: str, name: str) -> str:
        url: str = client("s3").generate_presigned_url(
            "get_object", Params={"Bucket": _bucket(), "Key": f"{_KEPT}{return_id}/{name}"}, ExpiresIn=LINK_SECONDS
        )
        return url

    def remove(self, order_id: str) -> None:
        for folder in (_SENT, _KEPT):
            # At most 99 returns of an order, and few photos of each: a page holds 1,000.
            while (
                found := client("s3").list_objects_v2(Bucket=_bucket(), Prefix=f"{folder}{order_id}-R").get("Contents")
            ):
                for each in found:
                    client("s3").delete_object(Bucket=_bucket(), Key=each["Key"])


def _bucket() -> str:
    return Settings().required("MEDIA_BUCKET")
