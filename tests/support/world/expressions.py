"""DynamoDB's condition, key and update expressions, as far as PynamoDB writes them.

An expression is parsed once and kept; PynamoDB gives values placeholders, so a use case has few different texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

Value = dict[str, Any]
Item = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression is looked at in: an item (or None) and what its placeholders stand for."""

    item: Mapping[str, Value] | None
    names: Mapping[str, str]
    values: Mapping[str, Value]


Operand = Callable[[Scope], Value | None]
Condition = Callable[[Scope], bool]
Update = Callable[[Scope, Item], None]
_TOKEN = re.compile(r"#\w+|:\w+|\w+|<>|<=|>=|[=<>(),.+\-\[\]]")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def holds(text: str | None, scope: Scope) -> bool:
    """Whether a condition holds. Raises SyntaxError for one that is none."""
    return text is None or condition(text)(scope)


@cache
def condition(text: str) -> Condition:
    parser = _Parser(text)
    parsed = parser.any_of()
    parser.end()
    return parsed


@cache
def update(text: str) -> tuple[Update, ...]:
    """The assignments of an update expression."""
    return _Parser(text).assignments()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _TOKEN.findall(text)
        self._at = 0

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise SyntaxError(f"{self._text!r} is no expression")

    def any_of(self) -> Condition:
        found = self._all_of()
        while self._is("OR"):
            found = _either(found, self._all_of())
        return found

    def _all_of(self) -> Condition:
        found = self._not()
        while self._is("AND"):
            found = _both(found, self._not())
        return found

    def _not(self) -> Condition:
        if self._is("NOT"):
            inner = self._not()
            return lambda scope: not inner(scope)
        if self._is("("):
            inner = self.any_of()
            self._expect(")")
            return inner
        if self._peek() in ("attribute_exists", "attribute_not_exists", "begins_with", "contains"):
            return self._function()
        return self._comparison()

    def _function(self) -> Condition:
        name = self._next()
        self._expect("(")
        first = self._operand()
        second: Operand | None = None
        if self._is(","):
            second = self._operand()
        self._expect(")")
        if name == "attribute_exists":
            return lambda scope: first(scope) is not None
        if name == "attribute_not_exists":
            return lambda scope: first(scope) is None
        if second is None:
            raise SyntaxError(f"{name} takes two operands: {self._text!r}")
        return _begins_with(first, second) if name == "begins_with" else _contains(first, second)

    def _comparison(self) -> Condition:
        left = self._operand()
        if self._is("BETWEEN"):
            low = self._operand()
            self._expect("AND")
            return _both(_compared(left, ">=", low), _compared(left, "<=", self._operand()))
        if self._is("IN"):
            self._expect("(")
            choices = [self._operand()]
            while self._is(","):
                choices.append(self._operand())
            self._expect(")")
            return lambda scope: any(left(scope) == choice(scope) for choice in choices)
        operator = self._next()
        right = self._operand()
        if operator == "=":
            return lambda scope: _equal(left(scope), right(scope))
        if operator == "<>":
            return lambda scope: not _equal(left(scope), right(scope))
        return _compared(left, operator, right)

    def assignments(self) -> tuple[Update, ...]:
        done: list[Update] = []
        action = ""
        while self._at < len(self._tokens):
            if self._peek() in ("SET", "REMOVE", "ADD", "DELETE"):
                action = self._next()
            done.append(self._assignment(action))
            self._is(",")
        return tuple(done)

    def _assignment(self, action: str) -> Update:
        name = self._next()
        if action == "REMOVE":
            return lambda scope, item: _remove(item, _named(name, scope))
        if action == "ADD":
            value = self._operand()
            return lambda scope, item: _assign(item, name, scope, _added(scope, name, value))
        if action == "DELETE":
            members = self._operand()
            return lambda scope, item: _without(item, name, scope, members)
        if action != "SET":
            raise SyntaxError(f"{action or name!r} is not known in {self._text!r}")
        self._expect("=")
        right = self._operand()
        if self._peek() in ("+", "-"):
            right = _arithmetic(right, self._next(), self._operand())
        return lambda scope, item: _assign(item, name, scope, right(scope))

    def _operand(self) -> Operand:
        token = self._next()
        if token.startswith(":"):
            return lambda scope: scope.values[token]
        if token == "if_not_exists":
            self._expect("(")
            path = self._operand()
            self._expect(",")
            otherwise = self._operand()
            self._expect(")")
            return lambda scope: path(scope) or otherwise(scope)
        if self._peek() in (".", "["):
            raise SyntaxError(f"paths into an attribute are not known: {self._text!r}")
        return lambda scope: (scope.item or {}).get(_named(token, scope))

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise SyntaxError(f"{self._text!r} ends too early")
        self._at += 1
        return token

    def _is(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self._at += 1
        return True

    def _expect(self, token: str) -> None:
        if not self._is(token):
            raise SyntaxError(f"{token!r} is missing in {self._text!r}")


def _named(token: str, scope: Scope) -> str:
    return scope.names[token] if token.startswith("#") else token


def plain(value: Value) -> Any:
    """What an attribute value compares as: numbers are decimals."""
    ((kind, content),) = value.items()
    return Decimal(content) if kind == "N" else content


def _equal(left: Value | None, right: Value | None) -> bool:
    if left is None or right is None:
        return False
    return left.keys() == right.keys() and plain(left) == plain(right)


def _compared(left: Operand, operator: str, right: Operand) -> Condition:
    compare = _COMPARISONS[operator]

    def test(scope: Scope) -> bool:
        a, b = left(scope), right(scope)
        return a is not None and b is not None and a.keys() == b.keys() and compare(plain(a), plain(b))

    return test


def _begins_with(whole: Operand, start: Operand) -> Condition:
    def test(scope: Scope) -> bool:
        value, prefix = whole(scope), start(scope)
        return value is not None and prefix is not None and str(value.get("S", "")).startswith(prefix["S"])

    return test


def _contains(whole: Operand, part: Operand) -> Condition:
    def test(scope: Scope) -> bool:
        value, wanted = whole(scope), part(scope)
        if value is None or wanted is None:
            return False
        if "S" in value:
            return wanted.get("S", "\0") in value["S"]
        return wanted in value.get("L", ())

    return test


def _both(left: Condition, right: Condition) -> Condition:
    return lambda scope: left(scope) and right(scope)


def _either(left: Condition, right: Condition) -> Condition:
    return lambda scope: left(scope) or right(scope)


def _arithmetic(left: Operand, operator: str, right: Operand) -> Operand:
    def result(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        if a is None or b is None:
            raise SyntaxError("an operand of the update is not there")
        total = plain(a) + plain(b) if operator == "+" else plain(a) - plain(b)
        return {"N": str(total)}

    return result


def _added(scope: Scope, name: str, value: Operand) -> Value:
    """A number counted up, or a set with more members."""
    added = value(scope)
    if added is None or "SS" not in added:
        return _sum(scope, name, value)
    before = (scope.item or {}).get(_named(name, scope), {"SS": []})
    return {"SS": sorted({*before["SS"], *added["SS"]})}


def _without(item: Item, name: str, scope: Scope, members: Operand) -> None:
    """A set without these members; an attribute cannot hold an empty one."""
    before, gone = (scope.item or {}).get(_named(name, scope)), members(scope)
    kept = sorted({*(before or {"SS": []})["SS"]} - {*(gone or {"SS": []})["SS"]})
    if kept:
        item[_named(name, scope)] = {"SS": kept}
    else:
        _remove(item, _named(name, scope))


def _sum(scope: Scope, name: str, value: Operand) -> Value:
    before = (scope.item or {}).get(_named(name, scope), {"N": "0"})
    added = value(scope)
    return {"N": str(plain(before) + plain(added or {"N": "0"}))}


def _assign(item: Item, name: str, scope: Scope, value: Value | None) -> None:
    if value is None:
        raise SyntaxError("the value of an assignment is not there")
    item[_named(name, scope)] = value


def _remove(item: Item, name: str) -> None:
    item.pop(name, None)
