"""A bank statement in CAMT.053, as a bank tells of transfers that came: for the demo and the tests."""

from __future__ import annotations

from collections.abc import Sequence


def camt053(*transfers: tuple[str, str, int, str]) -> str:
    """Of each its number at the bank, the day it came, cents of a euro, and what the payer wrote."""
    return _document([_entry(*transfer) for transfer in transfers])


def _document(entries: Sequence[str]) -> str:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        "<Acct><Id><IBAN>DE36000000000000000000</IBAN></Id></Acct>"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )


def _entry(number: str, day: str, cents: int, text: str) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{cents // 100}.{cents % 100:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Ada Lovelace</Nm></Pty></Dbtr>"
        f"<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
