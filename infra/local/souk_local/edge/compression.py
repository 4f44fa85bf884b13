"""Compressing answers as CloudFront does: Brotli or gzip, for text that is worth it."""

import gzip

import brotli  # type: ignore[import-untyped]

SMALLEST = 1000
LARGEST = 10_000_000
TYPES = ("text/", "application/javascript", "application/json", "application/problem+json", "image/svg+xml")


def choose(accepted: str, content_type: str, size: int) -> str | None:
    """The encoding for an answer, or None to leave it as it is."""
    if not SMALLEST <= size <= LARGEST or not content_type.startswith(TYPES):
        return None
    offered = {_name(part) for part in accepted.split(",") if not part.replace(" ", "").endswith(";q=0")}
    return next((encoding for encoding in ("br", "gzip") if encoding in offered), None)


def compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=4))
    return gzip.compress(body, compresslevel=5, mtime=0)


def _name(part: str) -> str:
    return part.split(";", 1)[0].strip().lower()
