import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetUserPolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { USER_POLICY_NAME } from "../../handlers/shared/iam-names";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { bodies, startFlood } from "../../tests/support/webhook/flood";
import { TOPIC } from "../../tests/support/webhook/sns-sender";
import { answering, startWebhook } from "../../tests/support/webhook/post";
import { type Figure, median, quantile } from "../figure";

/** What AWS gives new accounts: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const NEW_ACCOUNT = 10;

const STOPPED = 10;
const BOUNCES = 10;
const REFUSALS = 3_000;
/**
 * Below what one processor serves: the emulator starts a process for each function at work, and a request takes it many
 * times what it takes Lambda. What matters is how many of the account's ten functions the flood occupies.
 */
const FLOOD = { clients: 10, perSecond: 25 };
const MAX_WAIT_MS = 120_000;
const AIM_MS = 2_000;

/** What a flood of the webhook does to the kill switch and to bounces, in an account that runs ten functions at a time. */
export async function webhookFigures(): Promise<Figure[]> {
  return [...(await refusalFigures()), ...(await floodFigures())];
}

/** The handler's own time for what it refuses, without Lambda. */
async function refusalFigures(): Promise<Figure[]> {
  const webhook = startWebhook({ fetch: answering("") });
  const all = bodies(TOPIC);
  const times: number[] = [];
  for (let index = 0; index < REFUSALS; index++) {
    const began = performance.now();
    await webhook.handler({
      routeKey: "POST /api/webhooks/ses/notifications",
      headers: {},
      body: all[index % all.length] ?? "",
    });
    times.push(performance.now() - began);
  }
  return [
    { name: "refusing a message, median", value: median(times), unit: "ms" },
    { name: "refusing a message, 99th percentile", value: quantile(times, 0.99), unit: "ms" },
  ];
}

async function floodFigures(): Promise<Figure[]> {
  const sandbox = await startSandbox({
    keyDelayMs: 200,
    settings: { webhookTopicArns: JSON.stringify([TOPIC]) },
    emulatorEnvironment: { LAMBDA_ACCOUNT_CONCURRENCY: String(NEW_ACCOUNT) },
  });
  const { report } = sandbox;
  const administrator = new Administrator(report, MAX_WAIT_MS);
  const config = clientConfig(report.emulator);
  const [iam, dynamodb] = [new IAMClient(config), new DynamoDBClient(config)];
  const add = (username: string) =>
    administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@${report.domain}`],
    });
  const active = (username: string) => administrator.waitFor(username, ({ status }) => status === "active");

  /** Milliseconds from `disabled` to a Deny in the policy, for each of some logins. */
  const stop = async (prefix: string): Promise<number[]> => {
    const times: number[] = [];
    for (let index = 0; index < STOPPED; index++) {
      const username = `${prefix}-${index}`;
      const { iam_user_name: UserName = "" } = await active(username);
      const began = performance.now();
      await administrator.update(username, { status: "disabled" });
      await pollUntil(`${username} to be denied`, MAX_WAIT_MS, async () => {
        const command = new GetUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME });
        const { PolicyDocument = "" } = await iam.send(command);
        return decodeURIComponent(PolicyDocument).includes('"Deny"') ? { done: true } : { yet: "allowed" };
      });
      times.push(performance.now() - began);
    }
    return times;
  };
  /** Milliseconds from the reply of SES to the recorded bounce, for each of some messages. */
  const bounce = async (prefix: string): Promise<number[]> => {
    const emails = new TableEmails(dynamodb, report.tableName);
    const login = await administrator.login("sender");
    const times: number[] = [];
    for (let index = 0; index < BOUNCES; index++) {
      const to = `bounce+${prefix}${index}@simulator.amazonses.com`;
      const mail = { from: `sender@${report.domain}`, to, subject: prefix, text: "Hello\n" };
      await new MailClient(report).send(login, mail);
      const began = performance.now();
      await pollUntil(`the bounce of ${to}`, MAX_WAIT_MS, async () => {
        const { bounces } = await emails.history(to);
        return bounces.length > 0 ? { done: true } : { yet: "none" };
      });
      times.push(performance.now() - began);
    }
    return times;
  };

  try {
    await add("sender");
    await active("sender");
    for (const prefix of ["quiet", "flooded"])
      for (let index = 0; index < STOPPED; index++) await add(`${prefix}-${index}`);
    for (let index = 0; index < STOPPED; index++) await active(`flooded-${index}`);
    const quiet = { stopped: await stop("quiet"), bounced: await bounce("quiet") };
    const flood = startFlood(report, TOPIC, FLOOD);
    await pollUntil("the flood", MAX_WAIT_MS, async () =>
      Promise.resolve(flood.requests() > 300 ? { done: true } : { yet: `${flood.requests()} requests` }),
    );
    const flooded = { stopped: await stop("flooded"), bounced: await bounce("flooded") };
    const { requests, seconds, underWay, statuses } = await flood.stop();
    const aim = { name: "aim", value: AIM_MS };
    const before = (value: number) => ({ name: "without the flood", value });
    return [
      { name: "flood of the webhook", value: requests / seconds, unit: "1/s" },
      {
        ...{ name: "  functions that it occupies, on average", value: underWay, unit: "count" },
        reference: { name: "limit", value: NEW_ACCOUNT },
      },
      ...Object.entries(statuses).map(([status, value]): Figure => ({
        name: `  answered ${status}`,
        value,
        unit: "count",
      })),
      {
        ...{ name: `disabled → denied, flooded, median of ${STOPPED}`, value: median(flooded.stopped) },
        ...{ unit: "ms", reference: before(median(quiet.stopped)) },
      },
      {
        ...{ name: "disabled → denied, flooded, worst", value: Math.max(...flooded.stopped) },
        ...{ unit: "ms", reference: aim },
      },
      {
        ...{ name: `sent → bounce recorded, flooded, median of ${BOUNCES}`, value: median(flooded.bounced) },
        ...{ unit: "ms", reference: before(median(quiet.bounced)) },
      },
      {
        ...{ name: "sent → bounce recorded, flooded, worst", value: Math.max(...flooded.bounced) },
        ...{ unit: "ms", reference: before(Math.max(...quiet.bounced)) },
      },
    ];
  } finally {
    iam.destroy();
    dynamodb.destroy();
    administrator.close();
    await sandbox.close();
  }
}
