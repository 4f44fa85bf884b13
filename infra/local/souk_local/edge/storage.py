"""Reading the buckets, as CloudFront does with its own credentials."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class StorageUnavailableError(Exception):
    """The buckets cannot be reached."""


@dataclass(frozen=True)
class Stored:
    """A file, or with status 304 the word that the browser's copy is still right."""

    status: int
    body: bytes
    content_type: str
    etag: str


class Storage(Protocol):
    """Where files come from."""

    async def get(self, bucket: str, key: str, if_none_match: str = "") -> Stored | None:
        """The object, or None when there is none. Raises StorageUnavailableError."""


class Buckets:
    """Storage in S3. Reads in threads, for the client is a blocking one."""

    def __init__(self, client: "S3Client") -> None:
        self._client = client

    async def get(self, bucket: str, key: str, if_none_match: str = "") -> Stored | None:
        return await asyncio.to_thread(self._get, bucket, key, if_none_match.removeprefix("W/"))

    def _get(self, bucket: str, key: str, if_none_match: str) -> Stored | None:
        try:
            found = self._client.get_object(Bucket=bucket, Key=key)
            if if_none_match and found["ETag"] == if_none_match:
                found["Body"].close()
                return Stored(304, b"", found["ContentType"], found["ETag"])
            return Stored(200, found["Body"].read(), found["ContentType"], found["ETag"])
        except ClientError as problem:
            if problem.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}:
                return None
            raise StorageUnavailableError(str(problem)) from problem
        except (BotoCoreError, OSError) as problem:
            raise StorageUnavailableError(str(problem)) from problem
