"""The firewall stands at the API itself, in every region; nobody gets round it, and it lets partners through."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.contract.aws.stack import Stack, altered, stack, walk
from tests.contract.aws.test_caching import OPENAPI
from tests.contract.aws.waf import Request, counting, refusing
from tests.contract.template import document

FIREWALL = document("infra/firewall.yaml")
EDGE = document("infra/edge.yaml")
KEYS = ["{{resolve:secretsmanager:${SecretA}:SecretString}}", "{{resolve:secretsmanager:${SecretB}:SecretString}}"]
COMMON = "awswaf:managed:aws:core-rule-set:"
# The labels' spelling is not the rules':
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
LARGE, HTML = f"{COMMON}SizeRestrictions_Body", f"{COMMON}CrossSiteScripting_Body"
# Neither guesses, mails, nor holds anything.
HARMLESS = {"/auth/refresh", "/auth/sign-out"}
LIMITED = [
    path
    for path, item in OPENAPI.items()
    if "post" in item and (path.startswith("/auth/") or path.endswith("/checkout")) and path not in HARMLESS
]
WEBHOOKS = [
    re.sub(r"{\w+}", "x", path) for path, item in OPENAPI.items() if path.startswith("/webhooks/") and "post" in item
]
_FOR_STAFF = [re.sub(r"{\w+}", "x", path) for path in OPENAPI if path.startswith("/admin/")]
STAFF = [*_FOR_STAFF, *(f"/keyed/orders{path}" for path in _FOR_STAFF)]
OTHERS = [
    re.sub(r"{\w+}", "x", path)
    for path, item in OPENAPI.items()
    if not path.startswith(("/webhooks/", "/admin/")) and {"post", "put", "patch"} & set(item)
]


def rules(template: Any = FIREWALL) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Stack(template)["Firewall"]["Rules"]
    return sorted(found, key=lambda rule: int(rule["Priority"]))


def request(path: str, *labels: str, **headers: str) -> Request:
    """One that came through CloudFront."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(path, {"x-souk-origin": KEYS[0], "x-souk-viewer": "192.0.2.1", **told}, frozenset(labels))


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-southeast-2"])
@pytest.mark.parametrize("stage", ["dev", "staging", "prod"])
def test_every_stage_in_every_region_has_a_firewall_on_both_apis(stage: str, region: str) -> None:
    root = stack("template.yaml", Stage=stage, **{"AWS::Region": region})
    assert root["Firewall"]["TemplateURL"] == "infra/firewall.yaml"
    firewall = Stack(FIREWALL, **{"AWS::Region": region})
    assert firewall["Firewall"]["Scope"] == "REGIONAL"
    guarded = firewall.of_kind("AWS::WAFv2::WebACLAssociation").values()
    assert all(each["WebACLArn"] == {"Fn::GetAtt": ["Firewall", "Arn"]} for each in guarded)
    assert {each["ResourceArn"]["Fn::Sub"].partition("::/")[2] for each in guarded} == {
        "restapis/${ShopGateway}/stages/${ShopStage}",
        "restapis/${StaffGateway}/stages/${StaffStage}",
    }
    for name in ("Shop", "Staff"):
        assert root["Firewall"]["Parameters"][f"{name}Gateway"] == {"Ref": f"{name}Gateway"}
        assert root["Firewall"]["Parameters"][f"{name}Stage"] == {"Ref": f"{name}Gateway.Stage"}


@pytest.mark.parametrize(
    "path", ["/api/products", "/api/webhooks/payments/stripe", "/api/admin/orders", "/", "/api/me"]
)
@pytest.mark.parametrize("key", [None, "", "guess", KEYS[0] + "x", KEYS[0].upper()])
def test_what_did_not_come_through_cloudfront_is_refused(path: str, key: str | None) -> None:
    headers = {} if key is None else {"x-souk-origin": key}
    assert refusing(rules(), Request(path, headers)) == ["not-through-cloudfront"]


@pytest.mark.parametrize("key", KEYS)
def test_either_key_opens_so_that_one_can_be_made_anew(key: str) -> None:
    assert refusing(rules(), request("/api/products", x_souk_origin=key)) == []


def test_cloudfront_shows_both_apis_the_key_that_is_in_use() -> None:
    found = {o["Id"]: o for o in Stack(EDGE)["Distribution"]["DistributionConfig"]["Origins"]}
    for gateway in ("shop", "staff"):
        assert found[gateway]["DomainName"] == {"Ref": f"{gateway.capitalize()}GatewayDomain"}
        assert found[gateway]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert found[gateway]["OriginCustomHeaders"] == [
            {
                "HeaderName": "x-souk-origin",
                "HeaderValue": {"Fn::Sub": "{{resolve:secretsmanager:${OriginKeySecret}:SecretString}}"},
            }
        ]
    for key in "AB":
        shown = stack("template.yaml", OriginKeyInUse=key)["Edge"]["Parameters"]["OriginKeySecret"]
        assert shown == {"Fn::GetAtt": ["Firewall", f"Outputs.Key{key}"]}
        assert FIREWALL["Outputs"][f"Key{key}"]["Value"] == {"Ref": f"Secret{key}"}


def test_a_new_number_makes_a_new_key_and_no_key_is_written_down() -> None:
    for key in "AB":
        secret = Stack(FIREWALL)[f"Secret{key}"]
        assert f"${{Key{key}}}" in secret["Name"]["Fn::Sub"][0]
        assert "SecretString" not in secret
        assert secret["GenerateSecretString"]["PasswordLength"] >= 32


def test_addresses_are_counted_by_a_header_that_only_cloudfront_can_write() -> None:
    edge = Stack(EDGE, DomainName="")
    code = edge["Viewer"]["FunctionCode"]
    header = "x-souk-viewer"
    assert f'event.request.headers["{header}"] = {{ value: event.viewer.ip }};' in code
    config = edge["Distribution"]["DistributionConfig"]
    for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
        if behaviour["TargetOriginId"] in ("shop", "staff"):
            assert [f["FunctionARN"]["Fn::GetAtt"][0] for f in behaviour["FunctionAssociations"]] == ["Viewer"]
    rates = [rule["Statement"]["RateBasedStatement"] for rule in rules() if "RateBasedStatement" in rule["Statement"]]
    assert len(rates) >= 4
    for rate in rates:
        assert rate["AggregateKeyType"] == "FORWARDED_IP"
        assert rate["ForwardedIPConfig"] == {"HeaderName": header, "FallbackBehavior": "MATCH"}
        assert 10 <= rate["Limit"] <= 3000


def spellings(path: str) -> list[str]:
    """A path as people write it who want to be taken for somebody else."""
    head, _, last = path.rpartition("/")
    first = f"%{ord(last[0]):02x}"
    return [
        path,
        f"{head}/{first}{last[1:]}",
        f"{head}/{first.upper()}{last[1:]}",
        f"{head}//{last}",
        f"{head}/./{last}",
        f"{head}/x/../{last}",
        f"{head}/x/%2e%2e/{last}",
        f"{head}/x/..%2f{last}",
        f"{head}%2f{last}",
        f"{path}/",
        path.upper().replace("/API/", "/api/"),
        "".join(f"%{ord(letter):02X}" if letter.isalnum() else letter for letter in path),
    ]


@pytest.mark.parametrize("prefix", ["/api", ""], ids=["with the stage", "without"])
@pytest.mark.parametrize("path", LIMITED)
def test_what_guesses_mails_or_orders_is_counted_apart_however_it_is_spelled(path: str, prefix: str) -> None:
    for spelled in spellings(f"{prefix}{path}"):
        counted = counting(rules(), request(spelled))
        assert "rate" in counted
        assert len(counted) == 2, spelled


def test_there_is_something_to_count() -> None:
    assert {"/auth/sign-in", "/auth/sign-up", "/auth/forgot", "/auth/resend", "/auth/confirm", "/auth/reset"} <= {
        *LIMITED
    }
    assert {"/checkout", "/me/checkout"} <= {*LIMITED}


@pytest.mark.parametrize(
    "path", ["/api/products", "/api/auth/refresh", "/api/checkout/quote", "/api/search", "/api/cart"]
)
def test_ordinary_browsing_has_the_common_limit_alone(path: str) -> None:
    assert counting(rules(), request(path)) == ["rate"]


@pytest.mark.parametrize("path", [*WEBHOOKS, *STAFF])
def test_a_partners_large_body_and_a_description_in_html_pass(path: str) -> None:
    assert refusing(rules(), request(f"/api{path}", LARGE, HTML, content_length="512000")) == []


@pytest.mark.parametrize("path", [*WEBHOOKS, *STAFF])
@pytest.mark.parametrize("length", ["1000000", "5000000", "0001000000", "99999999999"])
def test_they_have_a_limit_of_their_own(path: str, length: str) -> None:
    assert refusing(rules(), request(f"/api{path}", content_length=length)) == ["large-body"]


@pytest.mark.parametrize("label", [LARGE, HTML])
@pytest.mark.parametrize("path", OTHERS)
def test_nobody_else_sends_them(path: str, label: str) -> None:
    assert refusing(rules(), request(f"/api{path}", label)) == ["body"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/webhooks/payments/stripe/../../../auth/sign-up",
        "/api/webhooks/payments/stripe/%2e%2e/%2e%2e/%2e%2e/auth/sign-up",
        "/api/admin/..%2fcheckout",
        "/api/admin/../checkout",
        "/api/administrator/x",
        "/api/x/admin/orders",
        "/api/keyed/orders/x",
        "/api/keyed/orders/x/admin/orders",
        "/api/webhooks",
        "/api/webhooks/payments",
        "/api/webhooks/other/stripe",
        "/api/checkout?x=/api/admin/",
    ],
)
def test_what_only_looks_like_them_is_refused(path: str) -> None:
    assert "body" in refusing(rules(), request(path, LARGE))


def test_only_the_rules_that_are_made_up_for_or_guard_nothing_here_are_turned_down() -> None:
    """RestrictedExtensions guards system files, of which the API has none, and would refuse SKUs that end so."""
    [common] = [rule["Statement"]["ManagedRuleGroupStatement"] for rule in rules() if rule["Name"] == "common"]
    assert {o["Name"]: o["ActionToUse"] for o in common["RuleActionOverrides"]} == {
        "SizeRestrictions_BODY": {"Count": {}},
        "CrossSiteScripting_BODY": {"Count": {}},
        "RestrictedExtensions_URIPATH": {"Count": {}},
        "RestrictedExtensions_QUERYARGUMENTS": {"Count": {}},
        "SizeRestrictions_QUERYSTRING": {"Count": {}},
    }
    order = [rule["Name"] for rule in rules()]
    assert order.index("common") < order.index("body"), "a label is there only after its rule"


def test_no_sample_of_a_request_shows_a_key_or_a_token() -> None:
    [protection] = Stack(FIREWALL)["Firewall"]["DataProtectionConfig"]["DataProtections"]
    assert {"x-souk-origin", "authorization", "cookie"} <= set(protection["Field"]["FieldKeys"])


# https://docs.aws.amazon.com/waf/latest/developerguide/waf-regex-pattern-support.html
UNKNOWN_TO_WAF = re.compile(r"\((?!\?[:=!])|\\[1-9CRK]|[*+?}]\+|\(\?[>&RP]")


def expressions(template: Any = FIREWALL) -> list[str]:
    return [text for key, text in walk(rules(template)) if key == "RegexString"]


def test_every_expression_is_one_that_waf_understands() -> None:
    assert len(expressions()) >= 6
    assert not [text for text in expressions() if UNKNOWN_TO_WAF.search(text)]


@pytest.mark.parametrize("text", ["^/(api/)?x$", r"^/(?:a)\1$", "^/a++$", "^/(?>a)$", r"^/a\K$", "^/(?P<n>a)$"])
def test_an_expression_that_waf_would_refuse_is_seen(text: str) -> None:
    odd = altered(FIREWALL, **{f"{RATE}__ScopeDownStatement__RegexMatchStatement__RegexString": text})
    assert [found for found in expressions(odd) if UNKNOWN_TO_WAF.search(found)] == [text]


def capacity(statement: Any) -> int:
    """Capacity units, as far as these rules use them; 1,500 are in the price.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html
    """
    [(kind, told)] = statement.items()
    managed = {"AWSManagedRulesCommonRuleSet": 700, "AWSManagedRulesKnownBadInputsRuleSet": 200}
    match kind:
        case "AndStatement" | "OrStatement":
            return sum(map(capacity, told["Statements"]))
        case "NotStatement":
            return capacity(told["Statement"])
        case "RateBasedStatement":
            return 2 + (capacity(told["ScopeDownStatement"]) if "ScopeDownStatement" in told else 0)
        case "ManagedRuleGroupStatement":
            return managed[told["Name"]]
        case "LabelMatchStatement":
            return 1
    changes = [t for t in told["TextTransformations"] if t["Type"] != "NONE"]
    return {"ByteMatchStatement": 2, "RegexMatchStatement": 3}[kind] + 10 * len(changes)


def test_the_rules_fit_into_what_a_web_acl_takes_without_a_surcharge() -> None:
    assert 900 < sum(capacity(rule["Statement"]) for rule in rules()) <= 1_500


NONE = [{"Priority": 0, "Type": "NONE"}]
GUESSING = "Resources__Firewall__Properties__Rules__1"


RATE = f"{GUESSING}__Statement__RateBasedStatement"
AS_IT_CAME = {
    "FieldToMatch": {"UriPath": {}},
    "PositionalConstraint": "STARTS_WITH",
    "SearchString": "/api/auth/",
    "TextTransformations": NONE,
}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({f"{RATE}__ScopeDownStatement__RegexMatchStatement__TextTransformations": NONE}, "/api/%61uth/sign-in"),
        ({f"{RATE}__ScopeDownStatement": {"ByteMatchStatement": AS_IT_CAME}}, "/api/%61uth/sign-in"),
        ({f"{RATE}__ForwardedIPConfig__HeaderName": "X-Forwarded-For"}, "/api/auth/sign-in"),
        ({f"{GUESSING}__Action": {"Count": {}}}, "/api/auth/sign-in"),
    ],
)
def test_a_rule_that_can_be_got_round_is_seen(changes: dict[str, Any], path: str) -> None:
    assert len(counting(rules(altered(FIREWALL, **changes)), request(path))) < 2


def test_every_path_is_compared_as_the_gateway_will_understand_it() -> None:
    compared = [
        told for _, told in walk(rules()) if isinstance(told, dict) and told.get("FieldToMatch") == {"UriPath": {}}
    ]
    assert len(compared) >= 5
    for told in compared:
        kinds = [t["Type"] for t in sorted(told["TextTransformations"], key=lambda t: t["Priority"])]
        assert kinds == ["URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"]
