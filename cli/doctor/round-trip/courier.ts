import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type * as Ses from "@aws-sdk/client-sesv2";
import { itemValues } from "../../../handlers/shared/item-values";
import { keyAttributes } from "../../../handlers/shared/read-items";
import type { ItemKey } from "../../../records/keys";
import { clientConfig } from "../../shared/aws-clients";
import { boundAnswers } from "../../shared/bounded-answers";

/** A message to SES's mailbox simulator. */
export interface TripMessage {
  from: string;
  to: string;
  configurationSet: string;
}

/** What a round trip does in AWS. Every call throws AWS's error. */
export interface Courier {
  /** @returns SES's id of the message */
  send(message: TripMessage): Promise<string>;
  /** As it is now. @returns undefined if there is none */
  item(key: ItemKey): Promise<Readonly<Record<string, unknown>> | undefined>;
  close(): void;
}

/** An account in the SES sandbox sends one message a second (https://docs.aws.amazon.com/ses/latest/dg/quotas.html). */
const MAX_ATTEMPTS = 6;

export function courier(region: string, tableName: string): Courier {
  const { SESv2Client, SendEmailCommand } = require("@aws-sdk/client-sesv2") as typeof Ses;
  const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb") as typeof DynamoDb;
  const ses = new SESv2Client({ ...clientConfig(region), maxAttempts: MAX_ATTEMPTS });
  const dynamodb = new DynamoDBClient(clientConfig(region));
  for (const client of [ses, dynamodb]) boundAnswers(client);
  return {
    send: async ({ from, to, configurationSet }) => {
      const { MessageId = "" } = await ses.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          ConfigurationSetName: configurationSet,
          Content: {
            Simple: {
              Subject: { Data: "ses-smtp doctor --round-trip" },
              Body: { Text: { Data: "A message of ses-smtp doctor to SES's mailbox simulator." } },
            },
          },
        }),
      );
      return MessageId;
    },
    item: async key => {
      const command = { TableName: tableName, Key: keyAttributes(key), ConsistentRead: true };
      const { Item } = await dynamodb.send(new GetItemCommand(command));
      return Item && itemValues(Item);
    },
    close: () => {
      ses.destroy();
      dynamodb.destroy();
    },
  };
}
