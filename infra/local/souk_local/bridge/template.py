"""Resolving the part of CloudFormation's language that mappings use: parameters, conditions, text."""

import re
from typing import Any

VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")


class UnresolvableError(ValueError):
    """The value depends on something that is not known before deployment."""


class Resolver:
    """Evaluates Ref, Fn::Sub, Fn::Join, Fn::If and conditions over a stack's parameters."""

    def __init__(self, template: dict[str, Any], stack: dict[str, Any]) -> None:
        given = {entry["ParameterKey"]: entry["ParameterValue"] for entry in stack.get("Parameters") or ()}
        declared = template.get("Parameters") or {}
        self._values: dict[str, Any] = {
            name: given.get(name, parameter.get("Default")) for name, parameter in declared.items()
        }
        arn = stack.get("StackId", "").split(":")
        self._values |= {
            "AWS::Partition": arn[1] if len(arn) > 4 else "aws",
            "AWS::Region": arn[3] if len(arn) > 4 else "us-east-1",
            "AWS::AccountId": arn[4] if len(arn) > 4 else "000000000000",
            "AWS::StackName": stack.get("StackName", ""),
        }
        self._conditions: dict[str, Any] = template.get("Conditions") or {}

    def resolve(self, value: Any) -> Any:
        """The value without intrinsic functions. Raises UnresolvableError."""
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(name, argument)
        resolved = {name: self.resolve(item) for name, item in value.items()}
        return {name: item for name, item in resolved.items() if item is not NO_VALUE}

    def holds(self, condition: Any) -> bool:
        """Whether a condition, by name or as an expression, is true."""
        if isinstance(condition, str):
            return self.holds(self._conditions[condition])
        (name, argument), *_ = condition.items()
        if name == "Condition":
            return self.holds(argument)
        if name == "Fn::Equals":
            left, right = self.resolve(argument)
            return str(left) == str(right)
        if name == "Fn::Not":
            return not self.holds(argument[0])
        if name == "Fn::And":
            return all(self.holds(part) for part in argument)
        if name == "Fn::Or":
            return any(self.holds(part) for part in argument)
        raise UnresolvableError(f"{name} is not a condition")

    def _call(self, name: str, argument: Any) -> Any:
        if name == "Ref":
            return self._variable(argument)
        if name == "Fn::Sub":
            text, extra = (argument, {}) if isinstance(argument, str) else argument
            own = {key: self.resolve(item) for key, item in extra.items()}
            return VARIABLE.sub(lambda found: str(own.get(found[1]) or self._variable(found[1])), text)
        if name == "Fn::Join":
            separator, parts = argument
            return separator.join(str(part) for part in self.resolve(parts))
        if name == "Fn::If":
            condition, yes, no = argument
            return self.resolve(yes if self.holds(condition) else no)
        raise UnresolvableError(f"{name} is known only after deployment")

    def _variable(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        if name not in self._values:
            raise UnresolvableError(f"{name} is neither a parameter nor a pseudo parameter")
        return self._values[name]


NO_VALUE = object()
