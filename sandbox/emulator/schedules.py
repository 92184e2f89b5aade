"""Schedules that behave as in EventBridge Scheduler.

MiniStack 1.5.33 checks schedules every 10 seconds, ignores time zones, accepts invalid requests, fires each schedule
name only once, and never retries a delivery. Here, as AWS documents it:

- Requests are validated (see schedule_requests) and idempotent by ClientToken.
- One-time schedules fire within a second of their time in their time zone, and are then deleted if
  ActionAfterCompletion is DELETE: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-delete.html
- The target receives `Input` with its context attributes filled in:
  https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
- A failed delivery is retried according to the target's RetryPolicy, then goes to its dead-letter queue:
  https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html

Environment of the emulator: SES_SMTP_SCHEDULE_SPEEDUP (default 1) divides the time left until a one-time schedule is
due, counted from when it was created or updated, and the pauses and the maximum age of retries.

Unlike on AWS, a schedule with a flexible time window fires when the window opens, and only deliveries to functions,
queues, and topics are retried.
"""

import json
import os
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from urllib.parse import unquote

import schedule_requests
import schedule_targets
from ministack.core.responses import get_account_id, get_region, new_uuid, request_scope
from ministack.services import eventbridge, scheduler

TICK_SECONDS = 0.5
SPEEDUP = float(os.environ.get("SES_SMTP_SCHEDULE_SPEEDUP", "1"))

FIRST_RETRY_SECONDS = 60
"""Doubles with each retry. AWS documents only that the backoff is exponential."""
MAX_EVENT_AGE_SECONDS, MAX_RETRIES = 86_400, 185
"""AWS's defaults, which are also the maximum values of a RetryPolicy."""


@dataclass
class Plan:
    """When a schedule fires next."""

    record: dict
    """MiniStack's record of the schedule; each update replaces the object."""
    due: float | None
    """None if it will not fire again."""


@dataclass
class Delivery:
    """One firing of a schedule, until it is delivered or given up."""

    key: tuple
    record: dict
    scheduled: float
    """Its nominal time, as the target gets it. With SES_SMTP_SCHEDULE_SPEEDUP it fires before."""
    fired: float
    """What the maximum age counts from."""
    due: float
    execution_id: str = field(default_factory=lambda: new_uuid().replace("-", "")[:16])
    retries: int = 0


Key = tuple[str, str, str]
"""Account, region, "group/name"."""
plans: dict[Key, Plan] = {}
deliveries: list[Delivery] = []
creations: dict[Key, tuple[str, str]] = {}
"""The client token and the request that created each schedule."""


def install() -> None:
    handle, create, update = scheduler.handle_request, scheduler._create_schedule, scheduler._update_schedule

    async def handle_valid_names(method, path, headers, body, query):
        name = unquote(path.removeprefix("/schedules/")) if path.startswith("/schedules/") else None
        problem = schedule_requests.name_problem("name", name) if name is not None else None
        return invalid(problem) if problem else await handle(method, path, headers, body, query)

    def create_once(name, body):
        key, request = key_of(name, body), json.dumps(body, sort_keys=True)
        token = body.get("ClientToken")
        if token and creations.get(key) == (token, request) and key in scheduler._schedules._data:
            return scheduler._json_resp(200, {"ScheduleArn": scheduler._schedules._data[key]["Arn"]})
        response = refused(name, body) or create(name, body)
        if response[0] == 200:
            creations[key] = (token, request)
        return response

    def update_valid(name, body):
        exists = key_of(name, body) in scheduler._schedules._data
        return (refused(name, body) if exists else None) or update(name, body)

    scheduler.handle_request = handle_valid_names
    scheduler._create_schedule, scheduler._update_schedule = create_once, update_valid
    scheduler._SCHEDULE_TICK_INTERVAL = TICK_SECONDS
    scheduler._tick_schedules = tick


def key_of(name: str, body: dict) -> Key:
    return get_account_id(), get_region(), f"{body.get('GroupName', 'default')}/{name}"


def refused(name: str, body: dict):
    problem = schedule_requests.problem(name, body)
    if problem:
        return invalid(problem)
    group = body.get("GroupName", "default")
    scheduler._ensure_default_group()
    if group not in scheduler._schedule_groups:
        return scheduler._error(404, "ResourceNotFoundException", f"Schedule group {group} does not exist.")
    if schedule_targets.refusal_of_role(body["Target"]["RoleArn"], scheduler._group_arn(group)):
        return invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")
    return None


def invalid(problem: str):
    return scheduler._error(400, "ValidationException", problem)


def tick() -> None:
    known = set(plans) | set(creations)
    now, records = time.time(), dict(scheduler._schedules._data)
    for gone in known - set(records):
        plans.pop(gone, None)
        creations.pop(gone, None)
    for key, record in records.items():
        plan = plans[key] = plan_of(record, plans.get(key))
        if ends(record) < now:
            plan.due = None
            if record["ActionAfterCompletion"] == "DELETE":
                remove(key, record)
        if record["State"] == "ENABLED" and plan.due is not None and plan.due <= now:
            deliveries.append(Delivery(key, record, one_time(record) or plan.due, plan.due, now))
            plan.due = next_due(record, now)
    for delivery in [each for each in deliveries if each.due <= now]:
        deliveries.remove(delivery)
        with request_scope(delivery.key[0], delivery.key[1]):
            deliver(delivery)


def plan_of(record: dict, plan: Plan | None) -> Plan:
    if plan is not None and plan.record is record:
        return plan
    identity = (*when(record), record["CreationDate"])
    if plan is not None and plan.due is None and identity == (*when(plan.record), plan.record["CreationDate"]):
        return Plan(record, None)  # fired already; the update changed something else
    due, modified = one_time(record), record["LastModificationDate"]
    if due is None:
        return Plan(record, next_due(record, max(modified, scheduler._to_epoch(record["StartDate"]) or 0)))
    return Plan(record, modified + max(0, due - modified) / SPEEDUP)


def when(record: dict) -> tuple:
    return record["ScheduleExpression"], record["ScheduleExpressionTimezone"]


def one_time(record: dict) -> float | None:
    return schedule_requests.one_time(*when(record))


def next_due(record: dict, after: float) -> float | None:
    """The next time of a recurring schedule. None if there is none, and for one-time schedules."""
    expression, zone_name = when(record)
    interval = eventbridge._parse_rate_seconds(expression)
    if interval is not None:
        start = record["CreationDate"]
        return start + ((after - start) // interval + 1) * interval
    fields = eventbridge._parse_cron_fields(expression)
    if fields is None:
        return None
    found = eventbridge._cron_next_fire(fields, datetime.fromtimestamp(after, schedule_requests.zone_of(zone_name)))
    return found.timestamp() if found else None


def ends(record: dict) -> float:
    """AWS ignores the end date of a one-time schedule."""
    end = scheduler._to_epoch(record["EndDate"]) if one_time(record) is None else None
    return float("inf") if end is None else end


def remove(key: Key, record: dict) -> None:
    if scheduler._schedules._data.get(key) is record:
        with request_scope(key[0], key[1]):
            scheduler._delete_schedule(record["Name"], {"groupName": record["GroupName"]})


def deliver(delivery: Delivery) -> None:
    record, target = delivery.record, delivery.record["Target"]
    scheduled = instant(delivery.scheduled)
    payload = schedule_targets.payload_of(record, scheduled, delivery.execution_id, delivery.retries + 1)
    try:
        failure = schedule_targets.send(record, payload)
    except Exception as error:
        scheduler.logger.exception("Schedule %s", record["Arn"])
        failure = ("InternalException", str(error))
    policy = target.get("RetryPolicy") or {}
    pause = FIRST_RETRY_SECONDS * 2 ** min(delivery.retries, 20) / SPEEDUP
    expiry = delivery.fired + policy.get("MaximumEventAgeInSeconds", MAX_EVENT_AGE_SECONDS) / SPEEDUP
    if failure is None:
        exhausted = None
    elif delivery.retries >= policy.get("MaximumRetryAttempts", MAX_RETRIES):
        exhausted = "MaximumRetryAttempts"
    elif time.time() + pause > expiry:
        exhausted = "MaximumEventAgeInSeconds"
    else:
        scheduler.logger.warning("Schedule %s: %s %s; retrying", record["Arn"], *failure)
        delivery.retries += 1
        delivery.due = time.time() + pause
        deliveries.append(delivery)
        return
    if failure is not None:
        give_up(delivery, payload, failure, exhausted)
    if record["ActionAfterCompletion"] == "DELETE" and one_time(record) is not None:
        remove(delivery.key, record)


def give_up(delivery: Delivery, payload: str, failure: tuple[str, str], exhausted: str) -> None:
    record, (code, message) = delivery.record, failure
    scheduler.logger.error("Schedule %s was not delivered: %s %s", record["Arn"], code, message)
    attributes = {
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
        "EXECUTION_ID": delivery.execution_id,
        "EXHAUSTED_RETRY_CONDITION": exhausted,
        "IS_PAYLOAD_TRUNCATED": "false",
        "RETRY_ATTEMPTS": str(delivery.retries),
        "SCHEDULED_TIME": instant(delivery.scheduled),
        "SCHEDULE_ARN": record["Arn"],
        "TARGET_ARN": record["Target"]["Arn"],
    }
    schedule_targets.send_to_dead_letters(record, payload, attributes)


def instant(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
