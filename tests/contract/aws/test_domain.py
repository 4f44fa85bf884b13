"""The shop under its owner's name, and under CloudFront's until there is one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.contract.aws.stack import Stack, stack
from tests.contract.template import document, template

EDGE = document("infra/edge.yaml")
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1a2b3c4d-0000-1111-2222-333344445555"


def edge(**parameters: str) -> Stack:
    return Stack(EDGE, **{"DomainName": "", "CertificateArn": "", "HostedZoneId": "", **parameters})


def config(**parameters: str) -> dict[str, Any]:
    found: dict[str, Any] = edge(**parameters)["Distribution"]["DistributionConfig"]
    return found


def test_a_domain_is_served_with_its_certificate_and_todays_protocols() -> None:
    served = config(DomainName="www.example.com", CertificateArn=CERTIFICATE)
    assert served["Aliases"] == ["www.example.com"]
    assert served["ViewerCertificate"] == {
        "AcmCertificateArn": CERTIFICATE,
        "SslSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }


def test_without_one_it_is_cloudfronts() -> None:
    served = config()
    assert "Aliases" not in served
    assert served["ViewerCertificate"] == {"CloudFrontDefaultCertificate": True}


@pytest.mark.parametrize(
    ("parameters", "records"),
    [
        ({"DomainName": "www.example.com", "HostedZoneId": "Z1"}, {"A", "AAAA"}),
        ({"DomainName": "www.example.com"}, set()),
        ({"HostedZoneId": "Z1"}, set()),
    ],
)
def test_a_zone_gets_the_records_of_both_protocols(parameters: dict[str, str], records: set[str]) -> None:
    made = edge(**parameters).of_kind("AWS::Route53::RecordSet").values()
    assert {record["Type"] for record in made} == records
    assert all(record["Name"] == "www.example.com" for record in made)


@pytest.mark.parametrize(
    ("parameters", "url"),
    [
        ({"DomainName": "www.example.com"}, {"Fn::Sub": "https://${DomainName}"}),
        ({"DomainName": "www.example.com", "PublicUrl": "https://d1.example"}, {"Fn::Sub": "https://${DomainName}"}),
        ({"PublicUrl": "https://d1.cloudfront.net"}, "https://d1.cloudfront.net"),
        ({}, "https://public-url.invalid"),
    ],
)
def test_letters_and_uploads_use_the_address_that_shoppers_use(parameters: dict[str, str], url: Any) -> None:
    root = stack("template.yaml", **parameters)
    assert root.decided(template()["Globals"]["Function"]["Environment"]["Variables"]["PUBLIC_URL"]) == url
    assert root["MediaBucket"]["CorsConfiguration"]["CorsRules"][0]["AllowedOrigins"] == [url]
    assert root.decided(template()["Outputs"]["PublicUrl"]["Value"]) == url


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("DomainName", "", True),
        ("DomainName", "www.example.com", True),
        ("DomainName", "shop.example.co.uk", True),
        ("DomainName", "https://www.example.com", False),
        ("DomainName", "www.example.com/", False),
        ("DomainName", "localhost", False),
        ("DomainName", "WWW.example.com", False),
        ("DomainName", "-a.example", False),
        ("CertificateArn", "", True),
        ("CertificateArn", CERTIFICATE, True),
        ("CertificateArn", CERTIFICATE.replace("us-east-1", "eu-central-1"), False),
        ("PublicUrl", "", True),
        ("PublicUrl", "https://d1.cloudfront.net", True),
        ("PublicUrl", "https://d1.cloudfront.net/", False),
        ("PublicUrl", "d1.cloudfront.net", False),
        ("SenderEmail", "shop@example.com", True),
        ("SenderEmail", "Shop <shop@example.com>", False),
        ("SenderEmail", "", False),
        ("ChallengeOrigin", "", True),
        ("ChallengeOrigin", "https://challenges.cloudflare.com", True),
        ("ChallengeOrigin", "https://*.example; script-src *", False),
        ("ChallengeSiteKey", "", True),
        ("ChallengeSiteKey", "0x4AAAAAAA-made_up", True),
        ("ChallengeSiteKey", "a key", False),
    ],
)
def test_a_parameter_of_the_wrong_form_is_refused_before_anything_is_made(name: str, value: str, fits: bool) -> None:
    assert bool(re.fullmatch(template()["Parameters"][name]["AllowedPattern"], value)) is fits


def test_a_domain_without_its_certificate_is_refused_before_anything_is_made() -> None:
    rule = template()["Rules"]["DomainHasItsCertificate"]
    assert rule["RuleCondition"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "DomainName"}, ""]}]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "CertificateArn"}, ""]}]}


def test_a_challenge_without_its_site_key_is_refused_before_anything_is_made() -> None:
    rule = template()["Rules"]["ChallengeHasItsSiteKey"]
    assert rule["RuleCondition"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "ChallengeOrigin"}, ""]}]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "ChallengeSiteKey"}, ""]}]}
