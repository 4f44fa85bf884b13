"""Anchors on S3, one object each. In production the bucket has an object lock: nobody, the account's owner included,
can change or delete one before its time (template.yaml, AnchorBucket).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from audit.domain.chain import Anchor
from souk.cloud.aws import client

_FOLDER = "anchors"


class S3Anchors:
    """`ports.Anchors` in a bucket: anchors/<kind>/<day>/<number>.json."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, anchor: Anchor) -> None:
        body = json.dumps({"chain": anchor.chain, "number": anchor.number, "digest": anchor.digest})
        client("s3").put_object(
            Bucket=self._bucket,
            Key=f"{_prefix(anchor.chain)}{anchor.number:010}.json",
            Body=body.encode(),
            ContentType="application/json",
            # A bucket with object lock takes no object without a checksum:
            # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
            ChecksumAlgorithm="SHA256",
        )

    def of(self, chain: str) -> Sequence[Anchor]:
        """The oldest version of each: what was put over an anchor later, or hides it as deleted, counts for nothing."""
        pages = client("s3").get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=_prefix(chain))
        versions = [version for page in pages for version in page.get("Versions", ())]
        # Within a key the newest comes first: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
        oldest = {version["Key"]: version["VersionId"] for version in versions}
        return [self._read(key, version_id) for key, version_id in sorted(oldest.items())]

    def _read(self, key: str, version_id: str) -> Anchor:
        found = client("s3").get_object(Bucket=self._bucket, Key=key, VersionId=version_id)
        said = json.loads(found["Body"].read())
        return Anchor(said["chain"], int(said["number"]), said["digest"])


def _prefix(chain: str) -> str:
    return f"{_FOLDER}/{chain.replace('#', '/')}/"
