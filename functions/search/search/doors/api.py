"""The HTTP side of the search service."""

from __future__ import annotations

from search.doors import shop
from search.doors.router import api
from souk import ahead
from souk.cloud import aws

__all__ = ["api", "handler", "shop"]

# The index is on S3.
ahead.of_the_first_request(lambda: aws.client("s3"))
handler = api.handler
