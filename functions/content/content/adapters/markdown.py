"""Markdown (CommonMark) as HTML that is safe to show: raw HTML is shown as text, and no link runs anything."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

# Pictures stay out: they would load from anywhere.
_LEFT_OUT = ["image", "html_block", "html_inline"]


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(_LEFT_OUT)


def rendered(text: str) -> str:
    """Headings begin below the page's own."""
    tokens = _reader().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    html: str = _reader().renderer.render(tokens, _reader().options, {})
    return html
