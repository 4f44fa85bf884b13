"""The export of one's data: what a service writes of what it holds, part by part, into the exports bucket.

    parts/<service>/<export id>/<page, 5 digits>.json   {"<kind>": [records]}, at most a page of orders
    parts/orders/<export id>/<pages, 5 digits>.count    how many pages of orders there are
    archives/<export id>.zip                            all of it, once every part is there

An export is known by a random id, and what it is of by the service that began it alone: parts and events name
no person. Writing a part again replaces it with the same, so events may come twice. See
docs/decisions/0039-export-of-ones-data.md.
"""

_PAGE = ".json"
_COUNT = ".count"


def page_name(page: int) -> str:
    """What a part of the export is called within its service's. Pages count from 1."""
    return f"{page:05}{_PAGE}"


def count_name(pages: int) -> str:
    """What is called so says how many pages of orders there are."""
    return f"{pages:05}{_COUNT}"


def counted(name: str) -> int | None:
    """How many pages of orders there are, as `name` has it; None for what is no count."""
    return int(name.removesuffix(_COUNT)) if name.endswith(_COUNT) else None
