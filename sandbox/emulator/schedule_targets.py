"""How EventBridge Scheduler calls a schedule's target and its dead-letter queue.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
"""

import json
import time

from ministack.core.arn import parse_arn
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import eventbridge, lambda_svc, scheduler, sns, sqs

ACTIONS = {"lambda": "lambda:InvokeFunction", "sqs": "sqs:SendMessage", "sns": "sns:Publish"}


def no_refusal(role_arn: str, source_arn: str, action: str | None = None, resource: str = "") -> str | None:
    """Why Scheduler may not assume the role or, given an action, why the role may not perform it. None if allowed."""
    return None


refusal_of_role = no_refusal
"""delivery_policies replaces this function."""


def payload_of(record: dict, scheduled: str, execution_id: str, attempt: int) -> str:
    """The target's Input with its context attributes filled in, or Scheduler's default event."""
    text = record["Target"].get("Input")
    if not text:
        return json.dumps(
            {
                "version": "0",
                "id": new_uuid(),
                "detail-type": "Scheduled Event",
                "source": "aws.scheduler",
                "account": get_account_id(),
                "time": scheduled,
                "region": get_region(),
                "resources": [record["Arn"]],
                "detail": "{}",
            }
        )
    attributes = {
        "schedule-arn": record["Arn"],
        "scheduled-time": scheduled,
        "execution-id": execution_id,
        "attempt-number": str(attempt),
    }
    for name, value in attributes.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def send(record: dict, payload: str) -> tuple[str, str] | None:
    """Calls a schedule's target. Returns the error code and message if the call failed, else None."""
    target = record["Target"]
    arn, spec = target["Arn"], parse_arn(target["Arn"])
    action = ACTIONS.get(spec.service)
    if action is None:
        event = {
            "EventId": new_uuid(),
            "Source": "aws.scheduler",
            "DetailType": "Scheduled Event",
            "Detail": "{}",
            "Time": time.time(),
            "Account": get_account_id(),
            "Region": get_region(),
            "Resources": [record["Arn"]],
        }
        eventbridge._invoke_target({**target, "Input": payload}, event, record)
        return None
    refusal = refusal_of_role(target["RoleArn"], scheduler._group_arn(record["GroupName"]), action, arn)
    if refusal:
        return "AccessDeniedException", refusal
    if spec.service == "lambda":
        function, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if not function or not config:
            return "ResourceNotFoundException", f"Function not found: {arn}"
        called = lambda_svc._execution_record_for_config(function, {**config, "FunctionArn": arn})
        lambda_svc.invoke_async_with_retry(called, json.loads(payload))
    elif spec.service == "sqs":
        if sqs._queue_by_arn(arn) is None:
            return "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist."
        eventbridge._dispatch_to_sqs(spec, payload, target.get("SqsParameters") or {})
    elif sns.publish_internal(arn, payload) is None:
        return "NotFoundException", "Topic does not exist"
    return None


def send_to_dead_letters(record: dict, payload: str, attributes: dict[str, str]) -> None:
    """Sends the failed request, using the role's permissions as the request itself does."""
    target = record["Target"]
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not queue:
        return
    refusal = refusal_of_role(target["RoleArn"], scheduler._group_arn(record["GroupName"]), ACTIONS["sqs"], queue)
    if refusal:
        scheduler.logger.error("Schedule %s: dead-letter queue not reached: %s", record["Arn"], refusal)
        return
    values = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    body = json.dumps(request_to(target["Arn"], payload))
    sns._deliver_to_sqs(queue, "", True, body, message_attributes=values)


def request_to(arn: str, payload: str) -> dict:
    """The API request that Scheduler sends to the target."""
    spec = parse_arn(arn)
    if spec.service == "lambda":
        return {"FunctionName": arn, "InvocationType": "Event", "Payload": payload}
    if spec.service == "sqs":
        url = f"https://sqs.{spec.region}.amazonaws.com/{spec.account_id}/{spec.resource}"
        return {"MessageBody": payload, "QueueUrl": url}
    return {"Message": payload, "TopicArn": arn}
