"""Postal addresses: one set of rules for the address book, checkout and the storefront.

`rules.json` is made by `make addresses` from Google's address data, which says what an address needs in each country;
`scripts/address_rules.py` has the source, its licence and what the shop decides otherwise. The storefront reads the
same rules and judges by the same steps (`frontend/src/lib/address`), which a contract test holds against these.
"""

from souk.address.rules import COUNTRIES, Rule, country_name, rule_of

__all__ = ["COUNTRIES", "Rule", "country_name", "rule_of"]
