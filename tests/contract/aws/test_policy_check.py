"""checkov's findings fail the build unless they are excused, and so does an excuse that is no longer needed."""

from __future__ import annotations

import pytest

from scripts.policy_check import Excuse, Finding, complaints, excuses, findings_of

OPEN = Finding("CKV_AWS_1", "AWS::S3::Bucket.SiteBucket", "Ensure that it is closed")


def test_a_finding_is_complained_of() -> None:
    assert complaints([OPEN], []) == ["CKV_AWS_1 AWS::S3::Bucket.SiteBucket: Ensure that it is closed"]


@pytest.mark.parametrize("pattern", ["AWS::S3::Bucket.SiteBucket", "AWS::S3::Bucket.*", "*"])
def test_an_excused_one_is_not(pattern: str) -> None:
    assert complaints([OPEN], [Excuse("CKV_AWS_1", pattern, "it is a shop window")]) == []


@pytest.mark.parametrize(("check", "pattern"), [("CKV_AWS_2", "*"), ("CKV_AWS_1", "AWS::S3::Bucket.Other")])
def test_an_excuse_for_something_else_excuses_nothing(check: str, pattern: str) -> None:
    assert complaints([OPEN], [Excuse(check, pattern, "because")]) == [
        "CKV_AWS_1 AWS::S3::Bucket.SiteBucket: Ensure that it is closed",
        f"{check} {pattern}: excuses nothing any more",
    ]


def test_an_excuse_gives_its_reason() -> None:
    assert complaints([OPEN], [Excuse("CKV_AWS_1", "*", " ")]) == ["CKV_AWS_1 *: gives no reason"]
    assert all(len(excuse.because) > 20 for excuse in excuses())


def test_a_template_that_could_not_be_read_is_not_passed_over() -> None:
    report = {"results": {"failed_checks": [], "parsing_errors": ["infra/edge.yaml"]}, "summary": {"parsing_errors": 1}}
    with pytest.raises(ValueError, match=r"could not read \['infra/edge.yaml'\]"):
        findings_of(report)
