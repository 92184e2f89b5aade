"""Evaluates resource policies for requests from AWS services.

MiniStack's `evaluate_resource_policy` is designed for callers that have an ARN. For services it falls short of what AWS
documents: it lacks some condition keys of a service's request and sets others that AWS does not, it ignores
`NotPrincipal`, and its wildcards in ARN conditions cross colons.

- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html

Operators other than those for ARNs are MiniStack's. Unlike on AWS, only policy variables for the keys in `keys_of` are
replaced.
"""

import json
import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone

from ministack.core.iam_evaluator import _evaluate_single_condition, fnmatch_iam, fnmatch_iam_cs

ARN_PARTS = 6
ARN_OPERATOR = re.compile(r"(?:(forallvalues|foranyvalue):)?arn(not)?(?:equals|like)(ifexists)?", re.IGNORECASE)
VARIABLE = re.compile(r"\$\{([^}]+)\}")


@dataclass(frozen=True)
class Call:
    """A service's request to a resource on behalf of a source."""

    service: str
    """The service principal, such as sns.amazonaws.com."""
    action: str
    resource: str
    source_arn: str
    source_account: str
    keys: dict = field(default_factory=dict)
    """Additional condition keys, in lowercase."""


def allows(policy: str | dict | None, call: Call) -> bool:
    """True if an Allow statement matches and no Deny statement does."""
    matching = [statement for statement in statements_of(policy) if matches(statement, call)]
    effects = {statement.get("Effect") for statement in matching}
    return "Allow" in effects and "Deny" not in effects


def statements_of(policy: str | dict | None) -> list[dict]:
    if isinstance(policy, str):
        try:
            policy = json.loads(policy or "{}")
        except ValueError:
            return []
    return [each for each in listed((policy or {}).get("Statement")) if isinstance(each, dict)]


def matches(statement: dict, call: Call) -> bool:
    context = keys_of(call)
    return (
        principal_matches(statement, call.service)
        and element_matches(statement, "Action", lambda pattern: fnmatch_iam(call.action, pattern))
        and element_matches(
            statement, "Resource", lambda pattern: fnmatch_iam_cs(call.resource, replaced(pattern, context))
        )
        and all(
            condition_met(operator, context.get(key.lower()), [replaced(value, context) for value in texts(values)])
            for operator, keys in (statement.get("Condition") or {}).items()
            for key, values in keys.items()
        )
    )


def principal_matches(statement: dict, service: str) -> bool:
    if "NotPrincipal" in statement:
        return not names_service(statement["NotPrincipal"], service)
    return names_service(statement.get("Principal"), service)


def names_service(principal, service: str) -> bool:
    if not isinstance(principal, dict):
        return principal == "*"
    return "*" in listed(principal.get("AWS")) or service in listed(principal.get("Service"))


def element_matches(statement: dict, element: str, test) -> bool:
    """An absent element matches: a role's trust policy has no Resource."""
    if f"Not{element}" in statement:
        return not any(map(test, listed(statement[f"Not{element}"])))
    return element not in statement or any(map(test, listed(statement[element])))


def keys_of(call: Call) -> dict:
    """The condition keys of a service's request, which has no IAM principal and no source IP address."""
    keys = {
        "aws:sourcearn": call.source_arn,
        "aws:sourceaccount": call.source_account,
        "aws:principalisawsservice": "true",
        "aws:principalservicename": call.service,
        "aws:securetransport": "true",
        "aws:currenttime": datetime.now(timezone.utc).isoformat(),
        "aws:epochtime": str(int(time.time())),
        **call.keys,
    }
    return {key: value for key, value in keys.items() if value}


def replaced(pattern: str, context: dict) -> str:
    return VARIABLE.sub(lambda match: context.get(match[1].lower(), match[0]), pattern)


def condition_met(operator: str, actual: str | None, expected: list[str]) -> bool:
    arn = ARN_OPERATOR.fullmatch(operator)
    if not arn:
        return _evaluate_single_condition(operator, actual, expected)
    set_operator, negated, if_exists = arn.groups()
    if actual is None:
        absent_is_met = if_exists or (set_operator or "").lower() == "forallvalues"
        return bool(absent_is_met or (negated and not set_operator))
    found = any(arn_matches(actual, pattern) for pattern in expected)
    return not found if negated else found


def arn_matches(arn: str, pattern: str) -> bool:
    """Compares each of the six components separately, so that no wildcard crosses a colon."""
    parts, patterns = arn.split(":", ARN_PARTS - 1), pattern.split(":", ARN_PARTS - 1)
    if pattern == "*":
        return True
    return len(parts) == len(patterns) == ARN_PARTS and all(map(fnmatch_iam_cs, parts, patterns))


def listed(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def texts(value) -> list[str]:
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in listed(value)]
