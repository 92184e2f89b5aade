import { isDeepStrictEqual } from "node:util";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  IAMClient,
  UntagUserCommand,
} from "@aws-sdk/client-iam";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { FINDINGS } from "../../handlers/record-dispatcher/sweep/finding";
import { TAG_STACK, TAG_USERNAME, USER_POLICY_NAME, userPath } from "../../handlers/shared/iam-names";
import { DAY_MS } from "../../records/rotation";
import { clientConfig } from "../../sandbox/shared/account";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { pollUntil } from "../../sandbox/shared/poll";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { changeStreamMapping } from "../support/sandbox/event-source-mapping";
import { leaseKey, settled } from "../support/sandbox/leases";
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
  ended: ["ended"],
  abandoned: ["abandoned_lease"],
  "after-grace": ["expired_grace"],
  failed: ["failed_record"],
} as const;
const USERNAMES = Object.keys(PLANTED) as (keyof typeof PLANTED)[];

/** Of as many users at once, the records are lost: more than a sweep removes on its own. */
const MASS = Array.from({ length: 12 }, (_, index) => `mass-${index}`);

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
        allowed_from_addresses: [username === "failed" ? "*" : `${username}@company.com`],
      });
    for (const username of [...USERNAMES, "sound"])
      await administrator.waitFor(
        username,
        ({ status, verified_status }) => verified_status === "active" || status === "failed",
      );
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
        ({ kind, username }) =>
          FINDINGS[kind].repaired !== "never" && kind !== "mass_removal" && username !== "due-rotation",
      );
      return left.length === 0 ? { done: undefined } : { yet: JSON.stringify(left) };
    });
    const keysOf = async (username: string) => (await iamState(sandbox.report, username)).keys;
    expect(await keysOf("extra-key")).to.deep.equal([`${keys["extra-key"] ?? ""} Active`]);
    expect(await keysOf("ended")).to.deep.equal([`${keys.ended ?? ""} Inactive`]);
    // It is deleted a day later.
    const after = [`${keys["after-grace"] ?? ""} Active`, `${previousKey} Inactive`];
    expect(await keysOf("after-grace")).to.have.members(after);
    expect(await administrator.read("failed")).to.include({ status: "failed" });
  });

  it("removes many users at once only with consent, which `ses-smtp repair` asks for", async () => {
    for (const username of MASS) await administrator.remove(username);
    const alone = await runSweep(sandbox.report);
    expect(alone.counts).to.include({ mass_removal: MASS.length });
    for (const username of MASS) {
      expect(kindsOf(alone, username)).to.deep.equal(["mass_removal"]);
      expect(await iamState(sandbox.report, username))
        .to.have.property("users")
        .with.length(1);
    }
    const run = (...args: string[]) =>
      withEnvironment(commandEnvironment(sandbox.report), () => runCommand(["repair", ...args]));
    const plan = await run("--dry-run");
    expect(plan.stdout).to.match(/mass-0 +mass_removal .*with consent/);
    const { code, stderr } = await run("--yes");
    expect(code, stderr).to.equal(0);
    for (const username of MASS) {
      await pollUntil(`the removal of ${username}`, MAX_WAIT_MS, async () => {
        const { users } = await iamState(sandbox.report, username);
        return users.length === 0 ? { done: undefined } : { yet: users.join() };
      });
    }
  });

  const names: Partial<Record<string, string>> = {};
  const keys: Partial<Record<string, string>> = {};
  let previousKey = "";

  /** Each login's last look has come, so that nothing is under way, and no wake-up repairs what is planted. */
  async function settle(): Promise<void> {
    for (const username of [...USERNAMES, "sound"]) {
      await settled(dynamodb, sandbox.report.tableName, username, MAX_WAIT_MS);
      const record = await administrator.read(username);
      names[username] = String(record?.iam_user_name);
      keys[username] = String(record?.smtp_username);
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
    await administrator.update("ended", { valid_until: new Date(Date.now() - DAY_MS).toISOString() });
    await lease("abandoned", "SET holder = :dead, expires_at = :at", {
      ":dead": { S: "a process that died" },
      // So far ahead that nobody holds it: TTL deletes an item whose time has passed.
      ":at": { N: String(Math.floor((Date.now() + DAY_MS) / 1000)) },
    });
    await plantPrevious("after-grace");
    for (const username of MASS) await plantUser(username);
    await iam.send(new CreateUserCommand({ UserName: "somebody", Path: userPath(STACK, "foreign") }));
    const QueueUrl = String(sandbox.report.outputs.parkedQueueUrl);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "parked" }));
  }

  /** The key of a login whose grace period ended yesterday. */
  async function plantPrevious(username: "after-grace"): Promise<void> {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: names[username] }));
    previousKey = String(AccessKey?.AccessKeyId);
    await lease(username, "SET previous_key = :key, previous_since = :since, previous_until = :until", {
      ":key": { S: previousKey },
      ":since": { N: String(Date.now() - 2 * DAY_MS) },
      ":until": { N: String(Date.now() - DAY_MS) },
    });
  }

  /** A user as the manager creates it, with a record that the sweep ignores until it is removed. */
  async function plantUser(username: string): Promise<void> {
    const { User } = await iam.send(new GetUserCommand({ UserName: names.sound }));
    const UserName = String(names.sound).replace("-sound-", `-${username}-`);
    await administrator.put(username, { status: "pending", adopting: true });
    await iam.send(
      new CreateUserCommand({
        UserName,
        Path: userPath(STACK, username),
        PermissionsBoundary: User?.PermissionsBoundary?.PermissionsBoundaryArn,
        Tags: [
          { Key: TAG_STACK, Value: STACK },
          { Key: TAG_USERNAME, Value: username },
        ],
      }),
    );
    await iam.send(new CreateAccessKeyCommand({ UserName }));
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
    ExpressionAttributeValues?: Record<string, { N: string } | { S: string }>,
  ): Promise<void> {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: sandbox.report.tableName,
        Key: leaseKey(username),
        UpdateExpression,
        ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
      }),
    );
  }
});
