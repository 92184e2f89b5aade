"""Delivers events to event buses of the same account in other regions.

MiniStack 1.5.33 requires a role for such a target, and then drops its events. delivery_policies checks the role's
permission. As AWS documents it, an event that came from another bus is not sent to a third one:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html,
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html. The event keeps its region and source.
"""

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import eventbridge

logger = eventbridge.logger
FORWARDED = "_Forwarded"


def install() -> None:
    dispatch = eventbridge._dispatch_to_event_bus

    def dispatch_to_any_region(spec, event, rule, path, payload=None):
        if spec.account_id != get_account_id() or spec.region == get_region():
            dispatch(spec, event, rule, path, payload)
            return
        if event.get(FORWARDED):
            logger.warning("Not delivered: the event came from another bus")
            return
        region = event.get("Region") or get_region()
        with request_scope(spec.account_id, spec.region):
            eventbridge._ensure_default_bus()
            forwarded = {**event, "EventBusName": spec.resource.split("/", 1)[1], "Region": region, FORWARDED: True}
            forwarded.pop("_DispatchPath", None)
            if payload is not None:
                forwarded["Detail"] = payload
            if forwarded["EventBusName"] in eventbridge._event_buses:
                eventbridge._dispatch_event(forwarded)
            else:
                logger.warning("Not delivered: event bus %s not found", spec)

    eventbridge._dispatch_to_event_bus = dispatch_to_any_region
