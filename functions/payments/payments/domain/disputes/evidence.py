"""What staff tell the shopper's bank, which decides a dispute: texts, in the words that the bank's people read, and
files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum

from souk.errors import InvalidInput

# Characters at most, member by member; all of them together are within what Stripe takes of a dispute (150,000).
LIMITS: Mapping[str, int] = {
    "customer_name": 200,
    "customer_email": 320,
    "billing_address": 1_000,
    "shipping_address": 1_000,
    "carrier": 500,
    "tracking_numbers": 1_000,
    "shipped_on": 200,
    "delivered_on": 200,
    "product": 10_000,
    "invoice": 4_000,
    "refund_policy": 10_000,
    "correspondence": 6_000,
    "explanation": 8_000,
}
# Bytes of all files of a dispute together; Stripe takes 5 MB of each and 4.5 MB of all
# (docs.stripe.com/file-upload, docs.stripe.com/disputes/responding).
MOST_BYTES = 4_500_000
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class FileKind(StrEnum):
    """What a file shows; a dispute takes one of each. The names are those of Stripe, which other providers' map to."""

    RECEIPT = "receipt"
    SHIPPING = "shipping_documentation"
    COMMUNICATION = "customer_communication"
    SERVICE = "service_documentation"
    REFUND_POLICY = "refund_policy"
    CANCELLATION_POLICY = "cancellation_policy"
    SIGNATURE = "customer_signature"
    DUPLICATE = "duplicate_charge_documentation"
    OTHER = "uncategorized_file"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`product` says what was bought, `invoice` and `correspondence` are what they say, `explanation` is why the money
    is the shop's. Empty is what nobody has said.
    """

    customer_name: str = ""
    customer_email: str = ""
    billing_address: str = ""
    shipping_address: str = ""
    carrier: str = ""
    tracking_numbers: str = ""
    shipped_on: str = ""
    delivered_on: str = ""
    product: str = ""
    invoice: str = ""
    refund_policy: str = ""
    correspondence: str = ""
    explanation: str = ""

    def __repr__(self) -> str:
        """Its words are about a person, and no log's business."""
        return f"Evidence({', '.join(self.said)})"

    @property
    def said(self) -> Mapping[str, str]:
        """The members that say something."""
        texts = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return {name: text for name, text in texts.items() if text}


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """`name` is what whoever sent it calls it, `size` its bytes, `reference` what the provider calls it, once it has
    it.
    """

    id: str
    kind: FileKind
    name: str = field(repr=False)
    media_type: str
    size: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that evidence is to have."""

    id: str
    kind: FileKind
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """What is kept for one dispute: a draft, until it is sent. `revision` counts the writes; 0: nothing is kept yet."""

    payment_id: str
    dispute: str
    evidence: Evidence = Evidence()
    files: tuple[EvidenceFile, ...] = ()
    revision: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""

    def known_as(self, file_id: str, reference: str) -> KeptEvidence:
        """The provider has the file, and calls it so."""
        files = tuple(replace(file, reference=reference) if file.id == file_id else file for file in self.files)
        return replace(self, files=files, revision=self.revision + 1)


def media_type_of(content: bytes) -> str:
    """By its own first bytes. Raises InvalidInput for what banks do not take."""
    from souk.shop import pictures  # few requests are about files

    found = "application/pdf" if content.startswith(b"%PDF-") else pictures.type_of(content)
    if found not in SUFFIXES:
        most = pictures.MAX_SIDE
        raise InvalidInput(f"a file is a PDF, or a picture in JPEG or PNG of up to {most} pixels a side")
    return found


def check_files(files: Sequence[EvidenceFile]) -> None:
    """Raises InvalidInput for more than one of a kind, or more than all may have."""
    if len({file.kind for file in files}) < len(files):
        raise InvalidInput("one file of each kind: join what belongs together")
    if sum(file.size for file in files) > MOST_BYTES:
        raise InvalidInput(f"all files together have at most {MOST_BYTES} bytes")
