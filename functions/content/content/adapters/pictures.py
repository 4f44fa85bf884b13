"""Pictures in the media bucket: sent to uploads/, which the site does not serve, and shown from media/content/."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from content.settings import ContentSettings
from content.usecases.ports import PictureForm
from souk.cloud.aws import client
from souk.errors import InvalidInput

FORM_SECONDS = 900
# Its name is made of its content, so it never changes.
_FOR_EVER = "public, max-age=31536000, immutable"


class S3Pictures:
    """`ports.PictureFiles` on S3."""

    def form(self, picture_id: str, media_type: str, most: int) -> PictureForm:
        """S3 itself refuses another key, another type or another size than the form's policy names."""
        form = client("s3").generate_presigned_post(
            ContentSettings().media_bucket,
            _key(picture_id),
            Fields={"Content-Type": media_type},
            Conditions=[{"Content-Type": media_type}, ["content-length-range", 1, most]],
            ExpiresIn=FORM_SECONDS,
        )
        return PictureForm(form["url"], form["fields"])

    def sent(self, picture_id: str, most: int) -> bytes | None:
        try:
            found: dict[str, Any] = client("s3").get_object(Bucket=ContentSettings().media_bucket, Key=_key(picture_id))
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
        with found["Body"] as body:
            if found["ContentLength"] > most:
                raise InvalidInput(f"a picture has at most {most} bytes")
            picture: bytes = body.read()
            return picture

    def publish(self, name: str, media_type: str, picture: bytes) -> str:
        key = f"media/content/{name}"
        client("s3").put_object(
            Bucket=ContentSettings().media_bucket,
            Key=key,
            Body=picture,
            ContentType=media_type,
            CacheControl=_FOR_EVER,
        )
        return f"/{key}"


def _key(picture_id: str) -> str:
    return f"uploads/{picture_id}"
