import { GetUserPolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { USER_POLICY_NAME } from "../../handlers/shared/iam-names";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { startSandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { type Figure, median, quantile } from "../figure";

const WAITING = 200;
const STOPPED = 20;

/** As long as AWS may take to let SES know a new key. */
const KEY_DELAY_MS = 15_000;

/** Enough of the new logins are under way when the first one is stopped. */
const UNDER_WAY = 25;

const MAX_START_MS = 300_000;
const MAX_STOP_MS = 60_000;
const AIM_MS = 2_000;

/** While two hundred new logins wait for their keys to be accepted, others are disabled, one after another. */
export async function stoppingFigures(): Promise<Figure[]> {
  const sandbox = await startSandbox({ keyDelayMs: KEY_DELAY_MS });
  const administrator = new Administrator(sandbox.report, MAX_START_MS);
  const iam = new IAMClient(clientConfig(sandbox.report.emulator));
  const ask = (username: string, status: string) =>
    administrator.put(username, { status, allowed_from_addresses: [`${username}@company.com`] });
  try {
    const stopped = Array.from({ length: STOPPED }, (_, index) => `stopped-${index}`);
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
    await Promise.all(Array.from({ length: WAITING }, (_, index) => ask(`waiting-${index}`, "pending")));
    await pollUntil(`${UNDER_WAY} new keys`, MAX_START_MS, async () => {
      const keys = sandbox.frontDoor.calls.list("iam", "CreateAccessKey").length;
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
    const what = `disabled → denied, while ${WAITING} logins wait for their keys`;
    return [
      { name: `${what}, median of ${STOPPED}`, value: median(times), unit: "ms", reference: aim },
      { name: `${what}, 95th percentile`, value: quantile(times, 0.95), unit: "ms", reference: aim },
      { name: `${what}, worst`, value: Math.max(...times), unit: "ms", reference: aim },
    ];
  } finally {
    iam.destroy();
    administrator.close();
    await sandbox.close();
  }
}
