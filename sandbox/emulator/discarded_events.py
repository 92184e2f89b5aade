"""Where Lambda sends discarded asynchronous events.

The on-failure destination gets an invocation record, the function's dead-letter queue gets the event itself:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.
"""

import json
from datetime import datetime, timezone

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import new_uuid
from ministack.services import lambda_svc, sns

MAX_ERROR_MESSAGE = 1_024


def send(event, condition: str, settings: dict, config: dict) -> None:
    """
    :param event: an Event of async_invocations
    :param condition: RetriesExhausted, EventAgeExceeded, or ZeroReservedConcurrency
    :param settings: the function's event invoke config
    :param config: the function's configuration
    """
    lambda_svc.logger.warning("Asynchronous event %s of %s discarded: %s", event.request_id, event.arn, condition)
    destination = ((settings.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    if destination:
        deliver(destination, invocation_record(event, condition, config), {})
    dead_letters = (config.get("DeadLetterConfig") or {}).get("TargetArn")
    if dead_letters:
        deliver(dead_letters, event.payload, error_attributes(event))


def invocation_record(event, condition: str, config: dict) -> dict:
    """Contains no response if the function never ran."""
    attempts = len(event.results)
    record = {
        "version": "1.0",
        "timestamp": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": event.request_id,
            "functionArn": event.arn if event.arn.count(":") > 6 else f"{event.arn}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": attempts if condition == "ZeroReservedConcurrency" else max(1, attempts),
        },
        "requestPayload": event.payload,
    }
    if event.results:
        record["responseContext"] = {
            "statusCode": 200,
            "executedVersion": config.get("Version", "$LATEST"),
            "functionError": event.results[-1].get("function_error") or "Unhandled",
        }
        record["responsePayload"] = event.results[-1].get("body")
    return record


def error_attributes(event) -> dict:
    """The attributes of a message in the dead-letter queue."""
    body = event.results[-1].get("body") if event.results else None
    message = body.get("errorMessage") if isinstance(body, dict) else None
    text = str(message or "Rate Exceeded.")[:MAX_ERROR_MESSAGE]
    return {
        "RequestID": {"DataType": "String", "StringValue": event.request_id},
        "ErrorCode": {"DataType": "Number", "StringValue": "200" if event.results else "429"},
        "ErrorMessage": {"DataType": "String", "StringValue": text},
    }


def deliver(target: str, body, attributes: dict) -> None:
    try:
        service = parse_arn(target).service
    except ArnParseError:
        service = None
    if service == "sns":
        sns._fanout(target, new_uuid(), json.dumps(body), "", "", attributes)
    elif service == "sqs":
        sns._deliver_to_sqs(target, "", True, json.dumps(body), message_attributes=attributes)
    elif service == "lambda":
        lambda_svc.invoke_async_with_retry({"FunctionArn": target}, body)
    else:
        lambda_svc.logger.error("A discarded event could not be delivered to %s", target)
