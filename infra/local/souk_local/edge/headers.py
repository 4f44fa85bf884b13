"""The response headers that CloudFront's response headers policy adds in production."""

import re
from urllib.parse import urlsplit

HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
"""A file name that carries a hash of its content, as the bundler writes them."""
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
MEDIA = "public, max-age=86400"


def security(stripe_js_url: str, secure: bool) -> dict[str, str]:
    """Headers of every answer. `secure` tells that the shop is served over https."""
    stripe = origin(stripe_js_url)
    policy = "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {stripe}",
            f"connect-src 'self' {stripe} https://api.stripe.com",
            f"frame-src {stripe} https://hooks.stripe.com",
            # The payment element sets the style of what it puts into the page.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: https:",
            "font-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def caching(path: str) -> str:
    """How long a browser may keep a file of the site or of the media bucket."""
    if path.startswith("/media/"):
        return MEDIA
    if path.startswith("/assets/") and HASHED.search(path):
        return IMMUTABLE
    return REVALIDATE
