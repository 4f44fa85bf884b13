"""A bank transfer as a QR code that banks' apps fill their form from: EPC069-12, version 002, in UTF-8.

The library is loaded with the first code: whoever pays otherwise costs nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from souk.money import Money

if TYPE_CHECKING:
    from segno import QRCode

# What the standard leaves of white around a code, in its squares (ISO/IEC 18004).
QUIET = 4
_PIXELS = 4  # a square's, in a picture


def transfer_code(account: Iterable[tuple[str, str]], amount: Money, reference: str) -> QRCode | None:
    """The code of a transfer to an account of labels and values (`souk.bank_account`); None for one that there is no
    code for: in another currency, to an account without an IBAN, or of a name or an amount too long for the form.
    """
    lines = dict(account)
    holder, iban = lines.get("Account holder", ""), lines.get("IBAN", "").replace(" ", "")
    if amount.currency != "EUR" or not iban or not holder:
        return None
    from segno.helpers import make_epc_qr

    euros = Decimal(str(amount).partition(" ")[0])
    try:
        return make_epc_qr(holder, iban, euros, text=reference, bic=lines.get("BIC"), encoding="utf-8")
    except ValueError:
        return None


def path_of(code: QRCode) -> str:
    """The dark squares as the path of an SVG, one unit each, without the white around them."""
    strokes: list[str] = []
    for y, row in enumerate(code.matrix):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(strokes)


def png_of(code: QRCode) -> bytes:
    made = io.BytesIO()
    code.save(made, kind="png", scale=_PIXELS, border=QUIET)
    return made.getvalue()
