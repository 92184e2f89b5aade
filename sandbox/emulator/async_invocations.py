"""Asynchronous invocations, processed the way Lambda processes its event queue.

MiniStack 1.5.33 starts a thread for each event, counts a throttled event as a failed attempt, sends an incomplete
on-failure record, and invokes functions for SNS and EventBridge only once. Here, as AWS documents it:

- A throttled event goes back to the queue and uses no attempt, until it is too old. A function error is retried up to
  MaximumRetryAttempts times: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
- A discarded event goes to the on-failure destination as a complete invocation record, and to the dead-letter queue
  as it was sent:
  https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
- SNS, EventBridge, and EventBridge Scheduler invoke functions through the same queue.

Environment of the emulator:

- LAMBDA_ASYNC_RETRY_BASE_SECONDS (default 1; AWS: 60): the pause before the first retry after a function error; the
  second pause is twice as long. The pauses of throttled events scale with it (AWS: from 1 second to 5 minutes).
- SES_SMTP_EVENT_AGE_SPEEDUP (default 1): MaximumEventAgeInSeconds is divided by it, because AWS accepts no less than
  60 seconds.

Unlike on AWS, an event is never delivered twice, OnSuccess destinations are ignored, and only queues, topics, and
functions work as on-failure destinations.
"""

import contextvars
import heapq
import itertools
import json
import os
import random
import threading
import time
from dataclasses import dataclass, field

import discarded_events
from ministack import app
from ministack.core.arn import parse_arn
from ministack.core.responses import error_response_json, new_uuid, request_scope
from ministack.services import eventbridge, lambda_svc, sns

RETRY_SECONDS = lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS
THROTTLE_SECONDS = RETRY_SECONDS / 60
MAX_THROTTLE_SECONDS = RETRY_SECONDS * 5
AGE_SPEEDUP = float(os.environ.get("SES_SMTP_EVENT_AGE_SPEEDUP", "1"))

MAX_RUNNING = lambda_svc._ACCOUNT_CONCURRENCY_CAP or 1_000
"""Maximum number of concurrent attempts. The account's concurrency would throttle more than this anyway."""

LIMITS = {"MaximumRetryAttempts": (0, 2), "MaximumEventAgeInSeconds": (60, 21_600)}
"""https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html"""


@dataclass
class Event:
    """One event in the queue of a function."""

    arn: str
    """The ARN that was invoked, including the qualifier, if any."""
    payload: object
    context: contextvars.Context
    request_id: str = field(default_factory=new_uuid)
    accepted: float = field(default_factory=time.time)
    throttles: int = 0
    """Consecutive throttles."""
    results: list = field(default_factory=list)
    """The result of each attempt."""


queue: list[tuple[float, int, Event]] = []
"""A heap ordered by due time; the number breaks ties."""
numbers = itertools.count()
changed = threading.Condition()
running = threading.BoundedSemaphore(MAX_RUNNING)
accepted_id: contextvars.ContextVar[str | None] = contextvars.ContextVar("accepted_id", default=None)
"""The request ID of the last accepted event, for the response to Invoke."""
attempted_id: contextvars.ContextVar[str | None] = contextvars.ContextVar("attempted_id", default=None)
"""The request ID passed to the function, which stays the same across attempts."""


def install() -> None:
    answer, dispatch = app._dispatch_service_request, lambda_svc._execute_function_dispatch
    put_config = lambda_svc._put_event_invoke_config

    async def answer_with_request_id(*args, **options):
        accepted_id.set(None)
        status, headers, body = await answer(*args, **options)
        if status == 202 and accepted_id.get():
            headers["x-amzn-requestid"] = accepted_id.get()
        return status, headers, body

    def dispatch_with_request_id(function, config, event, fresh_id, started):
        return dispatch(function, config, event, attempted_id.get() or fresh_id, started)

    def put_valid_config(name, qualifier, data):
        return limit_error(data) or put_config(name, qualifier, data)

    app._dispatch_service_request = answer_with_request_id
    lambda_svc._execute_function_dispatch = dispatch_with_request_id
    lambda_svc._put_event_invoke_config = put_valid_config
    lambda_svc.invoke_async_with_retry = accept
    sns._deliver_to_lambda = deliver_from_sns
    eventbridge._dispatch_to_lambda = deliver_from_eventbridge
    threading.Thread(target=start_due_attempts, daemon=True, name="async-invocations").start()


def accept(function: dict, payload) -> None:
    """Queues an event. `function` is a MiniStack function record or its config."""
    arn = (function.get("config") or function)["FunctionArn"]
    event = Event(arn, payload, contextvars.copy_context())
    accepted_id.set(event.request_id)
    put(event, event.accepted)


def put(event: Event, due: float) -> None:
    with changed:
        heapq.heappush(queue, (due, next(numbers), event))
        changed.notify()


def start_due_attempts() -> None:
    while True:
        running.acquire()  # first, so that an event stays in the queue until it can run
        event = take_due()
        threading.Thread(target=attempt, args=(event,), daemon=True, name="async-invocation").start()


def take_due() -> Event:
    with changed:
        while True:
            if queue and queue[0][0] <= time.time():
                return heapq.heappop(queue)[2]
            changed.wait(queue[0][0] - time.time() if queue else None)


def attempt(event: Event) -> None:
    try:
        event.context.run(invoke_once, event)
    except Exception:  # a system error (500): Lambda returns the event to the queue
        lambda_svc.logger.exception("Asynchronous invocation of %s", event.arn)
        wait(event)
    finally:
        running.release()


def invoke_once(event: Event) -> None:
    spec = parse_arn(event.arn)
    with request_scope(spec.account_id, spec.region):
        function, config, name = lambda_svc._get_func_record_for_ref(event.arn)
        if not function or not config:
            lambda_svc.logger.warning("Asynchronous event %s dropped: no function %s", event.request_id, name)
            return
        settings = settings_of(event.arn)
        if lambda_svc._reserved_concurrency(function, config) == 0:
            return discarded_events.send(event, "ZeroReservedConcurrency", settings, config)
        if time.time() >= expiry(event, settings):
            return discarded_events.send(event, "EventAgeExceeded", settings, config)
        attempted_id.set(event.request_id)
        record = lambda_svc._execution_record_for_config(function, {**config, "FunctionArn": event.arn})
        result = lambda_svc._execute_function(record, event.payload)
        if result.get("throttle"):
            return wait(event, expiry(event, settings))
        event.throttles = 0
        event.results.append(result)
        if result.get("log"):
            lambda_svc.logger.info("Lambda %s output (attempt %d):\n%s", name, len(event.results), result["log"])
        if result.get("error"):
            retry(event, settings, config)


def wait(event: Event, latest: float = float("inf")) -> None:
    """Returns a throttled event to the queue. The pause is random, so that events throttled together spread out."""
    pause = min(THROTTLE_SECONDS * 2 ** min(event.throttles, 30), MAX_THROTTLE_SECONDS)
    event.throttles += 1
    put(event, min(time.time() + pause * random.uniform(0.5, 1), latest))


def retry(event: Event, settings: dict, config: dict) -> None:
    due = time.time() + RETRY_SECONDS * len(event.results)
    if len(event.results) > settings.get("MaximumRetryAttempts", 2):
        discarded_events.send(event, "RetriesExhausted", settings, config)
    elif due >= expiry(event, settings):
        discarded_events.send(event, "EventAgeExceeded", settings, config)
    else:
        put(event, due)


def settings_of(arn: str) -> dict:
    """The event invoke config for the invoked qualifier. $LATEST and no qualifier mean the same."""
    name, qualifier = lambda_svc._lambda_function_name_and_qualifier_from_arn(arn)
    names = [qualifier] if qualifier and qualifier != "$LATEST" else ["$LATEST", None]
    function = lambda_svc._functions.get(name) or {}
    return next(filter(None, (lambda_svc._event_invoke_config(function, each) for each in names)), {})


def expiry(event: Event, settings: dict) -> float:
    return event.accepted + settings.get("MaximumEventAgeInSeconds", 21_600) / AGE_SPEEDUP


def deliver_from_sns(endpoint, envelope, topic_arn, sub_arn, msg_id, raw_message, message_attributes) -> None:
    function, config, name = lambda_svc._get_func_record_for_ref(endpoint)
    if not function or not config:
        sns.logger.warning("SNS: no Lambda function %s", name)
        return
    source = {"EventVersion": "1.0", "EventSubscriptionArn": sub_arn, "EventSource": "aws:sns"}
    accept({"FunctionArn": endpoint}, {"Records": [{**source, "Sns": json.loads(envelope)}]})


def deliver_from_eventbridge(arn: str, payload: str) -> None:
    function, config, name = lambda_svc._get_func_record_for_ref(arn)
    if not function or not config:
        eventbridge.logger.warning("EventBridge: no Lambda function %s", name)
        return
    try:
        event = json.loads(payload)
    except ValueError:
        event = payload
    accept({"FunctionArn": arn}, event)


def limit_error(data: dict):
    """AWS's error response for a setting out of range, or None."""
    for name, (least, most) in LIMITS.items():
        value = data.get(name)
        if value is not None and not least <= value <= most:
            bound = f"less than or equal to {most}" if value > most else f"greater than or equal to {least}"
            text = f"Value '{value}' at '{name[0].lower()}{name[1:]}' failed to satisfy constraint: "
            problem = f"1 validation error detected: {text}Member must have value {bound}"
            return error_response_json("ValidationException", problem, 400)
    return None
