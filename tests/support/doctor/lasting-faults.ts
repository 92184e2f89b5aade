import { DeleteTableCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { ListSubscriptionsByTopicCommand, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { deleteTopic } from "../self-test/plants";
import type { DoctorFault, Stage } from "./fault";

const stream = ({ dynamodb, outputs: { tableName: TableName } }: Stage, StreamEnabled: boolean) =>
  dynamodb.send(
    new UpdateTableCommand({
      TableName,
      StreamSpecification: { StreamEnabled, ...(StreamEnabled && { StreamViewType: "KEYS_ONLY" }) },
    }),
  );

/** The emulator confirms all others at once. */
export const UNCONFIRMED_EMAIL = "new@company.com";

const nothing = () => undefined;

/** Faults that cannot be undone without a deployment: each stays, and the next is named besides. In this order. */
export const LASTING_FAULTS: readonly DoctorFault[] = [
  {
    what: "an address for alerts that has not confirmed",
    plant: async ({ sns, outputs: { alertTopicArn: TopicArn } }) => {
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: UNCONFIRMED_EMAIL }));
      return nothing; // AWS has no way either to remove a subscription that is pending
    },
    ...{ check: "alert-subscriptions", severity: "warning" },
    says: /^a subscription of the alert topic is not confirmed: new@company\.com$/,
    remedy: /^Open the link in the email "AWS Notification - Subscription Confirmation" there\./,
  },
  {
    what: "no address for alerts that has confirmed",
    plant: async ({ sns, outputs: { alertTopicArn: TopicArn } }) => {
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      for (const { SubscriptionArn, Endpoint } of Subscriptions)
        if (Endpoint !== UNCONFIRMED_EMAIL) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      return nothing;
    },
    ...{ check: "alert-subscriptions", severity: "error" },
    says: /^no subscription of the alert topic is confirmed: new@company\.com$/,
    remedy:
      /`aws sns subscribe --topic-arn arn:aws:sns:\S+ --protocol email --notification-endpoint new@company\.com`/,
  },
  {
    what: "a topic that was deleted",
    plant: async ({ sandbox }) => {
      await deleteTopic(sandbox);
      return nothing;
    },
    ...{ check: "event-topics", severity: "error" },
    says: /^the topic for complaints does not exist$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "a stream that is off",
    plant: async stage => {
      await stream(stage, false);
      return nothing;
    },
    ...{ check: "stream", severity: "error" },
    says: /^the table \S+ has no stream$/,
    remedy: /a new stream has another ARN/,
  },
  {
    what: "a stream that was turned off and on",
    plant: async stage => {
      await stream(stage, true);
      return nothing;
    },
    ...{ check: "stream-mapping", severity: "error" },
    says: /reads arn:aws:dynamodb:\S+, which is not the table's stream any more$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "a table that was deleted",
    plant: async ({ dynamodb, outputs: { tableName: TableName } }) => {
      await dynamodb.send(new DeleteTableCommand({ TableName }));
      return nothing;
    },
    ...{ check: "table", severity: "error" },
    says: /^the table \S+ does not exist in this region$/,
    remedy: /^Restore it from a backup/,
  },
];
