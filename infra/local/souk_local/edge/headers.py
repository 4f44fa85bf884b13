"""The response headers of the site: those of CloudFront's response headers policy, and how long files are kept."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from souk_local.settings import PROJECT
from souk_local.stack_template import read

HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
"""A file name that carries a hash of its content, as the bundler writes them."""
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
MEDIA = "public, max-age=86400"
MEDIA_BUCKET = "https://${MediaBucket}.s3.${AWS::Region}.${AWS::URLSuffix}"


def security(origins: Mapping[str, str], challenge: str = "") -> dict[str, str]:
    """The headers of every answer, as infra/edge.yaml has CloudFront set them.

    `origins` says who stands in here for an origin on AWS ("https://api.stripe.com"), as the template writes it.
    `challenge` is the template's ChallengeOrigin. Browsers heed Strict-Transport-Security over https alone.
    """
    config = read(PROJECT / "infra/edge.yaml")["Resources"]["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    named = config["SecurityHeadersConfig"]
    policy = named["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"].replace("${ChallengeOrigin}", challenge)
    for there, here in origins.items():
        policy = policy.replace(there, here)
    transport = named["StrictTransportSecurity"]
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": named["FrameOptions"]["FrameOption"],
        "Referrer-Policy": named["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }


def stand_ins(stripe_js_url: str, storage_url: str) -> dict[str, str]:
    """What answers here for Stripe and for the media bucket."""
    stripe = origin(stripe_js_url)
    return {
        MEDIA_BUCKET: origin(storage_url),
        "https://*.js.stripe.com ": "",
        "https://js.stripe.com": stripe,
        "https://api.stripe.com": stripe,
    }


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def caching(path: str) -> str:
    """How long a browser may keep a file of the site or of the media bucket."""
    if path.startswith("/media/"):
        return MEDIA
    if path.startswith(("/assets/", "/admin/assets/")) and HASHED.search(path):
        return IMMUTABLE
    return REVALIDATE
