"""Idempotency of HTTP requests that move money or stock (draft-ietf-httpapi-idempotency-key-header).

The first request with a key claims it; its answer is stored for 24 hours. The same key with the same body gets the
stored answer, with another body an error, and while the first is still at work, a conflict. A claim whose worker died
is free again after its lease.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError

from souk import clock
from souk.errors import IdempotencyKeyReused, InProgress, InvalidInput
from souk.ids import new_id
from souk.storage.dynamo import Record, put_if
from souk.storage.versioned import Stale
from souk.telemetry import logger

KEPT_SECONDS = 24 * 3600
# API Gateway gives up after 29 s, so no first request is still at work after this.
LEASE_SECONDS = 30
MAX_KEY = 255


class IdempotencyRecord(Record):
    """The claim of a key, then the answer given under it."""

    request_hash = UnicodeAttribute()
    claim_id = UnicodeAttribute()
    answer = UnicodeAttribute(null=True)
    lease_until = NumberAttribute()
    expires_at = NumberAttribute()


def checked(key: str | None) -> str:
    """The key, or InvalidInput when it is missing or longer than 255 characters."""
    if not key or len(key) > MAX_KEY or not key.isprintable():
        raise InvalidInput(f"send an Idempotency-Key header of 1 to {MAX_KEY} printable characters with this request")
    return key


def hash_of(*parts: bytes) -> str:
    """SHA-256 over the parts with their lengths, so that no two requests share one by accident."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def once(scope: str, key: str, request_hash: str, work: Callable[[], str]) -> tuple[str, bool]:
    """The answer to a request: `work()` the first time, the stored one afterwards (then the flag is True).

    `scope` keeps apart what different owners and routes do with the same key. When `work` raises, the claim is given
    up, so that the client may try again with the same key.
    Raises IdempotencyKeyReused for another body, InProgress while the first request is at work.
    """
    pk = f"IDEMPOTENCY#{hash_of(scope.encode(), key.encode())}"
    claim = IdempotencyRecord(
        pk,
        "IDEMPOTENCY",
        request_hash=request_hash,
        claim_id=new_id(),
        lease_until=clock.epoch() + LEASE_SECONDS,
        expires_at=clock.epoch() + KEPT_SECONDS,
    )
    stored = _claim(claim)
    if stored is not None:
        return stored, True
    try:
        answer = work()
    except BaseException:
        _give_up(claim)
        raise
    claim.answer = answer
    claim.expires_at = clock.epoch() + KEPT_SECONDS
    try:
        put_if(claim, IdempotencyRecord.claim_id == claim.claim_id)
    except Stale:
        logger.warning("an idempotency key was claimed anew before its first request was done")
    return answer, False


def _give_up(claim: IdempotencyRecord) -> None:
    """Frees the key, unless the claim has lapsed and belongs to somebody else by now. Never raises: an error is on
    its way to the caller already, and without this the key is free after its lease."""
    try:
        claim.delete(condition=(IdempotencyRecord.claim_id == claim.claim_id))
    except DeleteError:
        logger.warning("an idempotency key was not freed", exc_info=True)


def _claim(claim: IdempotencyRecord) -> str | None:
    """Claims the key, or returns the stored answer."""
    free = IdempotencyRecord.pk.does_not_exist() | (IdempotencyRecord.expires_at < clock.epoch())
    abandoned = (
        IdempotencyRecord.answer.does_not_exist()
        & (IdempotencyRecord.lease_until < clock.epoch())
        & (IdempotencyRecord.request_hash == claim.request_hash)
    )
    try:
        put_if(claim, free | abandoned)
    except Stale:
        return _answer_to(claim)
    return None


def _answer_to(claim: IdempotencyRecord) -> str | None:
    """What is stored under the key that is not ours to claim; None when it is, after all."""
    held = IdempotencyRecord.fetch(claim.pk, claim.sk, consistent=True)
    if held is not None and held.claim_id == claim.claim_id:
        return None  # the first answer was lost on the way, and the client library has sent the write again
    if held is not None and held.request_hash != claim.request_hash:
        raise IdempotencyKeyReused("this Idempotency-Key was used for another request; use a new key")
    if held is None or held.answer is None:
        raise InProgress("the first request with this Idempotency-Key is still being worked on; try again shortly")
    return held.answer
