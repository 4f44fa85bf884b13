"""Bank statements in the forms that banks give them: `payments.usecases.ports.Statements`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from payments.adapters.statements import camt, table
from payments.domain.transfers.entry import BankStatement
from souk.errors import InvalidInput


class BankStatements:
    def read(self, form: str, content: str, columns: Mapping[str, Any] | None, most: int) -> BankStatement:
        if form == camt.SOURCE:
            return camt.read(content, most)
        if form in table.BANKS:
            return table.read(content, table.BANKS[form], most)
        if columns is None:
            raise InvalidInput("say which column of the file says what")
        return table.read(content, table.Columns(**{**columns, "text": tuple(columns["text"])}), most)
