"""AWS WAF's rules, as far as infra/firewall.yaml uses them, applied to a request.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote


@dataclass(frozen=True)
class Request:
    """As the stage gets it. `labels` are those that a managed group has put on it."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()


def refusing(rules: Sequence[Mapping[str, Any]], request: Request) -> list[str]:
    """The names of the rules that would block it, rates aside."""
    return [rule["Name"] for rule in _blocking(rules) if matches(rule["Statement"], request)]


def counting(rules: Sequence[Mapping[str, Any]], request: Request) -> list[str]:
    """The names of the rules that count it towards a rate of its visitor."""
    return [
        rule["Name"]
        for rule in rules
        if (rate := rule["Statement"].get("RateBasedStatement"))
        and "Block" in rule.get("Action", {})
        and rate.get("ForwardedIPConfig", {}).get("HeaderName") in request.headers
        and ("ScopeDownStatement" not in rate or matches(rate["ScopeDownStatement"], request))
    ]


def _blocking(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    kinds = ("RateBasedStatement", "ManagedRuleGroupStatement")
    return [r for r in rules if "Block" in r.get("Action", {}) and not any(k in r["Statement"] for k in kinds)]


def matches(statement: Mapping[str, Any], request: Request) -> bool:
    [(kind, told)] = statement.items()
    match kind:
        case "AndStatement":
            return all(matches(inner, request) for inner in told["Statements"])
        case "OrStatement":
            return any(matches(inner, request) for inner in told["Statements"])
        case "NotStatement":
            return not matches(told["Statement"], request)
        case "LabelMatchStatement":
            return told["Key"] in request.labels
        case "ByteMatchStatement":
            return _positioned(_field(told, request), told["PositionalConstraint"], told["SearchString"])
        case "RegexMatchStatement":
            field_ = _field(told, request)
            return field_ is not None and re.search(told["RegexString"], field_) is not None
    raise AssertionError(f"{kind} is not known here")


def _positioned(value: str | None, constraint: str, wanted: Any) -> bool:
    text = wanted if isinstance(wanted, str) else wanted["Fn::Sub"]
    if value is None:
        return False
    return {"EXACTLY": value == text, "STARTS_WITH": value.startswith(text), "CONTAINS": text in value}[constraint]


def _field(told: Mapping[str, Any], request: Request) -> str | None:
    [(kind, which)] = told["FieldToMatch"].items()
    value = request.path if kind == "UriPath" else request.headers.get(which["Name"])
    for transformation in sorted(told["TextTransformations"], key=lambda t: t["Priority"]):
        value = None if value is None else _TRANSFORMATIONS[transformation["Type"]](value)
    return value


def _normalised(path: str) -> str:
    """Without dots, double slashes and what they lead back over."""
    plain = posixpath.normpath("/" + path.lstrip("/"))
    return plain + "/" if path.endswith("/") and plain != "/" else plain


_TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "NONE": str,
    "URL_DECODE": unquote,
    "LOWERCASE": str.lower,
    "NORMALIZE_PATH": _normalised,
}
