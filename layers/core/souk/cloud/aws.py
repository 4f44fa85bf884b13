"""AWS clients, built once per process and service.

botocore, not boto3: half the import time, and nothing here needs boto3's resources.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

# Short time-outs: a Lambda that waits a minute for a peer costs a minute and fails anyway.
_CONNECT_SECONDS = 2
_READ_SECONDS = 10
_ATTEMPTS = 3


@cache
def session() -> Any:
    """botocore's session that all clients share: what one has read, the others need not."""
    from botocore import __version__
    from botocore.config import Config

    from souk.cloud.botocore_session import SharedSession

    made = SharedSession()
    # A name of our own: botocore makes up its long one anew for each request, a tenth of what a request costs.
    made.set_default_client_config(Config(user_agent=f"souk botocore/{__version__}"))
    return made


@cache
def client(service: str, *, read_timeout: int = _READ_SECONDS, attempts: int = _ATTEMPTS) -> Any:
    """The client of an AWS service ("s3", "lambda" …). `read_timeout` in seconds; `attempts` counts the first."""
    from botocore.config import Config

    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": attempts},
        # A signed address must name the region: the global host answers a browser's PUT with a redirect.
        s3={
            "us_east_1_regional_endpoint": "regional",
            "addressing_style": "auto" if _has_own_endpoint() else "virtual",
        },
        # botocore signs addresses in the older regions with version 2, which no bucket made since June 2020 takes:
        # https://aws.amazon.com/blogs/aws/amazon-s3-update-sigv2-deprecation-period-extended-modified/
        signature_version="s3v4" if service == "s3" else None,
    )
    return session().create_client(service, config=config)


def _has_own_endpoint() -> bool:
    return bool(os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"))


def reset() -> None:
    """Forgets every client. For tests, which swap the endpoint or the credentials."""
    client.cache_clear()
    session.cache_clear()
