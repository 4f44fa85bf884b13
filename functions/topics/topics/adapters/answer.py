"""The answer to CloudFormation: a document put to the signed address that came with the request.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import urllib3

from topics.domain.answer import ResourceResponse

# Without an answer the stack waits for its whole timeout, so a passing fault of S3 is tried through.
_TRIES = urllib3.Retry(total=5, backoff_factor=0.5, status_forcelist=(500, 502, 503, 504), allowed_methods={"PUT"})
_TIMEOUT = urllib3.Timeout(connect=3, read=5)


def send(request: Mapping[str, Any], answer: ResourceResponse) -> None:
    """Raises when it did not arrive; Lambda runs the whole request again then, which does no harm."""
    # The address is signed for a body without a type.
    with urllib3.PoolManager(timeout=_TIMEOUT, retries=_TRIES) as pool:
        sent = pool.request(
            "PUT", request["ResponseURL"], body=json.dumps(answer.to(request)), headers={"Content-Type": ""}
        )
    if sent.status != 200:
        raise RuntimeError(f"CloudFormation's answer was refused with {sent.status}")
