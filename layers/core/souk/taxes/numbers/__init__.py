"""VAT numbers of the union, checked by their form and check digits alone: nobody is asked.

What each country's number looks like is said by the European Commission ("VIES, FAQ 11: VAT identification number
structure"), how its check digits are made by the countries' tax authorities. `tests/unit/core/taxes/test_numbers.py`
compares the checks with a library of others, number by number.
"""

from souk.taxes.numbers.number import VatNumber, read

__all__ = ["VatNumber", "read"]
