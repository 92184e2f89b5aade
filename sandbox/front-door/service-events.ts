import { text } from "node:stream/consumers";

import type { Emulator } from "../emulator/start";
import type { Forwarder } from "./forward";

/** An event as an AWS service emits it. */
export interface ServiceEvent {
  /** Such as `aws.health`. */
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
  readonly resources?: readonly string[];
  /** Where it is emitted, if not in the sandbox's region. */
  readonly region?: string;
}

interface Place {
  readonly emulator: Pick<Emulator, "secret">;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Puts it on the default bus. The emulator refuses sources that begin with `aws.` unless the request has its secret
 * (sandbox/emulator/service_events.py).
 *
 * @throws Error with the emulator's answer
 */
export async function emitServiceEvent(
  forwarder: Forwarder,
  { emulator, region: own, accountId }: Place,
  { source, detailType, detail, resources = [], region = own }: ServiceEvent,
): Promise<void> {
  const entry = {
    Source: source,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
    Resources: resources,
  };
  const response = await forwarder.send("/", {
    method: "POST",
    headers: {
      host: "127.0.0.1",
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSEvents.PutEvents",
      authorization: `AWS4-HMAC-SHA256 Credential=${accountId}/20260101/${region}/events/aws4_request`,
    },
    body: Buffer.from(JSON.stringify({ Entries: [entry], ServiceSecret: emulator.secret })),
  });
  const answer = await text(response);
  const failed =
    response.statusCode === 200 ? (JSON.parse(answer) as { FailedEntryCount?: number }).FailedEntryCount : 1;
  if (failed !== 0) throw new Error(`The emulator rejected the event of ${source}: ${answer}`);
}
