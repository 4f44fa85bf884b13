"""The address of a request."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from souk.address.check import FIELDS, refuse, settled
from souk.http import Schema

# Longer is no address. How long a field may really be is said in a sentence, like all else that is wrong with it.
Line = Annotated[str, Field(max_length=500)]


class AddressFields(Schema):
    """Takes what was typed; `settled` judges it."""

    name: Line
    line1: Line
    line2: Line = ""
    city: Line = ""
    postal_code: Line = ""
    region: Line = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
    phone: Line = ""

    def settled(self, within: str = "") -> dict[str, str]:
        """The fields in their usual form. Raises InvalidInput for the person, field by field, `within` the request."""
        kept, problems = settled(self.model_dump(include=set(FIELDS)))
        refuse(problems, within)
        return kept
