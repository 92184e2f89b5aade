import type { EventDestination } from "../control-plane/event-destinations";
import { messageOf } from "../../shared/sandbox-error";
import type { EventRecord, EventType } from "./event-record";
import type { EventTargets } from "./event-targets";

interface Names {
  /** In a destination. */
  matching: EventDestination["MatchingEventTypes"][number];
  detailType: string;
}

/** EventBridge's detail types: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html */
const NAMES: Readonly<Record<EventType, Names>> = {
  Send: { matching: "SEND", detailType: "Email Sent" },
  Delivery: { matching: "DELIVERY", detailType: "Email Delivered" },
  Bounce: { matching: "BOUNCE", detailType: "Email Bounced" },
  Complaint: { matching: "COMPLAINT", detailType: "Email Complaint Received" },
  DeliveryDelay: { matching: "DELIVERY_DELAY", detailType: "Email Delivery Delayed" },
  Reject: { matching: "REJECT", detailType: "Email Rejected" },
};

/**
 * Publishes a record to each enabled destination of its configuration set that asks for its type. SES does not tell the
 * account when a destination refuses it.
 *
 * @param sourceArn the configuration set's
 * @returns why it did not arrive, for each destination that refused it
 */
export async function publishEvent(
  record: EventRecord,
  destinations: Iterable<EventDestination>,
  sourceArn: string,
  targets: EventTargets,
): Promise<string[]> {
  const { matching, detailType } = NAMES[record.eventType];
  const chosen = [...destinations].filter(
    ({ Enabled, MatchingEventTypes }) => Enabled && MatchingEventTypes.includes(matching),
  );
  const refusals = await Promise.all(
    chosen.map(async ({ SnsDestination, EventBridgeDestination }) => {
      try {
        if (SnsDestination !== undefined)
          return await targets.publish(SnsDestination.TopicArn, JSON.stringify(record), sourceArn);
        if (EventBridgeDestination !== undefined)
          await targets.putEvent({ detailType, detail: record, resources: [sourceArn] });
        return undefined;
      } catch (thrown) {
        return messageOf(thrown);
      }
    }),
  );
  return refusals.filter(refusal => refusal !== undefined);
}
