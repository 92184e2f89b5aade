"""Validation of requests to create or update a schedule in EventBridge Scheduler.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html. AWS does not document what happens to a
one-time schedule in the past. Here it is accepted and fires immediately.
"""

import functools
import json
import re
from datetime import datetime, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from ministack.services import eventbridge

MAX_NAME = 64
MAX_EXPRESSION = 256
NAME = re.compile(r"[0-9a-zA-Z\-_.]+")
ROLE_ARN = re.compile(r"arn:aws(-[a-z]+)?:iam::\d{12}:role/[\w+=,.@/-]+")
QUEUE_ARN = re.compile(r"arn:aws(-[a-z]+)?:sqs:[a-z0-9\-]+:\d{12}:[a-zA-Z0-9\-_]+")
ONE_TIME = re.compile(r"at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)")
RATE = re.compile(r"rate\(([1-9]\d*) (minutes?|hours?|days?)\)")

CRON_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
"""https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based"""

CHOICES = {"State": ("ENABLED", "DISABLED"), "ActionAfterCompletion": ("NONE", "DELETE")}
RETRY_RANGES = {"MaximumEventAgeInSeconds": (60, 86_400), "MaximumRetryAttempts": (0, 185)}
JSON_INPUT_SERVICES = ("lambda", "states", "events")
"""Services whose input must be JSON: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html."""


def problem(name: str, body: dict) -> str | None:
    """The message of AWS's ValidationException, or None if the request is valid."""
    target = body.get("Target") or {}
    return (
        name_problem("name", name)
        or name_problem("groupName", body.get("GroupName", "default"))
        or missing(body, ("ScheduleExpression", "FlexibleTimeWindow", "Target"))
        or choice_problem(body)
        or expression_problem(body["ScheduleExpression"], body.get("ScheduleExpressionTimezone"))
        or window_problem(body["FlexibleTimeWindow"])
        or missing(target, ("Arn", "RoleArn"), "target.")
        or target_problem(target)
    )


def name_problem(member: str, name: str) -> str | None:
    if len(name) > MAX_NAME:
        return constraint(member, name, f"Member must have length less than or equal to {MAX_NAME}")
    if not NAME.fullmatch(name):
        return constraint(member, name, f"Member must satisfy regular expression pattern: ^{NAME.pattern}$")
    return None


def missing(values: dict, members: tuple, prefix: str = "") -> str | None:
    for member in members:
        if not values.get(member):
            path = f"{prefix}{member[0].lower()}{member[1:]}"
            text = f"Value null at '{path}' failed to satisfy constraint: Member must not be null"
            return f"1 validation error detected: {text}"
    return None


def choice_problem(body: dict) -> str | None:
    for member, values in CHOICES.items():
        value = body.get(member, values[0])
        if value not in values:
            return constraint(member, value, f"Member must satisfy enum value set: [{', '.join(values)}]")
    return None


def expression_problem(expression: str, zone_name: str | None) -> str | None:
    if zone_of(zone_name) is None:
        return f"Invalid ScheduleExpressionTimezone {zone_name}."
    parsed = (
        len(expression) <= MAX_EXPRESSION
        and (
            one_time(expression, zone_name) is not None
            or RATE.fullmatch(expression)
            or valid_cron(expression)
        )
    )
    return None if parsed else f"Invalid Schedule Expression {expression}."


def valid_cron(expression: str) -> bool:
    """Checks bounds too, which MiniStack's parser does not."""
    parsed = eventbridge._parse_cron_fields(expression)
    if parsed is None:
        return False
    minutes, hours, days, months, weekdays, years, *_ = parsed
    fields = expression.removeprefix("cron(").removesuffix(")").split()
    values = (minutes, hours, days["days"], months, weekdays["days"], years or ())
    return all(
        all(least <= value <= most for value in each) for each, (least, most) in zip(values, CRON_BOUNDS)
    ) and not any("?" in fields[place] for place in (0, 1, 3, 5))


def window_problem(window: dict) -> str | None:
    mode, minutes = window.get("Mode"), window.get("MaximumWindowInMinutes")
    if mode not in ("OFF", "FLEXIBLE"):
        return constraint("flexibleTimeWindow.mode", mode, "Member must satisfy enum value set: [OFF, FLEXIBLE]")
    if mode == "OFF" and minutes is not None:
        return "A maximum window cannot be set when the flexible time window is OFF."
    if mode == "FLEXIBLE" and (minutes is None or not 1 <= minutes <= 1_440):
        return "A flexible time window needs a maximum window from 1 to 1440 minutes."
    return None


def target_problem(target: dict) -> str | None:
    if not target["Arn"].startswith("arn:") or target["Arn"].count(":") < 5:
        return f"Provided Arn is not in correct format: {target['Arn']}."
    if not ROLE_ARN.fullmatch(target["RoleArn"]):
        pattern = f"Member must satisfy regular expression pattern: ^{ROLE_ARN.pattern}$"
        return constraint("target.roleArn", target["RoleArn"], pattern)
    dead_letters = (target.get("DeadLetterConfig") or {}).get("Arn")
    if dead_letters is not None and not QUEUE_ARN.fullmatch(dead_letters):
        pattern = f"Member must satisfy regular expression pattern: ^{QUEUE_ARN.pattern}$"
        return constraint("target.deadLetterConfig.arn", dead_letters, pattern)
    for member, (least, most) in RETRY_RANGES.items():
        value = (target.get("RetryPolicy") or {}).get(member)
        if value is not None and not least <= value <= most:
            return constraint(f"target.retryPolicy.{member}", value, f"Member must have value from {least} to {most}")
    if target.get("Input") and target["Arn"].split(":")[2] in JSON_INPUT_SERVICES:
        try:
            json.loads(target["Input"])
        except ValueError:
            return "The target's Input must be well-formed JSON."
    return None


def constraint(member: str, value, text: str) -> str:
    path = f"{member[0].lower()}{member[1:]}"
    return f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {text}"


def one_time(expression: str, zone_name: str | None) -> float | None:
    """When a one-time schedule is due, as a Unix timestamp. None for other expressions and invalid dates."""
    match = ONE_TIME.fullmatch(expression)
    if not match:
        return None
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=zone_of(zone_name)).timestamp()
    except ValueError:
        return None


@functools.cache
def zone_of(name: str | None) -> tzinfo | None:
    """None if the zone does not exist. Without a time zone database, only UTC exists."""
    if name in (None, "UTC"):
        return timezone.utc
    return ZoneInfo(name) if name in available_timezones() else None
