"""From the bytes of a merchant's file to lines of text: which encoding it is in, as far as that is certain.

Shopify writes UTF-8. Spreadsheets write UTF-16, and Windows-1252 in western Europe, which nothing in the file names.
A file in a code page is read when all its letters speak for Windows-1252, and the report says so; else its merchant is
asked. A text that was misread would be in the shop before anybody looks.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MAX_LINE = 1024 * 1024
# Where what is no text shows it.
_HEAD = 1024
UTF_8, WINDOWS = "utf-8", "windows-1252"
# What may be named when an import is made, as Python knows them.
ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "iso-8859-1": "latin-1",
    "iso-8859-2": "iso8859-2",
    "iso-8859-15": "iso8859-15",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "gb18030": "gb18030",
    "big5": "cp950",
    "euc-kr": "cp949",
}
_SAVE = "save it as CSV UTF-8"
_MAGIC = (
    (b"PK", f"the file is an Excel workbook or a ZIP archive; {_SAVE}"),
    (b"\xd0\xcf\x11\xe0", f"the file is an old Excel workbook; {_SAVE}"),
    (b"\x1f\x8b", "the file is compressed; unpack it first"),
    (b"%PDF", f"the file is a PDF; {_SAVE}"),
    (b"<", f"the file is a web page or XML; {_SAVE}"),
    (b"{", f"the file is JSON; {_SAVE}"),
    (b"[", f"the file is JSON; {_SAVE}"),
    (b"\x89PNG", "the file is a picture"),
    (b"\xff\xd8\xff", "the file is a picture"),
    (codecs.BOM_UTF32_LE, f"the file is UTF-32; {_SAVE}"),
    (codecs.BOM_UTF32_BE, f"the file is UTF-32; {_SAVE}"),
)
# What hardly a western language has in Windows-1252, but is a frequent letter of another code page that is misread:
# é and ü of a Macintosh, š and ž of central Europe, ş, ğ and ı of Turkish, š and ž of the Baltics.
_FOREIGN = re.compile(
    "[ŠšŽžŸƒˆ˜ÐðÞþÝý¤¦¨¯´¸]"
    "|[¹²³ºª£¥¢](?=[^\\W\\d_])"  # ł, ą, ş, Ł, Ą within a Polish or Romanian word
    "|(?<=[^\\W\\d_])[¿¡„…†‡‰‹›•](?=[^\\W\\d_])"  # ż; Ö, á, â of a Macintosh
    "|[\u0080-\u009f]"
)
# No western word has three such letters in a row; Cyrillic, Greek, Chinese and Japanese have nothing else.
_CROWD = re.compile("[^\x00-\x7f]{3}")
_PUNCTUATION = re.compile("[‘’‚“”„–—…•·™®©°«»€\xa0×±§]+")
# ő and ű are the only Hungarian letters that read as others, and ř and ě nearly the only Czech ones: alone they tell
# nothing, beside letters that only western languages have they do.
_HUNGARIAN, _NOT_HUNGARIAN = set("õûÕÛ"), set("àâãçèêîôœæåøñÀÂÃÇÈÊÎÔŒÆÅØÑ")
_WORD = re.compile("[\\w’-]*[^\x00-\x7f][\\w’-]*")


class UnreadableFile(Exception):
    """The file cannot be read past `line`."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` is one of ENCODINGS. `sample` is a word that shows how it was read, when that was a conclusion."""

    name: str
    codec: str
    sample: str = ""


@dataclass(slots=True)
class _Evidence:
    """What the lines of a file say that are not ASCII."""

    utf_8: int = 0
    other: int = 0
    western: bool = True
    first: int = 0
    sample: str = ""
    letters: set[str] = field(default_factory=set)

    def add(self, line: bytes, number: int) -> None:
        try:
            line.decode()
            self.utf_8 += 1
            return
        except UnicodeDecodeError:
            self.other += 1
        self.first = self.first or number
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            self.western = False
            return
        bare = _PUNCTUATION.sub(" ", text)
        self.western &= not _FOREIGN.search(bare) and not _CROWD.search(bare)
        self.letters.update(bare)
        if not self.sample and (word := _WORD.search(bare)):
            self.sample = word.group()[:40]

    @property
    def is_western(self) -> bool:
        return self.western and not (self.letters & _HUNGARIAN and not self.letters & _NOT_HUNGARIAN)


def encoding_of(chunks: Iterable[bytes], named: str = "") -> Encoding:
    """The encoding of a file, `named` if its merchant said so.

    Raises UnreadableFile for what is no text, and when the encoding is not certain.
    """
    source = iter(chunks)
    start = next(source, b"")
    for magic, message in _MAGIC:
        if start.startswith(magic):
            raise UnreadableFile(1, message)
    if not start.strip():
        raise UnreadableFile(1, "the file is empty")
    if named:
        return Encoding(named, ENCODINGS[named])
    if utf_16 := _utf_16(start):
        return Encoding("utf-16", utf_16)
    if start[:_HEAD].count(0) > 1:
        raise UnreadableFile(1, f"the file is not a text; {_SAVE}")
    return _by_its_letters(_byte_lines(start, source))


def _utf_16(start: bytes) -> str:
    """The codec of a file in UTF-16, empty for another."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # The names of the columns are ASCII: in UTF-16 every other byte of them is zero.
    for half, codec in ((start[1:200:2], "utf-16-le"), (start[:200:2], "utf-16-be")):
        if len(half) > 1 and not any(half) and any(start[:200]):
            return codec
    return ""


def _by_its_letters(lines: Iterable[bytes]) -> Encoding:
    """Of a file that nothing else tells of. Raises UnreadableFile when it is not certain."""
    evidence = _Evidence()
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            evidence.add(line, number)
    # One row in another encoding, in a file that is UTF-8, spoils only its product.
    if not evidence.other or evidence.utf_8:
        return Encoding(UTF_8, ENCODINGS[UTF_8])
    if not evidence.is_western:
        raise UnreadableFile(
            evidence.first,
            f"the letters of this line can be read in several ways; {_SAVE}, or say its encoding with the import",
        )
    return Encoding(WINDOWS, ENCODINGS[WINDOWS], evidence.sample)


class Lines(Iterator[str]):
    """The file's lines, ended by LF, CRLF or CR, from chunks of bytes. `line` is the number of the next one.

    `read` has the lines since somebody emptied it.

    A byte that is not of the encoding becomes a lone surrogate.
    """

    def __init__(self, chunks: Iterable[bytes], encoding: Encoding) -> None:
        errors = "surrogatepass" if encoding.name == "utf-16" else "surrogateescape"
        # Line ends stay as they are: those within a quoted cell belong to it.
        self._text = io.TextIOWrapper(io.BufferedReader(_Raw(chunks)), encoding.codec, errors, newline="")
        self.line = 1
        self.read: list[str] = []

    def __next__(self) -> str:
        try:
            line = self._text.readline(MAX_LINE + 1)
        except UnicodeError:
            raise UnreadableFile(self.line, "the file is damaged or cut off here") from None
        if not line:
            raise StopIteration
        if len(line) > MAX_LINE:
            raise UnreadableFile(self.line, f"the line is longer than {MAX_LINE} characters; is this a CSV file?")
        self.line += 1
        self.read.append(line)
        return line


class _Raw(io.RawIOBase):
    """Chunks of bytes as a file that can be read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = chunk
        part, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(part)] = part
        return len(part)


def _byte_lines(start: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Lines of either kind, and pieces of a line that does not end."""
    buffer = start
    while True:
        *lines, buffer = buffer.replace(b"\r", b"\n").split(b"\n")
        yield from lines
        chunk = next(rest, None)
        if chunk is None or len(buffer) > MAX_LINE:
            yield buffer
            buffer = b""
        if chunk is None:
            return
        buffer += chunk
