from __future__ import annotations

import pytest

from souk import bank_account
from souk.bank_account import parse
from souk_local.deployment import BANK_ACCOUNT
from tests.support import logs
from tests.support.dynamo import environment


def test_an_account_with_an_iban_is_written_as_banks_write_it() -> None:
    account = parse("Souk Ltd; iban: de89370400440532013000 ; BIC COBADEFFXXX")
    assert account.lines == (
        ("Account holder", "Souk Ltd"),
        ("IBAN", "DE89 3704 0044 0532 0130 00"),
        ("BIC", "COBADEFFXXX"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Souk Ltd, IBAN DE89 3704 0044 0532 0130 00",
        "Holder: Souk Ltd\nDE89 3704 0044 0532 0130 00",
        "Souk Ltd;DE89370400440532013000;",
    ],
)
def test_an_account_may_be_written_in_several_ways(text: str) -> None:
    assert parse(text).lines == (("Account holder", "Souk Ltd"), ("IBAN", "DE89 3704 0044 0532 0130 00"))


@pytest.mark.parametrize(
    "iban",
    [
        "GB29 NWBK 6016 1331 9268 19",
        "NO93 8601 1117 947",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        "FR14 2004 1010 0505 0001 3M02 606",
        "SA03 8000 0000 6080 1016 7519",
    ],
)
def test_ibans_of_every_country_hold(iban: str) -> None:
    assert parse(f"Souk; IBAN {iban}").lines[1] == ("IBAN", iban)


def test_a_country_without_ibans_has_lines_of_its_own() -> None:
    account = parse("Souk Inc; Routing number: 021000021; Account number: 000123456789; Bank: First: the bank")
    assert account.lines[1:] == (
        ("Routing number", "021000021"),
        ("Account number", "000123456789"),
        ("Bank", "First: the bank"),
    )
    assert str(account).startswith("Account holder Souk Inc, Routing number 021000021")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no bank account"),
        (" ; ;\n", "there is no bank account"),
        ("Souk Ltd", "no IBAN and no account number"),
        ("Souk Ltd; BIC COBADEFFXXX", "no IBAN and no account number"),
        ("IBAN DE89 3704 0044 0532 0130 00", "begins with the name of its holder"),
        ("DE89370400440532013000; Souk Ltd", "begins with the name of its holder"),
        ("Souk Ltd; IBAN DE89 3704 0044 0532 0130 01", "check digits of the IBAN DE89370400440532013001 do not hold"),
        ("Souk Ltd; IBAN DE89 3704 0044 0532 0103 00", "check digits"),
        ("Souk Ltd; IBAN DE89", "DE89 is not an IBAN"),
        ("Souk Ltd; IBAN", "nothing is not an IBAN"),
        ("Souk Ltd; IBAN DE89 3704 0044 0532 0130 00; BIC COBA", "COBA is not a BIC"),
        ("Souk Ltd; 021000021", "needs a label"),
        ("Souk Ltd; Account number:", "needs a label"),
        ("; ".join(f"a{n}: b" for n in range(9)), "at most 8 parts"),
        ("Souk Ltd; a: " + "x" * 200, "at most 8 parts of 140 characters"),
    ],
)
def test_what_cannot_be_transferred_to_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text)


def test_an_account_that_is_not_right_is_an_error_in_the_log_once_and_no_account() -> None:
    with environment(BANK_ACCOUNT="Souk Ltd; IBAN DE00 1234 5678 9012 3456 78"), logs.captured() as lines:
        assert bank_account.configured() is None
        assert bank_account.configured() is None
    (line,) = lines.parsed()
    assert (line["level"], "check digits" in line["detail"]) == ("ERROR", True)


def test_no_account_is_no_error() -> None:
    with environment(BANK_ACCOUNT=""), logs.captured() as lines:
        assert bank_account.configured() is None
    assert lines.parsed() == []


def test_the_demo_account_is_clearly_none_and_could_be_one() -> None:
    account = parse(BANK_ACCOUNT)
    assert "demo" in account.lines[0][1]
    assert account.lines[1] == ("IBAN", "DE36 0000 0000 0000 0000 00")
