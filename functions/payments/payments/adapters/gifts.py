"""The JSON form of the gift cards that an order buys, and of the letter that brings one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from payments.domain.gift_cards.account import GiftLetter
from payments.domain.gift_cards.sold import GiftSold


def letter_to_json(letter: GiftLetter) -> dict[str, str]:
    return {**asdict(letter), "send_on": letter.send_on.isoformat()}


def letter_of(members: dict[str, str]) -> GiftLetter:
    more: dict[str, Any] = {"send_on": date.fromisoformat(members["send_on"])}
    return GiftLetter(**{**members, **more})


def gifts_to_json(gifts: Sequence[GiftSold]) -> list[list[Any]]:
    return [
        [gift.sku, gift.place, gift.amount, *([letter_to_json(gift.letter)] if gift.letter else [])] for gift in gifts
    ]


def gifts_of(kept: Iterable[list[Any]]) -> tuple[GiftSold, ...]:
    return tuple(
        GiftSold(sku, place, amount, letter_of(*letter) if letter else None) for sku, place, amount, *letter in kept
    )
