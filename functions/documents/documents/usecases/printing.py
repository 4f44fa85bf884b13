"""A PDF is made of what is kept, once."""

from __future__ import annotations

from collections.abc import Callable

from documents.domain.file import OrderFile
from documents.domain.papers import DELIVERY_NOTE, can_be_delivered, name_of, number_in, slip_of
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
        elif slip := slip_of(file, number):
            self._papers.keep(name, self._typesetter.return_slip(slip, self._seller() or Seller()))
        else:
            self._issued(file, number)

    def pdf(self, order_id: str, number: str) -> bytes:
        """The PDF of a document with a number, as everybody gets it, or of the delivery note as it holds now. Raises
        NotFound for none of this order.
        """
        file = self._files.find(order_id)
        if number == DELIVERY_NOTE and can_be_delivered(file):
            return self._typesetter.delivery_note(file, self._seller() or Seller())
        return self._issued(file, number)

    def _issued(self, file: OrderFile, number: str) -> bytes:
        document = file.document(number)
        if document is None:
            raise NotFound("there is no such document")
        name, made = name_of(file, number), self._typesetter.document(document)
        # Nearly always the first: then it costs less to make it than to look for it before.
        return made if self._papers.keep(name, made) else self._papers.kept(name)
