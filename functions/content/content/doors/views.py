"""Documents as the HTTP routes show them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from content.domain.document import Content, Document, Published
from content.domain.first_day import FirstStep, StepState
from content.domain.kinds import DocumentKind
from content.doors.contents import Banner, Closed, Contact, Contents, Languages, Legal, Navigation, Section
from content.usecases.ports import PictureForm
from souk.http import View
from souk.pricing.markets import Rounding


class ShopFacts(View):
    name: str
    tagline: str
    logo: str
    languages: Languages
    contact: Contact
    legal: Legal


class Theme(View):
    """The storefront's variables that the merchant's colours set, without their dashes, by mode."""

    light: dict[str, str]
    dark: dict[str, str]


class MarketView(View):
    """Prices there are the shop's times `rate`, rounded by `rounding`, to multiples of `step` minor units where that is
    `step`: docs/pricing.md.
    """

    id: str
    name: str
    countries: list[str]
    currency: str
    language: str
    rate: str
    rounding: Rounding
    step: int


class ShopView(View):
    """What every page of the shop needs. What is null or empty is as the storefront has it."""

    settings: ShopFacts | None
    theme: Theme
    closed: Closed | None
    navigation: Navigation | None
    sections: list[Section]
    banners: list[Banner]
    markets: Annotated[list[MarketView], Field(description="Those that are open, beside the shop's own")] = []


class PageView(View):
    """`html` is made of the merchant's Markdown and holds nothing that runs or loads."""

    title: str
    description: str
    html: str
    in_force_since: AwareDatetime


class DocumentCard(View):
    """`version` is what If-Match takes; `published` counts the versions that were published."""

    kind: str
    version: int
    published: int
    in_force: bool
    changed: Annotated[bool, Field(description="Whether the draft is another than what was published last")]
    updated_at: AwareDatetime | None
    updated_by: str

    @classmethod
    def of(cls, document: Document) -> DocumentCard:
        return cls(**_card(document))


class DocumentView(DocumentCard):
    """`draft` has one member, of the document's family; null where nothing is written yet."""

    draft: Contents | None

    @classmethod
    def of(cls, document: Document) -> DocumentView:
        draft = None if document.draft is None else contents_of(document.kind, document.draft)
        return cls(**_card(document), draft=draft)


class VersionCard(View):
    """`until` is null while it is in force."""

    number: int
    since: AwareDatetime
    until: AwareDatetime | None
    published_by: str

    @classmethod
    def of(cls, version: Published) -> VersionCard:
        return cls(**_version(version))


class VersionView(VersionCard):
    content: Contents

    @classmethod
    def with_content(cls, kind: DocumentKind, version: Published) -> VersionView:
        return cls(**_version(version), content=contents_of(kind, version.content))


class PreviewView(View):
    """The draft as shoppers would see it: a page, or the shop with it; of a letter, its words."""

    page: PageView | None = None
    shop: ShopView | None = None
    letter: Contents | None = None


class StepView(View):
    step: FirstStep
    state: StepState


class FirstDayView(View):
    steps: list[StepView]
    finished: bool

    @classmethod
    def of(cls, steps: dict[FirstStep, StepState]) -> FirstDayView:
        return cls(
            steps=[StepView(step=step, state=state) for step, state in steps.items()],
            finished=StepState.TO_DO not in steps.values(),
        )


class PictureCreated(View):
    """Send a multipart form to `url` within 15 minutes, with all of `fields` and after them the picture as `file`; then
    have it accepted.
    """

    picture_id: str
    url: str
    fields: dict[str, str]

    @classmethod
    def of(cls, picture_id: str, upload: PictureForm) -> PictureCreated:
        return cls(picture_id=picture_id, url=upload.url, fields=upload.fields)


class PictureView(View):
    src: str


def contents_of(kind: DocumentKind, content: Content) -> Contents:
    return Contents.model_validate({kind.family: content})


def _card(document: Document) -> dict[str, Any]:
    return {
        "kind": str(document.kind),
        "version": document.version,
        "published": document.number,
        "in_force": document.in_force,
        "changed": document.changed,
        "updated_at": document.updated_at,
        "updated_by": document.updated_by,
    }


def _version(version: Published) -> dict[str, Any]:
    return {
        "number": version.number,
        "since": version.since,
        "until": version.until,
        "published_by": version.by,
    }
