"""Links to files that were bought: in the media bucket under files/, where the products service keeps them."""

from __future__ import annotations

from urllib.parse import quote

from orders.settings import OrdersSettings
from orders.usecases.ports import SoldFile
from souk.cloud.aws import client


class S3FileLinks:
    """`orders.usecases.ports.FileLinks` on S3."""

    def link(self, file: SoldFile, seconds: int) -> str:
        url: str = client("s3").generate_presigned_url(
            "get_object",
            Params={
                "Bucket": OrdersSettings().media_bucket,
                "Key": file.key,
                "ResponseContentDisposition": attachment(file.name),
                "ResponseContentType": file.media_type,
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=seconds,
        )
        return url


def attachment(name: str) -> str:
    """A Content-Disposition that has a browser save it (RFC 6266): letters beyond ASCII are in `filename*`, which all
    browsers prefer.
    """
    plain = "".join(letter if letter.isascii() and letter not in '"\\%' else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
