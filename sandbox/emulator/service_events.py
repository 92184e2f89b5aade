"""Lets the front door put events of AWS services on the default bus.

MiniStack refuses a source that begins with `aws.`, as EventBridge does
(https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html). The front door, which
plays the services, sends the emulator's secret in the body; nobody else knows it.
"""

import hmac

from ministack.services import eventbridge

FIELD = "ServiceSecret"


def install(secret: str) -> None:
    put_events = eventbridge._put_events

    def put_service_events(data, allow_aws_source=False):
        given = data.pop(FIELD, "")
        is_service = isinstance(given, str) and bool(secret) and hmac.compare_digest(given.encode(), secret.encode())
        return put_events(data, allow_aws_source=allow_aws_source or is_service)

    eventbridge._put_events = put_service_events
