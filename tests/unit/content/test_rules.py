"""What documents must keep to, and what shoppers are shown of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from content.domain import colours, shown
from content.domain.document import Document
from content.domain.first_day import FirstDay, FirstStep, StepState
from content.domain.kinds import DocumentKind, kind_of
from content.usecases import rules
from souk.errors import Conflict, InvalidInput
from souk.shop.pictures import type_of

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (200).to_bytes(4, "big") + (80).to_bytes(4, "big") + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + (80).to_bytes(2, "big") + (200).to_bytes(2, "big") + bytes(9)
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + bytes((199, 0, 0, 79, 0, 0))


def settings(**changes: Any) -> dict[str, Any]:
    plain = {"name": "Kiosk", "tagline": "", "logo": "", "languages": ["de"], "contact": {}, "legal": {}}
    none = {"primary": "", "primary_dark": "", "accent": "", "night": ""}
    return {**plain, "colours": none, "bank_account": "", "closed": None, **changes}


def faults(kind: str, content: dict[str, Any]) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        rules.check(kind_of(kind), content)
    return {fault["field"] for fault in refused.value.detail["errors"]}


@pytest.mark.parametrize("name", ["settings", "page:returns", "letter:shipped:de"])
def test_a_kind_is_written_as_it_is_read(name: str) -> None:
    assert str(kind_of(name)) == name


@pytest.mark.parametrize(
    "name", ["", "page", "page:", "page:No", "page:a:b", "home:x", "letter:none:de", "letter:shipped:xx"]
)
def test_other_names_are_no_kinds(name: str) -> None:
    with pytest.raises(ValueError, match="no kind"):
        kind_of(name)


def test_contrast_is_as_the_guideline_counts_it() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_colours_that_cannot_be_read_are_refused_by_name() -> None:
    pale = {"primary": "#9fb4ff", "primary_dark": "#2b3aa0", "accent": "#3a1010", "night": "#8899ff"}
    assert faults("settings", settings(colours=pale)) == {f"colours.{name}" for name in pale}
    rules.check(kind_of("settings"), settings(colours={"primary": "#2b3aa0", "accent": "#f2a93b"}))


def test_a_colour_sets_what_the_sheet_makes_of_it() -> None:
    theme = colours.theme({"primary": "#2b3aa0", "night": "#1d2670"})
    assert theme["light"]["primary"] == "#2b3aa0"
    assert set(theme["light"]) == {"primary", "primary-hover", "primary-soft", "focus", "night"}
    assert theme["dark"] == {"night": "#1d2670"}
    assert colours.theme({}) == {"light": {}, "dark": {}}


def test_a_bank_account_is_checked_as_the_operators_is() -> None:
    assert faults("settings", settings(bank_account="Kiosk; IBAN DE00 1234 5678 9012 3456 78")) == {"bank_account"}


def test_an_end_is_after_its_beginning() -> None:
    span = {"since": "2026-05-02T00:00:00.000Z", "until": "2026-05-01T00:00:00.000Z"}
    assert faults("settings", settings(closed=span)) == {"closed.until"}
    assert faults("banners", {"items": [{"text": "a"}, {"text": "b", **span}]}) == {"items.1.until"}


def test_placeholders_are_those_of_the_letter() -> None:
    words = {"subject": "{number} from {shop}", "intro": "{name}", "closing": "{shop}"}
    assert faults("letter:shipped:en", words) == {"intro"}
    assert faults("letter:welcome:en", {**words, "intro": ""}) == {"subject"}


def test_what_is_published_can_be_published_again_once_it_is_changed() -> None:
    document = Document(DocumentKind("home")).written({"sections": []}, "ada", NOW)
    published, version = document.published("ada", NOW)
    assert (published.version, published.number, version.number, published.in_force) == (2, 1, 1, True)
    with pytest.raises(Conflict):
        published.published("ada", NOW)
    assert published.written({"sections": [1]}, "ada", NOW).published("ada", NOW)[1].number == 2


def test_banners_are_shown_in_their_time_and_a_closing_until_it_is_over() -> None:
    items = [{"text": "now"}, {"text": "over", "until": "2026-05-01"}, {"text": "later", "since": "2026-06-01"}]
    closed = {"since": "2026-05-10", "until": "2026-05-20", "message": "", "takes_orders": False}
    published = {"banners": {"items": items}, "settings": settings(closed=closed)}
    seen = shown.shop(published, "2026-05-04")
    assert [banner["text"] for banner in seen["banners"]] == ["now"]
    assert seen["closed"] == closed
    assert "bank_account" not in seen["settings"]
    assert shown.shop(published, "2026-05-20")["closed"] is None
    assert [shown.takes_orders(published["settings"], day) for day in ("2026-05-09", "2026-05-10")] == [True, False]
    assert shown.shop({}, "2026-05-04")["settings"] is None


def test_what_is_seen_to_be_done_is_done_whatever_was_said() -> None:
    day = FirstDay().saying({FirstStep.TAXES: StepState.SKIPPED, FirstStep.OPENING: StepState.SKIPPED})
    steps = day.steps(named=True, opened=True)
    assert [
        steps[step].value
        for step in (FirstStep.NAME_AND_CURRENCY, FirstStep.TAXES, FirstStep.SHIPPING, FirstStep.OPENING)
    ] == [
        "done",
        "skipped",
        "to_do",
        "done",
    ]


def test_a_picture_is_known_by_its_own_bytes() -> None:
    assert [type_of(picture) for picture in (PNG, JPEG, WEBP)] == ["image/png", "image/jpeg", "image/webp"]
    huge = PNG[:16] + (5000).to_bytes(4, "big") + PNG[20:]
    assert [type_of(other) for other in (b"", b"<svg/>", PNG[:20], JPEG[:8], b"GIF89a", huge)] == [None] * 6
