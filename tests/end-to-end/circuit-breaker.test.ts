import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { sourceItem } from "../../handlers/email-events/record/evidence";
import { SUSPENSIONS_KEY } from "../../records/circuit-breaker";
import { countKey, hourOf } from "../../records/email-events";
import { holdKey, type ItemKey } from "../../records/keys";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { HARD_BOUNCE } from "../../sandbox/ses/delivery/outcome";
import { clientConfig } from "../../sandbox/shared/account";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";

const MAX_WAIT_MS = 120_000;
const DAY = 86_400_000;

describe("the circuit breaker, in the sandbox", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  let dynamodb: DynamoDBClient;
  let lambda: LambdaClient;
  const table = () => sandbox.report.tableName;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // its settings are another stack's
    sandbox = await startSandbox({ keyDelayMs: 200, settings: { circuitBreaker: "suspend" } });
    administrator = new Administrator(sandbox.report);
    dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
    lambda = new LambdaClient(clientConfig(sandbox.report.emulator));
  });
  // Of the few logins here, one may be stopped in an hour.
  beforeEach(async () => {
    const Key = { PK: { S: SUSPENSIONS_KEY.PK }, SK: { S: SUSPENSIONS_KEY.SK } };
    await dynamodb.send(new DeleteItemCommand({ TableName: table(), Key }));
  });
  after(async () => {
    administrator?.close();
    dynamodb?.destroy();
    lambda?.destroy();
    await sandbox?.close();
  });

  const put = async (values: object) => {
    await dynamodb.send(new PutItemCommand({ TableName: table(), Item: marshall(values) }));
  };
  const read = async ({ PK, SK }: ItemKey): Promise<Record<string, unknown> | undefined> => {
    const Key = { PK: { S: PK }, SK: { S: SK } };
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: table(), Key, ConsistentRead: true }),
    );
    return Item && unmarshall(Item);
  };

  const address = (username: string) => `${username}@${sandbox.report.domain}`;
  const newLogin = async (username: string) => {
    await administrator.put(username, { status: "pending", allowed_from_addresses: [address(username)] });
    await administrator.waitFor(username, ({ status }) => status === "active");
    return administrator.login(username);
  };
  const sendWith = (login: Awaited<ReturnType<typeof newLogin>>, username: string, to: readonly string[]) =>
    new MailClient(sandbox.report).send(login, {
      ...{ from: address(username), to: to.join(", "), subject: "Hello", text: "Hello\n" },
    });
  const many = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${name}${index}@d${index % 4}.example`);

  /** @returns once the login is refused, and for how long it was not */
  const refused = async (login: Awaited<ReturnType<typeof newLogin>>): Promise<number> => {
    const from = Date.now();
    await pollUntil("the login to be refused", MAX_WAIT_MS, async () => {
      const { code, text } = await new MailClient(sandbox.report).logIn(login);
      return code === 535 ? { done: true } : { yet: `${code} ${text}` };
    });
    return Date.now() - from;
  };

  const counted = (username: string, expected: number) =>
    pollUntil("the sends to be counted", MAX_WAIT_MS, async () => {
      const sent = (await new TableEmails(dynamodb, table()).counts(1, username)).get(username)?.sent;
      return sent === expected ? { done: true } : { yet: `${sent} of ${expected}` };
    });

  /** Runs the deployed validator, and waits for its end. */
  const examine = async (username: string) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: String(sandbox.report.outputs.validatorFunctionName),
        Payload: JSON.stringify({ examine: { usernames: [username] }, correlationId: "test" }),
      }),
    );
    expect(FunctionError, Buffer.from(Payload ?? []).toString()).to.equal(undefined);
  };

  it("stops a login that writes to dead addresses; only enabling lifts that, and what was before does not count", async () => {
    const username = "breaker.jane";
    const login = await newLogin(username);
    const dead = many("dead", 12);
    for (const each of dead) sandbox.ses.recipients.respond(each, HARD_BOUNCE);
    for (const to of [many("one", 45), many("two", 45)])
      expect(await sendWith(login, username, to)).to.include({ code: 250 });
    await counted(username, 90);
    expect(await sendWith(login, username, dead)).to.include({ code: 250 });
    await sandbox.ses.settled();
    const ms = await refused(login);
    console.log(`      refused ${ms} ms after the last bounce`);
    const hold = await read(holdKey(username));
    expect(hold).to.include({ kind: "suspended", by: "smtp-email-validator" });
    expect(hold?.reason).to.match(
      /^The circuit breaker stopped it: mail to 1[0-2] of \d+ recipients \([\d.]+%\) in 24 hours bounced permanently, in [34] domains$/,
    );
    await administrator.waitFor(username, ({ status }) => status === "failed");

    await administrator.put(username, { status: "pending", allowed_from_addresses: [address(username)] });
    await administrator.waitFor(username, ({ status }) => status === "failed");
    expect(await read(holdKey(username))).to.include({ kind: "suspended" });
    expect(await new MailClient(sandbox.report).logIn(login)).to.include({ code: 535 });

    const enabled = await withEnvironment(commandEnvironment(sandbox.report), () =>
      runCommand(["credential", "enable", username, "--wait", "--json"]),
    );
    expect(enabled.code, enabled.stderr).to.equal(0);
    const again = await administrator.login(username);
    expect(await sendWith(again, username, ["ann@d0.example"])).to.include({ code: 250 });
    sandbox.ses.recipients.respond("late@d1.example", HARD_BOUNCE);
    expect(await sendWith(again, username, ["late@d1.example"])).to.include({ code: 250 });
    await sandbox.ses.settled();
    await examine(username);
    expect(await read(holdKey(username))).to.equal(undefined);
    expect(await new MailClient(sandbox.report).logIn(again)).to.include({ code: 235 });
  });

  it("does not count mail to SES's mailbox simulator", async () => {
    const username = "breaker.test";
    const login = await newLogin(username);
    const to = Array.from({ length: 50 }, (_, index) => `bounce+${index}@simulator.amazonses.com`);
    for (let count = 0; count < 3; count++)
      expect(await sendWith(login, username, to)).to.include({ code: 250 });
    await sandbox.ses.settled();
    await examine(username);
    expect(await read(holdKey(username))).to.equal(undefined);
  });

  it("stops a login that sends far more than usual from a new network, by its sends alone", async () => {
    const username = "breaker.burst";
    const login = await newLogin(username);
    for (let day = 21; day > 1; day--) {
      const time = new Date(Date.now() - day * DAY).toISOString();
      await put({ ...countKey(username, hourOf(time)), entity_type: "email_count", sent: 4, version: 1 });
      await put(sourceItem(username, time, "office", { days: 90, attribute: "expires_at" }));
    }
    let sent = 0;
    await pollUntil("the login to be refused", MAX_WAIT_MS, async () => {
      const { code, text } = await sendWith(login, username, many(`burst${sent}`, 25));
      if (code === 535 || code === 554) return { done: true };
      expect(code, text).to.equal(250);
      sent += 25;
      await counted(username, sent);
      return { yet: `${sent} recipients` };
    });
    console.log(`      refused after ${sent} recipients`);
    expect(sent).to.be.above(49);
    await pollUntil("the hold", MAX_WAIT_MS, async () => {
      const { reason } = (await read(holdKey(username))) ?? {};
      return reason === undefined
        ? { yet: "none" }
        : { done: expect(reason).to.match(/it sent to \d+ recipients in the hour from/) };
    });
  });
});
