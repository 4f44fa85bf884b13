"""The site's security headers: from CloudFront, and from the local edge, which reads the same resource."""

from __future__ import annotations

from typing import Any

import pytest

from souk_local.edge.headers import MEDIA_BUCKET, security, stand_ins
from tests.contract.aws.stack import Stack
from tests.contract.template import document

EDGE = document("infra/edge.yaml")
CHALLENGE = "https://challenges.cloudflare.com"
STRIPE = {"https://js.stripe.com", "https://*.js.stripe.com"}


def config(**parameters: str) -> dict[str, Any]:
    edge = Stack(EDGE, **{"DomainName": "", "CertificateArn": "", "HostedZoneId": "", **parameters})
    found: dict[str, Any] = edge["Headers"]["ResponseHeadersPolicyConfig"]
    return found


def directives(policy: str) -> dict[str, set[str]]:
    """The policy's sources by directive (https://www.w3.org/TR/CSP3/#framework-directives)."""
    split = [part.split() for part in policy.split(";") if part.strip()]
    assert len({name for name, *_ in split}) == len(split), "of a directive that comes twice the second is not heeded"
    return {name: set(sources) for name, *sources in split}


def on_aws(challenge: str = "") -> dict[str, set[str]]:
    policy = config()["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    return directives(policy.replace("${ChallengeOrigin}", challenge))


def features(policy: str) -> dict[str, str]:
    return dict(part.strip().split("=", 1) for part in policy.split(","))


def test_the_local_edge_sets_the_headers_that_cloudfront_sets() -> None:
    """Other names in the template's resource would be headers that the local edge knows nothing of."""
    named = config()["SecurityHeadersConfig"]
    here = security({})
    assert set(named) == {
        "StrictTransportSecurity",
        "ContentTypeOptions",
        "FrameOptions",
        "ReferrerPolicy",
        "ContentSecurityPolicy",
    }
    custom = {item["Header"]: item["Value"] for item in config()["CustomHeadersConfig"]["Items"]}
    assert len(here) == len(named) + len(custom)
    assert {name: here[name] for name in custom} == custom
    assert directives(here["Content-Security-Policy"]) == on_aws()
    assert here["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert here["X-Frame-Options"] == named["FrameOptions"]["FrameOption"] == "DENY"
    assert here["Referrer-Policy"] == named["ReferrerPolicy"]["ReferrerPolicy"]


def test_locally_other_servers_stand_in_and_nothing_else_differs() -> None:
    here = directives(
        security(stand_ins("http://localhost:8420/js", "http://127.0.0.1:4566"))["Content-Security-Policy"]
    )
    there = on_aws()
    assert set(here) == set(there)
    assert {name for name in here if here[name] != there[name]} == {"script-src", "frame-src", "connect-src"}
    assert here["script-src"] == {"'self'", "http://localhost:8420"}
    assert here["frame-src"] == {"http://localhost:8420", "https://hooks.stripe.com"}
    assert here["connect-src"] == {"'self'", "http://localhost:8420", "http://127.0.0.1:4566"}


def test_no_origin_replaces_a_header_and_every_path_has_them() -> None:
    served = config()
    for header in [*served["SecurityHeadersConfig"].values(), *served["CustomHeadersConfig"]["Items"]]:
        assert header["Override"] is True
    distribution = EDGE["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    for behaviour in [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]:
        assert behaviour["ResponseHeadersPolicyId"] == {"Ref": "Headers"}, behaviour


def test_nothing_in_a_page_itself_is_run_or_applied() -> None:
    allowed = on_aws()
    assert (
        allowed["default-src"]
        == allowed["object-src"]
        == allowed["base-uri"]
        == allowed["frame-ancestors"]
        == {"'none'"}
    )
    assert allowed["script-src"] == {"'self'", *STRIPE}
    assert allowed["style-src"] == {"'self'"}
    for sources in allowed.values():
        assert not [source for source in sources if source.startswith("'unsafe-") or source == "*"]


def test_a_page_reaches_the_api_stripe_and_the_bucket_that_files_are_sent_to() -> None:
    """The bucket's host in its region (tests/unit/core/test_aws_clients.py); the bucket itself allows it by CORS."""
    allowed = on_aws()
    assert allowed["connect-src"] == {"'self'", "https://api.stripe.com", MEDIA_BUCKET}
    assert allowed["frame-src"] == {*STRIPE, "https://hooks.stripe.com"}


def test_the_challenge_is_let_in_where_it_is_configured() -> None:
    plain, with_challenge = on_aws(), on_aws(CHALLENGE)
    assert all(CHALLENGE not in sources for sources in plain.values())
    assert {name for name in plain if CHALLENGE in with_challenge[name]} == {"script-src", "frame-src"}
    assert directives(security({}, CHALLENGE)["Content-Security-Policy"]) == with_challenge


@pytest.mark.parametrize(("subdomains", "included"), [("true", True), ("false", False)])
def test_browsers_keep_to_https_for_two_years(subdomains: str, included: bool) -> None:
    transport = config(HstsSubdomains=subdomains)["SecurityHeadersConfig"]["StrictTransportSecurity"]
    assert transport["AccessControlMaxAgeSec"] == 2 * 365 * 24 * 3600
    assert transport["IncludeSubdomains"] is included


def test_pages_may_use_passkeys_pay_and_read_barcodes_and_nothing_else_of_a_device() -> None:
    allowed = features(security({})["Permissions-Policy"])
    assert {name: value for name, value in allowed.items() if value != "()"} == {
        "publickey-credentials-get": "(self)",
        "publickey-credentials-create": "(self)",
        "payment": '(self "https://js.stripe.com")',
        "camera": "(self)",
    }
    assert {"microphone", "geolocation", "usb", "display-capture"} <= allowed.keys()
