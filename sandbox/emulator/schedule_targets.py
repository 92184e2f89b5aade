"""How EventBridge Scheduler reaches a schedule's target, and its dead-letter queue.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
"""

import json

from ministack.core.arn import parse_arn
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import eventbridge, lambda_svc, scheduler, sns, sqs

ACTIONS = {"lambda": "lambda:InvokeFunction", "sqs": "sqs:SendMessage", "sns": "sns:Publish"}


def no_refusal(role_arn: str, source_arn: str, action: str | None = None, resource: str = "") -> str | None:
    """Why Scheduler may not assume the role or, given an action, why the role may not do it. None: it may."""
    return None


refusal_of_role = no_refusal
"""delivery_policies installs its own."""


def payload_of(record: dict, scheduled: str, execution_id: str, attempt: int) -> str:
    """The target's Input with its context attributes, or the event that Scheduler sends without one."""
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
    """Calls a schedule's target; gives the code and the message of the error if it refused."""
    target = record["Target"]
    arn, spec = target["Arn"], parse_arn(target["Arn"])
    action = ACTIONS.get(spec.service)
    if action is None:
        event = {"Source": "aws.scheduler", "DetailType": "Scheduled Event", "Detail": "{}", "Time": 0}
        scope = {"EventId": new_uuid(), "Account": get_account_id(), "Region": get_region(), "Resources": [record["Arn"]]}
        eventbridge._invoke_target({**target, "Input": payload}, {**event, **scope}, record)
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
    """The call that failed, with what is known about it: with the role's rights, like the call itself."""
    target = record["Target"]
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not queue:
        return
    refusal = refusal_of_role(target["RoleArn"], scheduler._group_arn(record["GroupName"]), ACTIONS["sqs"], queue)
    if refusal:
        scheduler.logger.error("Schedule %s: nothing sent to its dead-letter queue: %s", record["Arn"], refusal)
        return
    values = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    body = json.dumps(request_to(target["Arn"], payload))
    sns._deliver_to_sqs(queue, "", True, body, message_attributes=values)


def request_to(arn: str, payload: str) -> dict:
    """The request that Scheduler makes of the target's API."""
    spec = parse_arn(arn)
    if spec.service == "lambda":
        return {"FunctionName": arn, "InvocationType": "Event", "Payload": payload}
    if spec.service == "sqs":
        url = f"https://sqs.{spec.region}.amazonaws.com/{spec.account_id}/{spec.resource}"
        return {"MessageBody": payload, "QueueUrl": url}
    return {"Message": payload, "TopicArn": arn}
