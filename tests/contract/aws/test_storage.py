"""What holds data is not given out in the clear, and does not go with a mistaken deployment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.aws.stack import Stack, altered, stack
from tests.contract.template import as_list, document, mentioned, template

EDGE = document("infra/edge.yaml")
BUCKETS = list(stack("template.yaml").of_kind("AWS::S3::Bucket"))


def tls_only(policies: dict[str, dict[str, Any]]) -> set[str]:
    """The buckets of which every object is refused to whoever asks in the clear."""
    return {policy["Bucket"]["Ref"] for policy in policies.values() if any(map(_closes, _statements(policy)))}


def _statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    bucket = policy["Bucket"]["Ref"]
    return [s for s in statements if all(bucket in mentioned(r) for r in as_list(s["Resource"]))]


def _closes(statement: dict[str, Any]) -> bool:
    return (
        (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
        and statement.get("Condition") == {"Bool": {"aws:SecureTransport": False}}
        and len(statement["Resource"]) == 2
        and str(statement["Resource"][1]).rstrip("'}").endswith("/*")
    )


def policies(root: Any = None, edge: Any = None) -> dict[str, dict[str, Any]]:
    return {
        **Stack(root or template(), Stage="prod").of_kind("AWS::S3::BucketPolicy"),
        **Stack(edge or EDGE, DomainName="", Stage="prod").of_kind("AWS::S3::BucketPolicy"),
    }


def test_every_bucket_is_closed_to_whoever_asks_in_the_clear() -> None:
    named = {
        "SiteBucket",
        "MediaBucket",
        "IndexBucket",
        "ArchiveBucket",
        "AnchorBucket",
        "DocumentsBucket",
        "ExportsBucket",
        "BackofficeBucket",
    }
    assert tls_only(policies()) == set(BUCKETS) == named


def test_a_bucket_has_one_policy() -> None:
    """A second one would replace the first."""
    named = [policy["Bucket"]["Ref"] for policy in policies().values()]
    assert sorted(named) == sorted(BUCKETS)


STATEMENT = "Resources__IndexPolicy__Properties__PolicyDocument__Statement__0"


@pytest.mark.parametrize(
    "change",
    [
        {f"{STATEMENT}__Effect": "Allow"},
        {f"{STATEMENT}__Action": "s3:GetObject"},
        {f"{STATEMENT}__Condition": None},
        {f"{STATEMENT}__Condition__Bool__aws:SecureTransport": True},
        {f"{STATEMENT}__Resource": [{"Fn::Sub": "${SiteBucket.Arn}/*"}]},
        {"Resources__IndexPolicy__Condition": "HasDomain"},
        {"Resources__IndexPolicy": None},
    ],
)
def test_a_bucket_that_is_open_is_seen(change: dict[str, Any]) -> None:
    assert set(BUCKETS) - tls_only(policies(altered(template(), **change))) == {"IndexBucket"}


@pytest.mark.parametrize(("stage", "protected"), [("prod", "ACTIVE"), ("staging", "INACTIVE"), ("dev", "INACTIVE")])
def test_the_accounts_of_production_are_not_deleted_by_mistake(stage: str, protected: str) -> None:
    assert stack("template.yaml", Stage=stage)["UserPool"]["DeletionProtection"] == protected


def test_nor_is_anything_else_that_holds_what_cannot_be_made_again() -> None:
    root = stack("template.yaml")
    for name, table in root.of_kind("AWS::DynamoDB::Table").items():
        assert table["DeletionProtectionEnabled"] is True, name
    for name, resource in template()["Resources"].items():
        if resource["Type"] in ("AWS::DynamoDB::Table", "AWS::Cognito::UserPool"):
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == (
                "RetainExceptOnCreate",
                "Retain",
            ), name


def test_product_files_come_by_a_form_whose_policy_bounds_them() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html"""
    [refused] = [
        s for s in _statements(EDGE["Resources"]["MediaPolicy"]["Properties"]) if s.get("Sid") == "FilesByFormOnly"
    ]
    assert (refused["Effect"], refused["Principal"], refused["Action"]) == ("Deny", "*", "s3:PutObject")
    keys = [resource["Fn::Sub"].partition("${MediaBucket}")[2] for resource in refused["Resource"]]
    assert keys == ["/imports/*.csv", "/pictures/*", "/uploads/*", "/files/*"]
    assert refused["Condition"] == {"StringNotEquals": {"s3:authType": "POST"}}
    assert stack("template.yaml")["MediaBucket"]["CorsConfiguration"]["CorsRules"][0]["AllowedMethods"] == ["POST"]
