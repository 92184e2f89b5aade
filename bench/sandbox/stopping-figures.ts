import { GetUserPolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { SQSClient } from "@aws-sdk/client-sqs";
import { USER_POLICY_NAME } from "../../handlers/shared/iam-names";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import type { SandboxReport } from "../../sandbox/shared/report";
import { startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { receiveAll } from "../../tests/support/sandbox/failure-messages";
import { type Figure, median, quantile } from "../figure";

const WAITING = 200;
const STOPPED = 20;

/** As long as AWS may take to let SES know a new key. */
const KEY_DELAY_MS = 15_000;

/** Enough of the new logins are under way when the first one is stopped. */
const UNDER_WAY = 25;

/** What AWS gives new accounts: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const NEW_ACCOUNT = 10;

const MAX_START_MS = 300_000;
const MAX_STOP_MS = 60_000;
const AIM_MS = 2_000;

/**
 * While two hundred new logins wait for their keys to be accepted, others are disabled, one after another: in an account
 * without a limit that matters, and in one that runs ten functions at a time.
 */
export async function stoppingFigures(): Promise<Figure[]> {
  const unlimited = await figuresWith("", {});
  const limited = await figuresWith(`, ${NEW_ACCOUNT} functions at a time`, {
    LAMBDA_ACCOUNT_CONCURRENCY: String(NEW_ACCOUNT),
  });
  return [...unlimited, ...limited];
}

async function figuresWith(
  where: string,
  emulatorEnvironment: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  const sandbox = await startSandbox({ keyDelayMs: KEY_DELAY_MS, emulatorEnvironment });
  const administrator = new Administrator(sandbox.report, MAX_START_MS);
  const iam = new IAMClient(clientConfig(sandbox.report.emulator));
  const ask = (username: string, status: string) =>
    administrator.put(username, { status, allowed_from_addresses: [`${username}@company.com`] });
  try {
    const stopped = named("stopped", STOPPED);
    await Promise.all(stopped.map(username => ask(username, "pending")));
    const users = new Map<string, string>();
    for (const username of stopped) {
      const { iam_user_name = "" } = await administrator.waitFor(
        username,
        ({ status }) => status === "active",
      );
      users.set(username, iam_user_name);
    }
    sandbox.frontDoor.calls.clear();
    const waiting = named("waiting", WAITING);
    await Promise.all(waiting.map(username => ask(username, "pending")));
    await pollUntil(`${UNDER_WAY} new keys`, MAX_START_MS, async () => {
      const keys = sandbox.frontDoor.calls.count("iam", "CreateAccessKey");
      return keys >= UNDER_WAY ? { done: keys } : { yet: `${keys} keys` };
    });
    const times: number[] = [];
    for (const [username, UserName] of users) {
      const began = performance.now();
      await administrator.update(username, { status: "disabled" });
      await pollUntil(`${username} to be denied`, MAX_STOP_MS, async () => {
        const command = new GetUserPolicyCommand({ UserName, PolicyName: USER_POLICY_NAME });
        const { PolicyDocument = "" } = await iam.send(command);
        return decodeURIComponent(PolicyDocument).includes('"Deny"') ? { done: true } : { yet: "allowed" };
      });
      times.push(performance.now() - began);
    }
    const aim = { name: "aim", value: AIM_MS };
    const what = `disabled → denied, while ${WAITING} logins wait for their keys${where}`;
    return [
      { name: `${what}, median of ${STOPPED}`, value: median(times), unit: "ms", reference: aim },
      { name: `${what}, 95th percentile`, value: quantile(times, 0.95), unit: "ms", reference: aim },
      { name: `${what}, worst`, value: Math.max(...times), unit: "ms", reference: aim },
      { name: `  lost${where}`, value: await lost(sandbox.report, administrator, waiting), unit: "count" },
    ];
  } finally {
    iam.destroy();
    administrator.close();
    await sandbox.close();
  }
}

function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

/** How many of the waiting logins do not become active, and how many events reach a queue of failures. */
async function lost(
  { emulator, outputs }: SandboxReport,
  administrator: Administrator,
  waiting: readonly string[],
): Promise<number> {
  let inactive = 0;
  for (const username of waiting) {
    const { status } = await administrator.waitFor(username, record => record.status !== "pending");
    if (status !== "active") inactive++;
  }
  const sqs = new SQSClient(clientConfig(emulator));
  const queues = [outputs.deadLetterQueueUrl, outputs.parkedQueueUrl];
  const messages = await Promise.all(queues.map(url => receiveAll(sqs, String(url))));
  sqs.destroy();
  return inactive + messages.flat().length;
}
