"""E-mail addresses."""

from __future__ import annotations

import pytest

from souk.shopper.contact import EMAIL_FORM, EMAIL_NOT_ASCII, mail_address, mailable


@pytest.mark.parametrize(
    "address",
    [
        "amira@example.com",
        "a+tag@example.photography",
        "Amira.B@Example.COM",
        "o'brien@example.co.uk",
        "a@bücher.example",
        "1@1.example",
        "a" * 64 + "@example.com",
        "a@xn--bcher-kva.example",
    ],
)
def test_addresses_that_mail_servers_take(address: str) -> None:
    assert mail_address(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "a..b@example..com",
        "a..b@example.com",
        "x<y>@example.com",
        "<a@b.co>",
        "a,b@example.com",
        "a.@example.com",
        ".a@example.com",
        "a b@example.com",
        '"a b"@example.com',
        "a@b@example.com",
        "a@example",
        "a@-example.com",
        "a@example-.com",
        "a@exa_mple.com",
        "a@192.0.2.1",
        "a@[192.0.2.1]",
        "=?utf-8?q?x?=@example.com",
        "a\n@example.com",
        "a\x00b@example.com",
        "a@example.com\u2028b",
        "a" * 65 + "@example.com",
        "a@" + "b" * 64 + ".com",
        "a@" + "b." * 130 + "com",
        "@example.com",
        "a@",
        "",
    ],
)
def test_addresses_that_no_mail_server_takes(address: str) -> None:
    with pytest.raises(ValueError, match=EMAIL_FORM.replace(".", r"\.")):
        mail_address(address)


def test_of_addresses_that_our_mail_cannot_reach_just_that_is_said() -> None:
    with pytest.raises(ValueError, match="before the @") as refused:
        mail_address("jürgen@example.com")
    assert str(refused.value) == EMAIL_NOT_ASCII


def test_the_mail_service_is_given_the_domain_in_ascii() -> None:
    assert mailable("a@faß.example") == "a@xn--fa-hia.example"
    assert mailable("a@example.com") == "a@example.com"
