"""Reads CAMT.053 (ISO 20022, camt.053.001): what banks tell of an account's day in XML.

No document type, entity or network is looked at (`defusedxml`), and nothing in a file of somebody else's is believed:
what is missing or odd makes InvalidInput or an entry that is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from payments.adapters.statements.ids import EntryIds
from payments.domain.transfers.entry import BankEntry, BankStatement
from souk.errors import InvalidInput
from souk.money import Money

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SOURCE = "camt053"
_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d\d)\}Document")
# What they say of an entry has had these names since .02; .08 says who paid and how far it is a level deeper.
_VERSIONS = frozenset({"02", "03", "04", "05", "06", "07", "08"})
# What banks write where they have no reference.
_NONE = frozenset({"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NONE"})


def read(text: str, most: int) -> BankStatement:
    """The entries that brought money. Raises InvalidInput for what is no such file, or has more than `most`."""
    # Imported here: few requests bring a file.
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        document: Element = fromstring(text.lstrip("\ufeff").encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise InvalidInput("this is no XML that can be read here; ask the bank for CAMT.053") from error
    found = _NAMESPACE.fullmatch(document.tag)
    if found is None or found[1] not in _VERSIONS:
        raise InvalidInput("this is no bank statement in CAMT.053, version 02 to 08 (camt.053.001.08)")
    return _Reader(document, most).statement()


class _Reader:
    def __init__(self, document: Element, most: int) -> None:
        self._document = document
        self._most = most
        self._ids = EntryIds()

    def statement(self) -> BankStatement:
        entries, passed, accounts = list[BankEntry](), 0, list[str]()
        for statement in _all(self._document, "BkToCstmrStmt", "Stmt"):
            account = _said(statement, "Acct", "Id", "IBAN") or _said(statement, "Acct", "Id", "Othr", "Id")
            accounts.append(account)
            for entry in _all(statement, "Ntry"):
                if not _brings_money(entry):
                    passed += 1
                    continue
                entries += self._of(entry, account)
                if len(entries) > self._most:
                    raise InvalidInput(f"the statement has more than {self._most} entries; import it in parts")
        if not accounts:
            raise InvalidInput("the file has no statement in it")
        return BankStatement(tuple(entries), accounts[0] if len(set(accounts)) == 1 else "", passed)

    def _of(self, entry: Element, account: str) -> Iterator[BankEntry]:
        """One for each of its transactions: a bank may sum up many in one entry."""
        details = _all(entry, "NtryDtls", "TxDtls")
        day = _day(entry)
        reference = _reference(_said(entry, "AcctSvcrRef"))
        for number, transaction in enumerate(details or [entry], start=1):
            amount = _money(entry) if len(details) < 2 else _money_of(transaction)
            text = " ".join(_written(transaction if details else entry, entry))
            payer, payer_account = _who(transaction)
            its_own = _reference(_said(transaction, "Refs", "AcctSvcrRef"))
            if reference or its_own:
                id_ = self._ids.by_reference(account, reference, its_own or str(number))
            else:
                end_to_end = _said(transaction, "Refs", "EndToEndId")
                id_ = self._ids.by_fields(account, day, str(amount), payer, payer_account, text, end_to_end)
            yield BankEntry(id_, SOURCE, amount, day, text, payer, payer_account)


def _brings_money(entry: Element) -> bool:
    """Booked, a credit, and not one that takes back what was debited."""
    status = _said(entry, "Sts", "Cd") or _said(entry, "Sts")
    return status == "BOOK" and _said(entry, "CdtDbtInd") == "CRDT" and _said(entry, "RvslInd") != "true"


def _money(element: Element) -> Money:
    found = _all(element, "Amt")
    if not found:
        raise InvalidInput("an entry of the statement has no amount")
    return _parsed(found[0].text or "", found[0].get("Ccy", ""))


def _money_of(transaction: Element) -> Money:
    """Of one transaction of several: said by itself since .04, in its details before."""
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt")):
        found = _all(transaction, *path)
        if found:
            return _parsed(found[0].text or "", found[0].get("Ccy", ""))
    raise InvalidInput("a collective entry of the statement does not say what each transfer brought")


def _parsed(text: str, currency: str) -> Money:
    try:
        money = Money.parse(text, currency)
    except ValueError as error:
        raise InvalidInput("an amount of the statement cannot be read") from error
    if money.amount <= 0:
        raise InvalidInput("an amount of the statement is not above zero")
    return money


def _day(entry: Element) -> str:
    for path in (("BookgDt", "Dt"), ("BookgDt", "DtTm"), ("ValDt", "Dt"), ("ValDt", "DtTm")):
        said = _said(entry, *path)[:10]
        if said:
            try:
                return str(date.fromisoformat(said))
            except ValueError as error:
                raise InvalidInput("a date of the statement cannot be read") from error
    raise InvalidInput("an entry of the statement has no date")


def _written(transaction: Element, entry: Element) -> list[str]:
    """All that the payer may have written the reference into."""
    paths = (
        ("RmtInf", "Ustrd"),
        ("RmtInf", "Strd", "CdtrRefInf", "Ref"),
        ("RmtInf", "Strd", "AddtlRmtInf"),
        ("Refs", "EndToEndId"),
        ("AddtlTxInf",),
    )
    texts = [(element.text or "").strip() for path in paths for element in _all(transaction, *path)]
    said = [text for text in texts if text and text not in _NONE]
    return said or [_said(entry, "AddtlNtryInf")]


def _who(transaction: Element) -> tuple[str, str]:
    parties = "RltdPties"
    name = _said(transaction, parties, "Dbtr", "Pty", "Nm") or _said(transaction, parties, "Dbtr", "Nm")
    account = _said(transaction, parties, "DbtrAcct", "Id", "IBAN")
    return name, account or _said(transaction, parties, "DbtrAcct", "Id", "Othr", "Id")


def _reference(said: str) -> str:
    return "" if said.upper() in _NONE else said


def _said(element: Element, *path: str) -> str:
    """The text of the first element there, without blanks around it; empty where there is none."""
    return next(((found.text or "").strip() for found in _all(element, *path)), "")


def _all(element: Element, *path: str) -> list[Element]:
    return element.findall("/".join(f"{{*}}{name}" for name in path))
