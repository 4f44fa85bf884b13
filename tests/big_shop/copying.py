"""Pieces written again: the same rows under other names, as the services would have written them.

Once, the rows of a piece are taken apart into what is the same in every copy and what is its own: ids, numbers,
addresses, moments. A copy then says what stands in the places. What is made from something else is made anew from it,
with the code that makes it: an order's number and the ids of its payments from the order's id, what a guest is known by
from the address. Orders keep the shard they are in, and ids that sort by time sort as they did. Documents take the next
numbers of the whole shop.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import itemgetter

from backoffice.adapters import keys
from backoffice.domain.figures import guest_id
from documents.domain.document import DocumentType
from documents.domain.file import YEARS_KEPT
from documents.domain.numbering import Taken, range_of
from documents.domain.numbering import number_of as document_number
from orders.adapters.records import DETAILS, month_key
from orders.domain.details import number_of, order_id_of
from payments.domain.ids import payment_id_of
from payments.domain.transfers.references import squeezed
from shipping.adapters.codec import SLOT_DIGITS
from souk.storage import journal
from tests.big_shop.playing import CODE, Piece
from tests.support.world.expressions import Item
from users.adapters.guest_store import DynamoGuests

Row = tuple[str, Item]  # of a table
Values = tuple[str, ...]
Filled = Callable[[Values], str]
# Counted down in places under words (backoffice.adapters.keys), so that the latest come first.
_FAR_MS = 99_999_999_999_999
_SECRET = b"made up"
_RAW = -zlib.MAX_WBITS
# In no list, and gone within days: what consumers remember of batches, answers to repeated requests, and counters of
# what somebody has asked for. The staff's trail is a chain, what was sold, the numbers of documents, their taxes and
# what is owed on gift cards are counted anew (`shop.py`), and who the merchant is every shop is told.
_LEFT_OUT = (
    "INBOX#",
    "IDEMPOTENCY#",
    "AUDIT#",
    "CHAIN#",
    "EVENT#",
    "SOLD#",
    "RANGE#",
    "LIABILITY#",
    "SHOP",
    "TAX#",
    "BUSINESSES#",
)
# What the whole shop has one of.
SHARED = (
    *(
        "FIGURES#",
        "CATEGORIES",
        "CUSTOMER-GROUPS",
        "FOLLOW-UP",
        "FOUND",
        "REPRICING",
        "SWEEP",
        "FIRST-DAY",
        "PROVIDER#",
    ),
    f"COUPON#{CODE}",
)
_PACKED = "packed"  # of documents, as a journal is
_PATTERN = (
    r"(?P<uuid>(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f]))",
    r"(?P<hash>(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{24}|[0-9a-f]{16})(?![0-9a-f]))",
    r"(?P<document>(?:INV|CN)-20\d\d-\d{6})",
    r"(?P<mark>(?<!\d)777\d{5}(?!\d))",
    r"(?P<count>(?<=evt_)\d+|(?<=dp_)\d+|(?<=mail-)\d+|(?<=pi_nobody_)\d+)",
    r"(?P<date>(?<!\d)20\d\d-[01]\d-[0-3]\d(?!\d))",
    r"(?P<day>(?<!\d)20\d\d[01]\d[0-3]\d(?=T\d{6}))",
    r"(?P<late>(?<!\d)98\d{12}(?!\d))",
    r"(?P<ms>(?<!\d)17\d{11}(?!\d))",
    r"(?P<seconds>(?<![\d.])1[78]\d{8}(?![\d.]))",
)


class Numbers:
    """The ranges of documents' numbers, by name, as far as they are taken."""

    def __init__(self) -> None:
        self.taken: dict[str, Taken] = {}

    def next(self, type_: DocumentType, on: date) -> str:
        range_ = range_of(type_, on)
        before = self.taken.get(range_, Taken(range_))
        self.taken[range_] = Taken(range_, before.last + 1, max(on, before.on))
        return document_number(range_, before.last + 1)


@dataclass(frozen=True)
class Copy:
    """Which copy it is, by a number that no other has, and by how many days its moments are later."""

    seed: int
    number: int
    days: int
    numbers: Numbers

    def drawn(self, what: object) -> bytes:
        """Bits that are this copy's for this."""
        return hashlib.blake2b(f"{self.seed}/{self.number}/{what}".encode(), digest_size=32).digest()


@dataclass(frozen=True)
class _Part:
    """One row. `packed` is the name of the attribute that is packed, and what is in it."""

    table: str
    text: Filled
    packed: tuple[str, Filled] | None


@dataclass
class Stencil:
    """A piece, taken apart. `constant` are ids of the whole shop, and what they are there."""

    piece: Piece
    constant: Mapping[str, str]
    _slots: dict[tuple[str, str], int] = field(default_factory=dict)
    _parts: list[_Part] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names = _names(self.piece)
        self._documents = dict(_documents(self.piece))
        needles = "|".join(sorted(map(re.escape, self._names), key=len, reverse=True))
        self._places = re.compile("|".join((*_PATTERN[:2], f"(?P<name>{needles})", *_PATTERN[2:])))
        for table, rows in self.piece.rows.items():
            for key, item in rows.items():
                if not key[0].startswith((*_LEFT_OUT, *SHARED)) and self._is_kept(key, item):
                    self._parts.append(self._part(table, item))
        timed = sorted(text for kind, text in self._slots if kind == "uuid" and text[14] == "7")
        self._ranks = {text: rank for rank, text in enumerate(timed)}

    def rows(self, copy: Copy) -> Iterator[Row]:
        values = self._values(copy)
        for part in self._parts:
            item: Item = json.loads(part.text(values))
            if part.packed:
                name, text = part.packed
                item[name] = {"B": _packed(name, text(values))}
            yield part.table, _placed(item)

    def _is_kept(self, key: tuple[str, str], item: Item) -> bool:
        """Of counters, those that are in a claim are compared with it."""
        return not key[0].startswith("LIMIT#") or key[0].removeprefix("LIMIT#") in self._names

    def _part(self, table: str, item: Item) -> _Part:
        plain = {name: value for name, value in item.items() if "B" not in value}
        packed = [(name, _unpacked(name, value["B"])) for name, value in item.items() if "B" in value]
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        return _Part(table, self._filled(text), (packed[0][0], self._filled(packed[0][1])) if packed else None)

    def _filled(self, text: str) -> Filled:
        """The text with its places, as a function of what stands in them."""
        pieces, slots, at = [], [], 0
        for match in self._places.finditer(text):
            kind = str(match.lastgroup)
            pieces.append(text[at : match.start()].replace("%", "%%"))
            slots.append(self._slots.setdefault((kind, match[0]), len(self._slots)))
            at = match.end()
        pieces.append(text[at:].replace("%", "%%"))
        pattern = "%s".join(pieces)
        if not slots:
            return lambda _: text
        chosen = itemgetter(*slots)
        return lambda values: pattern % chosen(values)

    def _values(self, copy: Copy) -> Values:
        made = {("uuid", old): new for old, new in self.constant.items()}
        self._orders(copy, made)
        for (kind, text), slot in self._slots.items():
            if (kind, text) not in made:
                made[kind, text] = self._value(copy, kind, text, slot)
        return tuple(made[place] for place in self._slots)

    def _orders(self, copy: Copy, made: dict[tuple[str, str], str]) -> None:
        """The orders' ids, and what is made from them and from the addresses."""
        for number, old in enumerate(self.piece.orders):
            new = _order_id(copy, number, old)
            made["uuid", old] = new
            made |= {("uuid", payment_id_of(old, each)): payment_id_of(new, each) for each in _ATTEMPTS}
            made |= {("name", text): other for text, other in zip(_numbers(old), _numbers(new), strict=True)}
            made["name", old[:8]] = new[:8]
        for old in self.piece.emails:
            new = _MARK.sub(lambda match: _marked(copy, match[0]), old)
            made["name", _known_as(old)], made["name", guest_id(old)] = _known_as(new), guest_id(new)

    def _value(self, copy: Copy, kind: str, text: str, slot: int) -> str:
        match kind:
            case "uuid":
                return self._uuid(copy, text, slot)
            case "hash":
                return copy.drawn(slot).hex()[: len(text)]
            case "name":
                return base64.urlsafe_b64encode(copy.drawn(slot)).decode()[: len(text)]
            case "mark":
                return _marked(copy, text)
            case "count":
                return f"{copy.number:06}{text}"
            case "document":
                type_, on = self._documents[text]
                return copy.numbers.next(type_, on + timedelta(days=copy.days))
        return _MOMENTS[kind](text, copy.days)

    def _uuid(self, copy: Copy, text: str, slot: int) -> str:
        bits = int.from_bytes(copy.drawn(slot)[:16], "big")
        version = int(text[14], 16)
        if version == 7:
            moment = self.piece.began + timedelta(days=copy.days, milliseconds=self._ranks[text])
            bits = int(moment.timestamp() * 1000) << 80 | bits & (1 << 80) - 1
        return str(uuid.UUID(int=bits & ~(0xF << 76 | 0x3 << 62) | version << 76 | 0x2 << 62))


_MARK = re.compile(r"777\d{5}")
# As orders number them.
_ATTEMPTS = tuple(str(number) for number in range(1, 5))


def _numbers(order_id: str) -> tuple[str, ...]:
    """An order's number, as it is shown, searched for, and found in what a bank tells."""
    number = number_of(order_id)
    return number, number.lower(), squeezed(number)


def _names(piece: Piece) -> set[str]:
    """What is no id, mark or moment, and yet a piece's own."""
    found: set[str] = set()
    for order_id in piece.orders:
        found |= {*_numbers(order_id), order_id[:8]}
    for email in piece.emails:
        found |= {_known_as(email), guest_id(email)}
    found |= set(piece.keys)
    for (pk, _), item in piece.rows["OrdersTable"].items():
        if pk.startswith("HELD#"):
            found |= {counter[0].removeprefix("LIMIT#") for counter in json.loads(item["counters"]["S"])}
    return found


def _documents(piece: Piece) -> Iterator[tuple[str, tuple[DocumentType, date]]]:
    """What each document of it is, and when it was issued, by its number."""
    for item in piece.rows["DocumentsTable"].values():
        state, _ = journal.unpack(item[_PACKED]["B"]) if _PACKED in item else ({}, ())
        for document in state.get("documents", ()):
            yield document["number"], (DocumentType(document["type"]), date.fromisoformat(document["issued_on"]))


@cache
def _known_as(email: str) -> str:
    return DynamoGuests(lambda: _SECRET).known_as(email)


def _marked(copy: Copy, text: str) -> str:
    return f"{copy.number:06}{text[6:]}"


def _order_id(copy: Copy, number: int, old: str) -> str:
    """An id that falls into the shards that the old one falls into, and the first payment's too."""
    wanted = _fall(old)
    trial = 0
    while True:
        new = order_id_of(f"{copy.seed}/{copy.number}", f"{number}/{trial}")
        if _fall(new) == wanted:
            return new
        trial += 1


def _fall(order_id: str) -> tuple[int, int]:
    """Shards are some bits of a hash of the order's id, or of the end of the payment's."""
    return hashlib.sha256(order_id.encode()).digest()[0] % 4, int(payment_id_of(order_id, "1")[-1], 16) % 4


def _placed(item: Item) -> Item:
    """With the keys that are made from a piece of something."""
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    if pk.startswith("WORD#"):
        item["pk"] = {"S": keys.shelf(pk.split("#")[1], keys.word_and_id(sk)[0])}
    elif sk == DETAILS:
        item["gsi2pk"] = {"S": month_key(item["gsi2sk"]["S"][:7])}
    elif "numbers" in item:  # kept for years that end with one
        last = max(int(number.split("-")[1]) for number in item["numbers"]["S"].split())
        item["expires_at"] = {"N": str(int(datetime(last + YEARS_KEPT + 1, 1, 1, tzinfo=UTC).timestamp()))}
    elif is_slot(item):
        item["sk"] = {"S": f"{sk.partition('#')[0]}#{item['gsi1sk']['S'].rpartition('#')[2][:SLOT_DIGITS]}"}
    return item


def is_slot(item: Item) -> bool:
    """Whether it takes the place of one that came before: of what nobody understands so much is kept, and no more."""
    return str(item["sk"]["S"]).startswith("KEPT#")


def _unpacked(name: str, packed: bytes) -> str:
    if name == "row":
        return zlib.decompress(packed, _RAW).decode()
    if name not in (journal.ATTRIBUTE, _PACKED):
        raise LookupError(f"nobody says how {name} is packed")
    state, events = journal.unpack(packed)
    return "\n".join([json.dumps(state, separators=(",", ":"), ensure_ascii=False), *events])


def _packed(name: str, text: str) -> bytes:
    if name == "row":
        packer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
        return packer.compress(text.encode()) + packer.flush()
    state, *events = text.split("\n")
    return journal.pack(json.loads(state), events)


@cache
def _date(text: str, days: int) -> str:
    return (datetime.fromisoformat(text) + timedelta(days=days)).date().isoformat()


@cache
def _day(text: str, days: int) -> str:
    return f"{datetime.strptime(text, '%Y%m%d').replace(tzinfo=UTC) + timedelta(days=days):%Y%m%d}"


_MOMENTS: dict[str, Callable[[str, int], str]] = {
    "date": _date,
    "day": _day,
    "late": lambda text, days: str(int(text) - days * 86_400_000),
    "ms": lambda text, days: str(int(text) + days * 86_400_000),
    "seconds": lambda text, days: str(int(text) + days * 86_400),
}
