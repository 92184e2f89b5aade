import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { keyAttributes } from "../../handlers/shared/read-items";
import { holdKey } from "../../records/keys";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import type { SandboxReport } from "../../sandbox/shared/report";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";
import { widenPolicy } from "../support/sandbox/widened-policy";

const MAX_WAIT_MS = 60_000;

describe("mail that a login may not send, in the sandbox", function () {
  this.timeout(200_000);
  let report: SandboxReport;
  let administrator: Administrator;
  let client: MailClient;
  let dynamodb: DynamoDBClient;
  let emails: TableEmails;

  before(async () => {
    ({ report } = await sharedSandbox());
    administrator = new Administrator(report);
    client = new MailClient(report);
    dynamodb = new DynamoDBClient(clientConfig(report.emulator));
    emails = new TableEmails(dynamodb, report.tableName);
  });
  after(() => {
    administrator?.close();
    dynamodb?.destroy();
  });

  const start = async (username: string, ...addresses: string[]): Promise<Login> => {
    const allowed_from_addresses = addresses.map(local => `${local}@${report.domain}`);
    await administrator.put(username, { status: "pending", allowed_from_addresses });
    await administrator.waitFor(username, ({ verified_status }) => verified_status === "active");
    return administrator.login(username);
  };
  const violationsOf = async (username: string) =>
    (await emails.violations({ days: 1, limit: 10, username })).events;
  const firstViolation = (username: string) =>
    pollUntil(`a violation of ${username}`, MAX_WAIT_MS, async () => {
      const [first] = await violationsOf(username);
      return first === undefined ? { yet: "none" } : { done: first };
    });
  const holdOf = async (username: string) => {
    const Key = keyAttributes(holdKey(username));
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: report.tableName, Key }));
    return Item && unmarshall(Item);
  };
  const until = (code: number, send: () => ReturnType<MailClient["send"]>) => client.waitForReply(code, send);
  const message = (from: string, headers: Record<string, string> = {}) => ({
    ...{ from: `${from}@${report.domain}`, to: "someone@example.org", subject: `from ${from}` },
    ...{ text: "Hello\n", headers },
  });

  it("stops a login that escapes the stack's configuration set, if the other one reports to EventBridge", async () => {
    const username = "violator.set";
    const login = await start(username, username);
    const ses = new SESv2Client(clientConfig(report.emulator));
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: "unwatched" }));
    await ses.send(
      new CreateConfigurationSetEventDestinationCommand({
        ConfigurationSetName: "unwatched",
        EventDestinationName: "events",
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: ["SEND"],
          EventBridgeDestination: {
            EventBusArn: `arn:aws:events:${report.region}:${report.accessKeyId}:event-bus/default`,
          },
        },
      }),
    );
    ses.destroy();
    await widenPolicy(report, administrator, username, true);
    const mail = message(username, { "X-SES-CONFIGURATION-SET": "unwatched" });
    await until(250, () => client.send(login, mail));
    const violation = await firstViolation(username);
    expect(violation).to.deep.include({ kinds: ["configuration_set"], configuration_set: "unwatched" });
    expect(await holdOf(username)).to.include({ kind: "suspended", by: "smtp-email-validator" });
    await until(535, () => client.send(login, mail));
    await administrator.waitFor(username, ({ status }) => status === "failed");
    await administrator.remove(username);
  });

  it("reports an envelope sender alone, and leaves the login on", async () => {
    const username = "violator.envelope";
    const login = await start(username, username);
    await widenPolicy(report, administrator, username);
    const envelope = { from: `bounces@${report.domain}`, to: ["someone@example.org"] };
    const mail = { ...message(username), envelope };
    await until(250, () => client.send(login, mail));
    const violation = await firstViolation(username);
    expect(violation).to.deep.include({ email: `bounces@${report.domain}`, kinds: ["envelope"] });
    expect(await holdOf(username)).to.equal(undefined);
    expect((await client.send(login, message(username))).code).to.equal(250);
    await administrator.remove(username);
  });

  it("is judged by the list that was in force when it was sent, which outlives the record", async () => {
    const username = "violator.late";
    await start(username, "old.sender", "new.sender");
    const { iam_user_name: user } = (await administrator.read(username)) ?? {};
    const sentBefore = new Date();
    const allowed_from_addresses = [`new.sender@${report.domain}`];
    // Overwritten, as in the requirements: nothing of the old list is left in the record.
    await administrator.put(username, { status: "active", allowed_from_addresses });
    await administrator.waitFor(username, ({ verified_status }) => verified_status === "active");
    const lambda = new LambdaClient(clientConfig(report.emulator));
    const event = (id: string, at: Date) => ({
      eventType: "Send",
      send: {},
      mail: {
        ...{ messageId: id, timestamp: at.toISOString(), source: `old.sender@${report.domain}` },
        ...{ commonHeaders: { from: [`old.sender@${report.domain}`] } },
        tags: {
          "ses:caller-identity": [user],
          "ses:configuration-set": [String(report.outputs.configurationSetName)],
        },
      },
    });
    const messages = [event("late", sentBefore), event("now", new Date(Date.now() + 6 * 60_000))];
    const validate = () =>
      lambda.send(
        new InvokeCommand({
          FunctionName: String(report.outputs.validatorFunctionName),
          Payload: JSON.stringify({ messages: messages.map(each => JSON.stringify(each)) }),
        }),
      );
    // The run notes the shorter list when it ends, a moment after the record is active.
    const violation = await pollUntil(`a violation of ${username}`, MAX_WAIT_MS, async () => {
      const { FunctionError } = await validate();
      const [first] = await violationsOf(username);
      return first === undefined ? { yet: FunctionError ?? "none" } : { done: first };
    });
    lambda.destroy();
    expect(violation).to.deep.include({ message_id: "now", kinds: ["header_from", "envelope"] });
    expect(await violationsOf(username)).to.have.lengthOf(1);
    await administrator.remove(username);
  });
});
