"""The account that shoppers transfer money to: what the operator wrote, checked before anybody is shown it.

The parts are separated by semicolons or line breaks, the holder first. For a country with IBANs:
`Souk Ltd; IBAN DE36 0000 0000 0000 0000 00; BIC SOUKDE00XXX`. For another, lines of one's own with a label each:
`Souk Inc; Routing number: 021000021; Account number: 000123456789; Bank: First Bank, 1 Main St, Springfield`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from souk.settings import Settings
from souk.telemetry import logger

if TYPE_CHECKING:
    from souk.events.content import ShopSettings

_PARTS = re.compile(r"[;\n]|,\s*(?=(?:IBAN|BIC|SWIFT)\b)", re.IGNORECASE)
_LABELLED = re.compile(r"(IBAN|BIC|SWIFT)\b\s*:?\s*(.*)", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")  # ISO 13616
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")  # ISO 9362
_MAX_PARTS, _MAX_TEXT = 8, 140


@dataclass(frozen=True, slots=True)
class BankAccount:
    """What to write on a transfer, as label and value, in the order a bank's form asks for it."""

    lines: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return ", ".join(f"{label} {value}" for label, value in self.lines)


def parse(text: str) -> BankAccount:
    """Reads what the operator wrote. Raises ValueError, which says what is wrong with it."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if not parts:
        raise ValueError("there is no bank account")
    if len(parts) > _MAX_PARTS or any(len(part) > _MAX_TEXT for part in parts):
        raise ValueError(f"a bank account has at most {_MAX_PARTS} parts of {_MAX_TEXT} characters")
    holder = re.sub(r"^(account )?holder\s*:\s*", "", parts[0], flags=re.IGNORECASE)
    if _LABELLED.match(holder) or _IBAN.fullmatch(_packed(holder)):
        raise ValueError("the bank account begins with the name of its holder")
    lines = [("Account holder", holder), *(_line(part) for part in parts[1:])]
    if all(label in ("Account holder", "BIC") for label, _ in lines):
        raise ValueError("the bank account has no IBAN and no account number: nobody can transfer anything to it")
    return BankAccount(tuple(lines))


def configured() -> BankAccount | None:
    """The shop's account, of the variable BANK_ACCOUNT; None when there is none, or none that is right.

    One that is not right is an error in the log: the shop goes on without transfers until somebody mends it.
    """
    return _read(Settings.optional("BANK_ACCOUNT"))


def chosen(shop: ShopSettings | None, deployed: BankAccount | None) -> BankAccount | None:
    """The account that the merchant wrote into the shop's settings, if any, else the one of the deployment."""
    return _read(shop.bank_account) if shop and shop.bank_account else deployed


@cache
def _read(text: str) -> BankAccount | None:
    if not text.strip():
        return None
    try:
        return parse(text)
    except ValueError as error:
        logger.error("the bank account is not right, so bank transfer is not offered", extra={"detail": str(error)})
        return None


def _line(part: str) -> tuple[str, str]:
    labelled = _LABELLED.match(part)
    if labelled:
        code = _packed(labelled[2])
        return ("IBAN", _iban(code)) if labelled[1].upper() == "IBAN" else ("BIC", _bic(code))
    if _IBAN.fullmatch(_packed(part)):
        return "IBAN", _iban(_packed(part))
    label, colon, value = part.partition(":")
    if not (colon and label.strip() and value.strip()):
        raise ValueError(f'"{part}" of the bank account needs a label, as in "Account number: 123"')
    return label.strip(), value.strip()


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text).upper()


def _iban(code: str) -> str:
    """In groups of four, as banks print it. ISO 13616 takes the check digits over ISO 7064's MOD 97-10."""
    if not _IBAN.fullmatch(code):
        raise ValueError(f"{code or 'nothing'} is not an IBAN: a country, two digits, 11 to 30 letters or digits")
    if int("".join(str(int(letter, 36)) for letter in code[4:] + code[:4])) % 97 != 1:
        raise ValueError(f"the check digits of the IBAN {code} do not hold: compare it with the bank's letter")
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _bic(code: str) -> str:
    if not _BIC.fullmatch(code):
        raise ValueError(f"{code or 'nothing'} is not a BIC: eight letters or digits, or eleven")
    return code
