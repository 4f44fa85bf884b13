"""What the local cloud says when it cannot go on."""


class LocalCloudError(Exception):
    """Something a person must put right; the message says what is wrong and what to do."""
