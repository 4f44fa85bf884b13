"""Which services there are: the folders of `functions/`.

All lists follow from them. What cannot look, because it is read by others' tools or runs in Lambda, is compared with
them by tests/contract/test_services.py.
"""

from souk_local.settings import PROJECT


def packages(having: str = "") -> tuple[str, ...]:
    """The packages, by name; those `having` this file: "doors/api.py" for an HTTP API."""
    return tuple(
        sorted(path.name for path in (PROJECT / "functions").iterdir() if (path / path.name / having).exists())
    )


SERVICES = packages("doors/consumers.py")
"""Those that follow events. Each has a table and a consumer of its name; what is beside them only moves data."""
