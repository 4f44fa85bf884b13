"""How a letter looks: HTML that mail programs from Outlook to a phone show right, and plain text.

Mail programs know little CSS: tables for layout, styles inline, no script, no web font. `role="presentation"` keeps
screen readers from announcing the layout tables as data.
"""

from __future__ import annotations

from html import escape

from notifications.domain.letter import Item, Letter, Link, Shop

_INK, _SOFT, _LINE, _PAPER = "#1f2328", "#59636e", "#e4e4e0", "#ffffff"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


def html(letter: Letter, shop: Shop) -> str:
    """The letter as an HTML document in UTF-8."""
    body = "\n".join(
        part
        for part in (
            "".join(_paragraph(text) for text in letter.paragraphs),
            _facts(letter.facts),
            _items(letter.items),
            _totals(letter.totals),
            _address(letter.address),
            _button(letter.action, shop.accent) if letter.action else "",
            _link(letter.second_action, shop.accent) if letter.second_action else "",
            _paragraph(letter.closing, soft=True) if letter.closing else "",
            _paragraph(letter.farewell, soft=True) if letter.farewell else "",
        )
        if part
    )
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light">
<title>{escape(letter.subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f4f3ef;color:{_INK};{_FONT};font-size:16px;line-height:1.5">
<div style="display:none;max-height:0;overflow:hidden">{escape(letter.preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f3ef">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td style="padding:0 8px 16px"><a href="{escape(shop.url)}" \
style="color:{shop.accent};font-size:20px;font-weight:700;text-decoration:none">{escape(shop.name)}</a></td></tr>
<tr><td style="background:{_PAPER};border:1px solid {_LINE};border-radius:12px;padding:28px 24px">
<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25">{escape(letter.heading)}</h1>
{body}
</td></tr>
<tr><td style="padding:16px 8px;color:{_SOFT};font-size:13px">You get this e-mail because you ordered or \
signed up at <a href="{escape(shop.url)}" style="color:{_SOFT}">{escape(shop.name)}</a>.</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


def text(letter: Letter, shop: Shop) -> str:
    """The letter as plain text, for those who read mail without HTML."""
    blocks = [letter.heading, *letter.paragraphs]
    blocks.append("\n".join(f"{label}: {value}" for label, value in letter.facts))
    blocks.append("\n".join(_text_item(item) for item in letter.items))
    blocks.append("\n".join(f"{label}: {value}" for label, value in letter.totals))
    if letter.address:
        blocks.append("\n".join(("Delivery address:", *letter.address)))
    blocks.extend(f"{link.label}:\n{link.url}" for link in (letter.action, letter.second_action) if link)
    blocks.extend([letter.closing, letter.farewell, f"-- \n{shop.name}\n{shop.url}"])
    return "\n\n".join(block for block in blocks if block) + "\n"


def _text_item(item: Item) -> str:
    what = f"{item.title} ({item.detail})" if item.detail else item.title
    return f"{item.quantity} × {what}" + (f"  {item.amount}" if item.amount else "")


def _paragraph(words: str, *, soft: bool = False) -> str:
    style = f"margin:16px 0 0;color:{_SOFT};font-size:14px" if soft else "margin:0 0 14px"
    return f'<p style="{style}">{escape(words)}</p>\n'


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    if not facts:
        return ""
    rows = "".join(
        f'<p style="margin:0"><span style="color:{_SOFT}">{escape(label)}:</span> <strong>{escape(value)}</strong></p>'
        for label, value in facts
    )
    return f'<div style="margin:0 0 14px;padding:12px 16px;background:#f4f3ef;border-radius:8px">{rows}</div>'


def _items(items: tuple[Item, ...]) -> str:
    if not items:
        return ""
    pictures = any(item.image for item in items)
    rows = "\n".join(_item_row(item, pictures=pictures) for item in items)
    return (
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="border-collapse:collapse;margin:8px 0 0">'
        '<caption style="position:absolute;width:1px;height:1px;overflow:hidden">Items</caption>\n'
        f"{rows}\n</table>"
    )


def _item_row(item: Item, *, pictures: bool) -> str:
    """A row of the list; with `pictures` it has a column for them, empty where there is none."""
    cell = f"border-top:1px solid {_LINE};padding:12px 0;vertical-align:top"
    soft = f"color:{_SOFT};font-size:14px"
    picture = f'<td width="72" style="{cell}">{_picture(item)}</td>' if pictures else ""
    detail = f'<br><span style="{soft}">{escape(item.detail)}</span>' if item.detail else ""
    return (
        f'<tr>{picture}<td style="{cell}">{escape(item.title)}{detail}'
        f'<br><span style="{soft}">Quantity: {item.quantity}</span></td>'
        f'<td align="right" style="{cell};white-space:nowrap">{escape(item.amount)}</td></tr>'
    )


def _picture(item: Item) -> str:
    """The title beside it says what it shows, so its alternative text is empty."""
    if not item.image:
        return ""
    return (
        f'<img src="{escape(item.image)}" width="56" height="56" alt="" '
        f'style="display:block;border-radius:8px;object-fit:cover;border:1px solid {_LINE}">'
    )


def _totals(totals: tuple[tuple[str, str], ...]) -> str:
    if not totals:
        return ""
    last = len(totals) - 1
    rows = "\n".join(
        f'<tr style="{"font-weight:700;font-size:18px" if number == last else ""}">'
        f'<th scope="row" align="left" style="padding:4px 0;font-weight:inherit">{escape(label)}</th>'
        f'<td align="right" style="padding:4px 0">{escape(value)}</td></tr>'
        for number, (label, value) in enumerate(totals)
    )
    return (
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="border-top:2px solid {_INK};margin:0 0 20px;padding-top:8px">\n{rows}\n</table>'
    )


def _address(lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    where = "<br>".join(escape(line) for line in lines)
    return (
        f'<h2 style="margin:0 0 4px;font-size:14px;color:{_SOFT};font-weight:600">Delivery address</h2>'
        f'<p style="margin:0 0 20px">{where}</p>'
    )


def _button(link: Link, accent: str) -> str:
    return (
        f'<p style="margin:20px 0 0"><a href="{escape(link.url)}" style="display:inline-block;background:{accent};'
        'color:#ffffff;padding:12px 22px;border-radius:8px;font-weight:600;text-decoration:none">'
        f"{escape(link.label)}</a></p>"
    )


def _link(link: Link, accent: str) -> str:
    return (
        f'<p style="margin:14px 0 0"><a href="{escape(link.url)}" style="color:{accent}">{escape(link.label)}</a></p>'
    )
