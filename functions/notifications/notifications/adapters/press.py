"""How a letter looks: HTML that mail programs from Outlook to a phone show right, and plain text, by templates.

Mail programs know little CSS: tables for layout, styles inline, no script, no web font; only the colours of the dark
need a style sheet. The templates are in `looks/`, sandboxed, with everything escaped that gets into HTML. Jinja is
loaded with the first letter, not with the function.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from notifications.adapters.speech import Speech
from notifications.domain.letter import Enclosure, Letter, Shop, Transfer, WrittenLetter
from notifications.domain.phrases import common
from notifications.domain.tongue import Tongue
from souk.shop.transfer_code import png_of, transfer_code

if TYPE_CHECKING:
    from jinja2 import Template

_CODE = "transfer-code"
_LOOKS = Path(__file__).parent / "looks"


class TemplatePress:
    """`ports.LetterPress`."""

    def write(self, letter: Letter, shop: Shop, tongue: Tongue) -> WrittenLetter:
        say = Speech(tongue, shop=shop.name)
        subject, rtl = say.line(letter.subject), tongue.direction == "rtl"
        code = _code(letter.transfer) if letter.transfer else None
        seen = {
            "code": code,
            "letter": letter,
            "shop": shop,
            "tongue": tongue,
            "say": say,
            "common": common,
            "subject": subject,
            "start": "right" if rtl else "left",
            "end": "left" if rtl else "right",
        }
        html, text = (_template(name).render(seen) for name in ("letter.html", "letter.txt"))
        one_click = letter.unsubscribe.one_click if letter.unsubscribe else ""
        enclosed = (code,) if code else ()
        return WrittenLetter(
            letter.kind, letter.to, subject, html, text.strip() + "\n", tongue.language, one_click, enclosed
        )


def _code(transfer: Transfer) -> Enclosure | None:
    """A picture in the letter: what is only named by an address is not shown, and data: addresses are taken out."""
    code = transfer_code(transfer.account, transfer.amount, transfer.reference)
    return Enclosure(f"{_CODE}.png", "image/png", png_of(code), _CODE) if code else None


@cache
def _template(name: str) -> Template:
    from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        loader=FileSystemLoader(_LOOKS),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
