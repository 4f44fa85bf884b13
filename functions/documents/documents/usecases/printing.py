"""A PDF is made of what is kept, once."""

from __future__ import annotations

from collections.abc import Callable

from documents.domain.papers import DELIVERY_NOTE, name_of, number_in
from documents.domain.seller import Seller
from documents.usecases.ports import DocumentFiles, Papers, Typesetter
from souk.errors import NotFound


class Printing:
    def __init__(
        self, files: DocumentFiles, papers: Papers, typesetter: Typesetter, seller: Callable[[], Seller | None]
    ) -> None:
        self._files = files
        self._papers = papers
        self._typesetter = typesetter
        self._seller = seller

    def print(self, order_id: str, name: str) -> None:
        """Makes the PDF of that name and keeps it. Raises NotFound for what this order has not, or no longer."""
        file, number = self._files.find(order_id), number_in(name)
        if name != name_of(file, number):
            raise NotFound("there is no such document")
        if number == DELIVERY_NOTE:
            self._papers.keep(name, self._typesetter.delivery_note(file, self._seller() or Seller()))
        elif document := file.document(number):
            self._papers.keep(name, self._typesetter.document(document))
        else:
            raise NotFound("there is no such document")
