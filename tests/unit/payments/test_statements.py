"""Bank statements as banks write them."""

from __future__ import annotations

import pytest

from payments.adapters.statements import camt, table
from souk.errors import InvalidInput
from souk.money import Money

MOST = 100


def statement(entries: str, version: str = "08", account: str = "DE36000000000000000000") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""


def entry(
    text: str = "SK-7Q2M9-XK4TD",
    amount: str = "291.90",
    version: str = "08",
    reference: str = "<AcctSvcrRef>2026113000001</AcctSvcrRef>",
    more: str = "",
    direction: str = "CRDT",
    state: str = "BOOK",
) -> str:
    status = f"<Sts><Cd>{state}</Cd></Sts>" if version == "08" else f"<Sts>{state}</Sts>"
    payer = "<Nm>Amira Haddad</Nm>"
    debtor = f"<Dbtr><Pty>{payer}</Pty></Dbtr>" if version == "08" else f"<Dbtr>{payer}</Dbtr>"
    return f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{more}{status}
<BookgDt><Dt>2026-11-30</Dt></BookgDt><ValDt><Dt>2026-11-30</Dt></ValDt>{reference}
<BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties>{debtor}
<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


@pytest.mark.parametrize("version", ["02", "08"])
def test_both_versions_say_the_same(version: str) -> None:
    read = camt.read(statement(entry(version=version), version), MOST)
    [found] = read.entries
    assert read.account == "DE36000000000000000000"
    assert (found.amount, found.booked_on, found.text) == (Money(29190, "EUR"), "2026-11-30", "SK-7Q2M9-XK4TD")
    assert (found.payer, found.account) == ("Amira Haddad", "DE02120300000000202051")


def test_only_what_is_booked_and_brought_money_is_an_entry() -> None:
    others = [entry(direction="DBIT"), entry(state="PDNG"), entry(more="<RvslInd>true</RvslInd>")]
    read = camt.read(statement("".join([*others, entry()])), MOST)
    assert (len(read.entries), read.passed_over) == (1, 3)


def test_an_entry_is_the_same_in_overlapping_statements_and_another_in_another_account() -> None:
    first = camt.read(statement(entry()), MOST).entries[0]
    again = camt.read(statement(entry(reference="<AcctSvcrRef>2</AcctSvcrRef>") + entry()), MOST).entries
    assert [found.id == first.id for found in again] == [False, True]
    assert camt.read(statement(entry(), account="AT00"), MOST).entries[0].id != first.id


@pytest.mark.parametrize("reference", ["", "<AcctSvcrRef>NONREF</AcctSvcrRef>"])
def test_without_a_reference_of_the_bank_alike_entries_are_told_apart_by_their_number(reference: str) -> None:
    twice = statement(entry(reference=reference) * 2)
    ids = [found.id for found in camt.read(twice, MOST).entries]
    assert len(set(ids)) == 2
    assert ids == [found.id for found in camt.read(twice, MOST).entries]


def test_a_collective_entry_is_each_of_its_transfers() -> None:
    one = """<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>
<RmtInf><Strd><CdtrRefInf><Ref>{text}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"""
    details = one.format(amount="10.00", text="SK-7Q2M9-XK4TD") + one.format(amount="5", text="SK-0000A-BCDEF")
    collective = f"""<Ntry><Amt Ccy="EUR">15.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2026-11-30T10:00:00+01:00</DtTm></BookgDt><AcctSvcrRef>77</AcctSvcrRef>
<NtryDtls>{details}</NtryDtls></Ntry>"""
    found = camt.read(statement(collective, "02"), MOST).entries
    assert [(it.amount.amount, it.text) for it in found] == [(1000, "SK-7Q2M9-XK4TD"), (500, "SK-0000A-BCDEF")]
    assert len({it.id for it in found}) == 2


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not XML",
        "<Document/>",
        statement("", "01"),
        statement("").replace("camt.053", "camt.054"),
        *(statement(entry("&a;")).replace("?>", f"?>{dtd}", 1) for dtd in (BOMB, OUTSIDE, FILE)),
        statement(entry(amount="1,00")),
        statement(entry(amount="1e9")),
        statement(entry(amount="0.00")),
        statement(entry(amount="0.001")),
        statement(entry().replace("2026-11-30", "30.11.2026")),
        statement(entry().replace('Ccy="EUR"', "")),
        statement(entry() * (MOST + 1)),
        statement("").replace("Stmt>", "Rpt>"),
    ],
)
def test_what_is_no_statement_is_refused_and_nothing_of_it_is_followed(text: str) -> None:
    with pytest.raises(InvalidInput):
        camt.read(text, MOST)


SPARKASSE = """"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";\
"Kundenreferenz (End-to-End)";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";\
"Waehrung";"Info"
"DE36";"30.11.26";"30.11.26";"GUTSCHR. UEBERWEISUNG";"SK-7Q2M9-
XK4TD; danke";"";"";"Amira Haddad";"DE02120300000000202051";"BYLA";"1.291,90";"EUR";"Umsatz gebucht"
"DE36";"30.11.26";"30.11.26";"LASTSCHRIFT";"Strom";"";"";"Stadtwerke";"DE03";"BYLA";"-12,00";"EUR";"Umsatz gebucht"
"DE36";"30.11.26";"30.11.26";"GUTSCHRIFT";"SK-7Q2M9-XK4TD";"";"";"X";"DE03";"B";"12,00";"EUR";"Umsatz vorgemerkt"
"""
ING = """Umsatzanzeige;Datei erstellt am: 30.11.2026 10:00

IBAN;DE36 0000 0000 0000 0000 00
Kontoname;Girokonto

Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung
30.11.2026;30.11.2026;Amira Haddad;Gutschrift;SK-7Q2M9-XK4TD;1.000,00;EUR;1.291,90;EUR
"""
DKB = """"Girokonto";"DE36000000000000000000"
"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";"Umsatztyp";\
"IBAN";"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"
"30.11.26";"30.11.26";"Gebucht";"Amira Haddad";"Souk";"SK-7Q2M9-XK4TD";"Eingang";"DE02120300000000202051";"1.291,90";\
"";"";""
"""
N26 = """"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name",\
"Amount (EUR)"
2026-11-30,2026-11-30,"Amira Haddad",DE02120300000000202051,Income,"SK-7Q2M9-XK4TD",Main,1291.90
"""


@pytest.mark.parametrize(("bank", "text"), [("sparkasse", SPARKASSE), ("ing", ING), ("dkb", DKB), ("n26", N26)])
def test_the_tables_of_some_banks_are_known(bank: str, text: str) -> None:
    read = table.read(text, table.BANKS[bank], MOST)
    [found] = read.entries
    assert (found.amount, found.booked_on, found.payer) == (Money(129190, "EUR"), "2026-11-30", "Amira Haddad")
    assert found.text.replace("\n", "").startswith("SK-7Q2M9-XK4TD")
    assert read.passed_over == (2 if bank == "sparkasse" else 0)


def test_of_another_bank_staff_say_which_column_says_what() -> None:
    columns = table.Columns(date="When", amount="Sum", text=("Note",), of="USD", id="No", decimal=".")
    text = 'No\tWhen\tSum\tNote\n7\t30/11/2026\t"1,291.90"\tSK-7Q2M9-XK4TD\n'
    [found] = table.read(text, columns, MOST).entries
    assert found.amount == Money(129190, "USD")
    other_words = table.read(text.replace("SK-", "order SK-"), columns, MOST).entries[0]
    assert other_words.id == found.id


def test_rows_that_are_alike_are_each_booked_once() -> None:
    twice = N26 + N26.splitlines()[1] + "\n"
    ids = [found.id for found in table.read(twice, table.BANKS["n26"], MOST).entries]
    assert len(set(ids)) == 2
    assert table.read(N26, table.BANKS["n26"], MOST).entries[0].id == ids[0]


@pytest.mark.parametrize(
    "text",
    ["", "a;b\n1;2", N26.replace("1291.90", "much"), N26.replace("2026-11-30,2026", "today,2026"), 'a,"b\n' + N26],
)
def test_what_is_no_such_table_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        table.read(text, table.BANKS["n26"], MOST)


def test_a_table_with_too_many_rows_is_refused() -> None:
    with pytest.raises(InvalidInput, match="more than"):
        table.read(N26 + (N26.splitlines()[1] + "\n") * MOST, table.BANKS["n26"], MOST)
