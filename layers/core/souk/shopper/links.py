"""Links in what people write: a mail program makes one of any text that looks like an address."""

from __future__ import annotations

import re
import unicodedata

# Endings of addresses that mail programs link to without a scheme and that phishing uses most; a company's form and a
# first name are none of them ("Co.KG", "St.Pierre").
_ENDINGS = (
    "com|net|org|info|biz|io|app|dev|shop|store|online|site|website|xyz|top|link|click|live|club|icu|vip|work|fun|pro|"
    "me|tv|cc|ws|ru|cn|su|tk|ml|ga|cf|gq|de|at|ch|fr|nl|eu|uk|us|es|it|pl|example|test"
)
_URL = re.compile(r"://|\bwww\.", re.IGNORECASE)
_LINK = re.compile(
    rf"\S*://\S*|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{{2,63}}/\S*|\b(?:[\w-]+\.)*[\w-]{{3,}}\.(?:{_ENDINGS})\b",
    re.IGNORECASE,
)


def links_in(text: str) -> list[str]:
    """What mail programs would make a link of: "http://…", "www.…", "t.me/x", "evil.com". Not "J.R. O'Neil", "B.V.",
    "Co.KG" or "St.Pierre", which people are called.

    A domain without a path counts when its ending is among those most used for links, and the part before has three
    letters or more.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u3002", ".")
    return [match.group() for match in _LINK.finditer(plain)]


def has_url(text: str) -> bool:
    """What is a link beyond doubt. In a street or a floor ("3.OG/links") anything less is no reason to refuse it."""
    return _URL.search(unicodedata.normalize("NFKC", text)) is not None


def without_links(text: str) -> str:
    """For letters: the same words, of which no mail program makes a link. The dots of an address become "·"."""
    if not links_in(text):
        return text
    plain = unicodedata.normalize("NFKC", text).replace("\u3002", ".")
    return _LINK.sub(lambda match: match.group().replace("://", " ").replace(".", "·").replace("/", " "), plain)
