"""What of HTML may stand in a description. Done by ammonia (nh3), which parses as browsers do."""

from __future__ import annotations

import nh3

_TAGS = set(
    "a b blockquote br caption code div em h2 h3 h4 h5 h6 hr i li ol p pre s small span strong sub sup "
    "table tbody td tfoot th thead tr u ul".split()
)
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}


def sanitised(html: str) -> str:
    """`html` without anything that can run, load or restyle: other tags and attributes go, their text stays."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    ).strip()
