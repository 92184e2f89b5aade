import { GetTopicAttributesCommand, PublishCommand } from "@aws-sdk/client-sns";

import type { Emulator } from "../emulator/start";
import type { EventTargets } from "../ses/delivery/event-targets";
import { emulatorClients } from "./emulator-client";
import type { FrontDoor } from "./front-door";

const SES = "ses.amazonaws.com";

/** Of the notifications that subscribers get. */
const SUBJECT = "Amazon SES Email Event Notification";

interface Place {
  readonly emulator: Pick<Emulator, "url" | "secret">;
  readonly frontDoor: Pick<FrontDoor, "emitServiceEvent" | "refusalOfService">;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Publishes SES's events in the emulator, as the service: no request of a caller of the front door, so no faults are
 * injected into it.
 */
export function sesEventTargets({
  emulator,
  frontDoor,
  region,
  accountId,
}: Place): EventTargets & { close(): void } {
  const clients = emulatorClients(emulator, region, accountId);
  const { sns } = clients;

  /**
   * Of an encrypted topic, SES must be allowed to use the key as well
   * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html). The policy of AWS's own
   * key, `alias/aws/sns`, does not allow it.
   */
  async function refusalOfKey(TopicArn: string, sourceArn: string): Promise<string | undefined> {
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    const resource = Attributes.KmsMasterKeyId ?? "";
    if (resource === "") return undefined;
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"]) {
      const refusal = await frontDoor.refusalOfService({ service: SES, action, resource, sourceArn });
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  return {
    async publish(TopicArn, Message, sourceArn) {
      const request = { service: SES, action: "sns:Publish", resource: TopicArn, sourceArn };
      const refusal =
        (await frontDoor.refusalOfService(request)) ?? (await refusalOfKey(TopicArn, sourceArn));
      if (refusal === undefined) await sns.send(new PublishCommand({ TopicArn, Message, Subject: SUBJECT }));
      return refusal;
    },
    putEvent: event => frontDoor.emitServiceEvent({ source: "aws.ses", ...event }),
    close: () => clients.close(),
  };
}
