"""Which of the two gateways a path of the API is for: read from the cache behaviours that CloudFront has."""

import re
from functools import cache

from souk_local.settings import PROJECT
from souk_local.stack_template import read


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    config = read(PROJECT / "infra/edge.yaml")["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    return [
        (_expression(behaviour["PathPattern"]), behaviour["TargetOriginId"]) for behaviour in config["CacheBehaviors"]
    ]


def _expression(pattern: str) -> re.Pattern[str]:
    """`*` is any characters, `?` one, and case counts:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
    """
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def origin(path: str) -> str:
    """The id of the origin of the first pattern that fits: "shop", "staff". Raises LookupError when none does."""
    for expression, found in _patterns():
        if expression.fullmatch(path):
            return found
    raise LookupError(path)
