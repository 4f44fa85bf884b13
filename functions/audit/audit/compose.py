"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from audit.adapters.store import LinkStore
from audit.usecases.ports import Anchors, Links
from audit.usecases.proof import Proof
from audit.usecases.trail import AuditTrail
from souk.compose import Held
from souk.settings import Settings


class AuditSettings(Settings):
    @property
    def anchor_bucket(self) -> str:
        """Where the anchors of the chains are kept."""
        return self.required("ANCHOR_BUCKET")


@dataclass(frozen=True, slots=True)
class Parts:
    """Only the timer needs anchors."""

    links: Links
    anchors: Callable[[], Anchors]


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def trail(self) -> AuditTrail:
        return AuditTrail(self.parts.links)

    @cached_property
    def proof(self) -> Proof:
        return Proof(self.parts.links, self.parts.anchors())


def real() -> Parts:
    return Parts(LinkStore(), _anchors)


def _anchors() -> Anchors:
    # Imported here: what records and what is asked needs no S3.
    from audit.adapters.anchors import S3Anchors

    return S3Anchors(AuditSettings().anchor_bucket)


services = Held(Services, real)
