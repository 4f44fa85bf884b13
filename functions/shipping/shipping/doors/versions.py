"""ETags, and the If-Match of whoever changes what others may have changed."""

from __future__ import annotations

from shipping.usecases.batches import BatchContents
from souk.errors import PreconditionFailed, PreconditionRequired

IF_MATCH = {"If-Match": "The ETag of what is changed"}
# Numbers of DynamoDB have 38 digits; nothing is changed this often.
_LONGEST = 18


def version_in(if_match: str | None) -> int:
    """The version that is changed. Raises PreconditionRequired, PreconditionFailed for what is no ETag of ours."""
    if not if_match:
        raise PreconditionRequired("send If-Match with the ETag of what you change")
    text = if_match.strip().removeprefix("W/").strip('"').partition(".")[0]
    if not text.isdecimal() or len(text) > _LONGEST:
        raise PreconditionFailed("If-Match is not an ETag of this; look at it again")
    return int(text)


def etag_of(held: BatchContents) -> str:
    """The batch's version, and what changes with any of its parcels: their versions only grow."""
    return f"{held.batch.version}.{len(held.parcels)}.{sum(parcel.version for parcel in held.parcels)}"
