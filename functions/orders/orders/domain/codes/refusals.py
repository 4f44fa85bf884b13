"""Why a code is not taken, or takes nothing off: said plainly, for the shopper to act on."""

from __future__ import annotations

from enum import StrEnum

from souk.errors import CodeRefused


class CodeRefusal(StrEnum):
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    USED_UP = "used_up"  # the code, or its promotion
    USED_BY_YOU = "used_by_you"
    NOT_FIRST = "not_first"  # it is for a first order, and they have ordered before
    NOT_MEMBER = "not_member"  # it is for members of a group, and they are in none of it any more
    ENDED = "ended"  # by staff: the code alone, or its promotion is no more


_WORDS = {
    CodeRefusal.UNKNOWN: "There is no such code. Look at how it is written.",
    CodeRefusal.EXPIRED: "This code has expired.",
    CodeRefusal.NOT_YET: "This code is not valid yet.",
    CodeRefusal.USED_UP: "This has been used as often as it can be.",
    CodeRefusal.USED_BY_YOU: "You have used this as often as you can.",
    CodeRefusal.NOT_FIRST: "This is for a first order, and you have ordered before.",
    CodeRefusal.NOT_MEMBER: "This is for members of a group, and you are not in it.",
    CodeRefusal.ENDED: "This code is not valid any more.",
}


def in_words(refusal: CodeRefusal) -> str:
    return _WORDS[refusal]


def refused(refusal: CodeRefusal) -> CodeRefused:
    return CodeRefused(in_words(refusal), reason=refusal.value)
