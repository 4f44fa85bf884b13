"""Whether an error says that something is down, rather than that the data or the code are at fault."""

from __future__ import annotations

from souk.errors import RateLimited, Unavailable

# What AWS answers when it is the request that is wrong, and so what is in it.
_OURS = {"ValidationException", "ItemCollectionSizeLimitExceededException", "SerializationException", "EntityTooLarge"}


def is_down(error: BaseException | None) -> bool:
    """Looks through the causes: PynamoDB's errors carry botocore's, a use case's carry those of its store."""
    # Imported here: whoever gets here has called AWS, or does so next.
    from botocore.exceptions import BotoCoreError, ClientError

    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ClientError):
            return error.response.get("Error", {}).get("Code") not in _OURS
        if isinstance(error, Unavailable | RateLimited | OSError | BotoCoreError):
            return True
        error = error.__cause__ or error.__context__
    return False
