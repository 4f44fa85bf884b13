"""What the carrier has printed, on 4 by 6 inches: labels, and lists of what is handed over."""

from collections.abc import Sequence

from souk_local.carrier import points
from souk_local.carrier.ledger import Shipment

ADDRESS = ("name", "line1", "line2", "postal_code", "city", "region", "country", "phone")
WIDTH, HEIGHT = 288, 432


def pdf(shipment: Shipment) -> bytes:
    """With the address, or the pick-up point, and the tracking code."""
    address = shipment.request.get("address") or {}
    point = points.found(str(shipment.request.get("pickup_point") or ""))
    if point:
        named = {"name": f"{address.get('name', '')}, at {point['name']}", "phone": address.get("phone", "")}
        address = {**{part: point.get(part, "") for part in ADDRESS}, **named}
    lines = ["", *(str(address[name]) for name in ADDRESS if address.get(name))]
    bars = [f"{24 + 6 * place} 30 {1 + int(digit) % 4} 60 re f" for place, digit in enumerate(_digits(shipment))]
    return _page(shipment.tracking_code, lines, 13, 28, bars)


def manifest(shipments: Sequence[Shipment]) -> bytes:
    """With the tracking codes, at most 50."""
    return _page(f"Manifest: {len(shipments)}", [shipment.tracking_code for shipment in shipments], 6, 7, [])


def _page(title: str, lines: Sequence[str], size: int, step: int, drawn: Sequence[str]) -> bytes:
    texts = [_shown("SANDBOX", 18, 390), _shown(title, 10, 370)]
    texts += [_shown(line, size, 355 - step * row) for row, line in enumerate(lines)]
    return _document("\n".join([*texts, *drawn]).encode("latin-1"))


def _shown(line: str, size: int, height: int) -> str:
    return f"BT /F1 {size} Tf 24 {height} Td ({_text(line)}) Tj ET"


def _digits(shipment: Shipment) -> str:
    return "".join(letter for letter in shipment.tracking_code if letter.isdigit())


def _text(line: str) -> str:
    """As a PDF holds it: what its font does not have is a question mark."""
    held = line.encode("latin-1", "replace").decode("latin-1")
    return "".join(f"\\{letter}" if letter in "()\\" else letter for letter in held)


def _document(content: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % (WIDTH, HEIGHT),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(made))
    )
