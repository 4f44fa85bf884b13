"""S3 in memory, below botocore, and what EventBridge tells of the objects that are written into a bucket."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tests.support.world.tables import Refused

Key = tuple[str, str]


@dataclass
class Files:
    """The objects by bucket and key. `told` are those written that somebody is still to be told of, in the buckets that
    are `watched`.
    """

    objects: dict[Key, bytes] = field(default_factory=dict)
    told: list[Key] = field(default_factory=list)
    watched: Collection[str] = ()

    def answer(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        """The parsed answer of an operation. Raises Refused, LookupError for an operation nobody needed yet."""
        match operation:
            case "PutObject":
                return self._put(params)
            case "GetObject":
                return self._get(params)
            case "HeadObject":
                return {"ContentLength": len(self._get(params)["Body"].read())}
            case "DeleteObject":
                self.objects.pop(_key(params), None)
                return {}
            case "ListObjectsV2":
                return self._list(params)
        raise LookupError(f"the files in memory do not know {operation}")

    def _put(self, params: dict[str, Any]) -> dict[str, Any]:
        if params.get("IfNoneMatch") == "*" and _key(params) in self.objects:
            raise Refused("PreconditionFailed")
        body = params["Body"]
        self.objects[_key(params)] = body if isinstance(body, bytes) else body.read()
        if params["Bucket"] in self.watched:
            self.told.append(_key(params))
        return {"ETag": '"made up"'}

    def _get(self, params: dict[str, Any]) -> dict[str, Any]:
        if _key(params) not in self.objects:
            raise Refused("NoSuchKey")
        return {"Body": io.BytesIO(self.objects[_key(params)])}

    def _list(self, params: dict[str, Any]) -> dict[str, Any]:
        bucket, prefix = params["Bucket"], params["Prefix"]
        keys = sorted(key for held, key in self.objects if held == bucket and key.startswith(prefix))
        return {"IsTruncated": False, "Contents": [{"Key": key} for key in keys]}


def object_created(bucket: str, key: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html"""
    detail = {"version": "0", "bucket": {"name": bucket}, "object": {"key": key}, "reason": "PutObject"}
    return {"version": "0", "source": "aws.s3", "detail-type": "Object Created", "detail": detail}


def _key(params: dict[str, Any]) -> Key:
    return params["Bucket"], params["Key"]
