import { isDeepStrictEqual } from "node:util";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  UntagUserCommand,
} from "@aws-sdk/client-iam";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { TAG_STACK, USER_POLICY_NAME, userPath } from "../../handlers/shared/iam-names";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { changeStreamMapping } from "../support/sandbox/event-source-mapping";
import { iamState } from "../support/sandbox/iam-users";
import { kindsOf, runSweep } from "../support/sandbox/sweeps";

const STACK = "sandbox";

/** A day, in which rotations are spread, sped up, and the rotation itself. */
const MAX_WAIT_MS = 200_000;

/** What is planted, by the username that it is planted on. */
const PLANTED = {
  orphan: ["user_without_record"],
  "extra-key": ["key_without_secret"],
  "without-user": ["active_without_user"],
  untagged: ["drifted_user"],
  "lost-event": ["not_applied"],
  "missed-look": ["missed_wake_up"],
  "due-rotation": ["rotation_due"],
} as const;
const USERNAMES = Object.keys(PLANTED) as (keyof typeof PLANTED)[];

describe("a sweep of the deployed program", function () {
  this.timeout(400_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let iam: IAMClient;
  let dynamodb: DynamoDBClient;
  let sqs: SQSClient;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    sandbox = await startSandbox({
      keyDelayMs: 200,
      emulatorEnvironment: { SES_SMTP_SCHEDULE_SPEEDUP: "600" },
    });
    const config = clientConfig(sandbox.report.emulator);
    administrator = new Administrator(sandbox.report, MAX_WAIT_MS);
    iam = new IAMClient(config);
    dynamodb = new DynamoDBClient(config);
    sqs = new SQSClient(config);
    for (const username of [...USERNAMES, "sound"])
      await administrator.put(username, {
        status: "pending",
        allowed_from_addresses: [`${username}@company.com`],
      });
    for (const username of [...USERNAMES, "sound"])
      await administrator.waitFor(username, ({ verified_status }) => verified_status === "active");
    await changeStreamMapping(sandbox.report, { Enabled: false }); // from now on events are lost
    await settle();
    await plant();
  });
  after(async () => {
    administrator?.close();
    for (const client of [iam, dynamodb, sqs]) client?.destroy();
    await sandbox?.close();
  });

  it("finds what was planted, each under its name, and nothing else", async () => {
    // A user or key that is younger than a minute counts as under way.
    const report = await pollUntil("all that was planted", 120_000, async () => {
      const swept = await runSweep(sandbox.report, { dryRun: true });
      const seen = USERNAMES.map(username => [username, kindsOf(swept, username)]);
      return isDeepStrictEqual(Object.fromEntries(seen), PLANTED)
        ? { done: swept }
        : { yet: JSON.stringify(seen) };
    });
    expect(kindsOf(report, "sound")).to.deep.equal([]);
    expect(kindsOf(report, "foreign")).to.deep.equal(["foreign_user"]);
    expect(report.counts).to.include({ parked_messages: 1 });
    expect(report).to.include({ sent: 0, booked: 0, notInspected: 0 });
  });

  it("repairs what it may: the manager does, woken over the next minutes", async () => {
    const report = await runSweep(sandbox.report);
    expect(report.sent).to.be.above(0);
    await administrator.waitForNoUser(names.orphan ?? "");
    await administrator.waitFor(
      "without-user",
      ({ iam_user_name }) => iam_user_name !== names["without-user"],
    );
    await administrator.waitFor(
      "due-rotation",
      ({ smtp_username }) => smtp_username !== keys["due-rotation"],
    );
    await pollUntil("nothing left to repair", 120_000, async () => {
      const { findings } = await runSweep(sandbox.report, { dryRun: true });
      const left = findings.filter(
        ({ kind, username }) => PLANTED_KINDS.has(kind) && username !== "due-rotation",
      );
      return left.length === 0 ? { done: undefined } : { yet: JSON.stringify(left) };
    });
    const { keys: left } = await iamState(sandbox.report, "extra-key");
    expect(left).to.deep.equal([`${keys["extra-key"] ?? ""} Active`]);
  });

  const names: Partial<Record<string, string>> = {};
  const keys: Partial<Record<string, string>> = {};
  const PLANTED_KINDS = new Set<string>(Object.values(PLANTED).flat());

  /** No look is owed any more, so that nothing counts as under way. */
  async function settle(): Promise<void> {
    for (const username of [...USERNAMES, "sound"]) {
      const record = await administrator.read(username);
      names[username] = String(record?.iam_user_name);
      keys[username] = String(record?.smtp_username);
      await lease(username, "REMOVE look_again_at");
    }
  }

  async function plant(): Promise<void> {
    await administrator.remove("orphan");
    await iam.send(new CreateAccessKeyCommand({ UserName: names["extra-key"] }));
    await removeUser("without-user");
    await iam.send(new UntagUserCommand({ UserName: names.untagged, TagKeys: [TAG_STACK] }));
    await administrator.update("lost-event", { allowed_from_addresses: ["another@company.com"] });
    await lease("missed-look", "SET look_again_at = :at", {
      ":at": { N: String(Math.floor(Date.now() / 1000) - 3_600) },
    });
    await administrator.update("due-rotation", { rotate_requested_at: "2026-11-01T00:00:00Z" });
    await iam.send(new CreateUserCommand({ UserName: "somebody", Path: userPath(STACK, "foreign") }));
    const QueueUrl = String(sandbox.report.outputs.parkedQueueUrl);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "parked" }));
  }

  async function removeUser(username: "without-user"): Promise<void> {
    const UserName = names[username];
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: keys[username] }));
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME }));
    await iam.send(new DeleteUserCommand({ UserName }));
  }

  async function lease(
    username: string,
    UpdateExpression: string,
    ExpressionAttributeValues?: Record<string, { N: string }>,
  ): Promise<void> {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: sandbox.report.tableName,
        Key: { PK: { S: "SMTP_LEASE" }, SK: { S: `USER#${username}` } },
        UpdateExpression,
        ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
      }),
    );
  }
});
