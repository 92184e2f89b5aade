import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { setTimeout as pause } from "node:timers/promises";
import { TAG_STACK, TAG_USERNAME, userPath } from "../../../handlers/shared/iam-names";
import { clientConfig } from "../../../sandbox/shared/account";
import type { Login } from "../../../sandbox/testkit/administrator";
import { MailClient } from "../../../sandbox/testkit/mail-client";
import { callApi } from "../../../sandbox/testkit/signed-api";
import type { FailedOperations } from "../../../tests/support/sandbox/failed-operations";
import { runSweep } from "../../../tests/support/sandbox/sweeps";
import { widenPolicy } from "../../../tests/support/sandbox/widened-policy";

const LENGTH_MS = 300_000;
const LOGINS = [
  "newsletter",
  "shop",
  "crm",
  "jane.miller",
  "john.doe",
  "monitoring",
  "hr",
  "support",
  "tom.lee",
];

/** Everything that a dashboard shows happens: logins of all fates, mail of all fates, an outage of KMS, a thief. */
export async function playRun(on: FailedOperations, begin: number): Promise<void> {
  const ready = new Map<string, Login>();
  const until = (ms: number) => pause(Math.max(0, begin + ms - Date.now()));
  await Promise.all([
    create(on, ready, until),
    send(on, ready, begin),
    sweep(on, until),
    look(on, begin),
    change(on, until),
    suffer(on, until),
    steal(on, ready, until),
  ]);
}

type Until = (ms: number) => Promise<void>;

async function create(on: FailedOperations, ready: Map<string, Login>, until: Until): Promise<void> {
  for (const [index, username] of LOGINS.entries()) {
    await until(index * 15_000);
    await on.request(username);
    await on.until(username, ({ verified_status }) => verified_status === "active");
    ready.set(username, await on.administrator.login(username));
  }
}

/** Most mail is the newsletter's. In the middle, a list is old: one of six addresses does not exist any more. */
async function send(on: FailedOperations, ready: Map<string, Login>, begin: number): Promise<void> {
  const client = new MailClient(on.sandbox.report);
  for (let count = 0; Date.now() < begin + LENGTH_MS; count++) {
    await pause(700);
    const names = [...ready.keys()];
    const username = names[count % 3 === 0 ? 0 : (count * 7) % Math.max(1, names.length)];
    const login = username === undefined ? undefined : ready.get(username);
    if (username === undefined || login === undefined) continue;
    const isOld = Date.now() > begin + 140_000 && Date.now() < begin + 170_000;
    const fate = count === 200 ? "complaint" : count % (isOld ? 6 : 41) === 5 ? "bounce" : "success";
    await client.send(login, {
      from: `${username}@${on.sandbox.report.domain}`,
      to: `${fate}+${count}@simulator.amazonses.com`,
      subject: `No. ${count}`,
      text: "Hello\n",
    });
  }
}

/** A week has seven. In two of them there is a user whose record was lost. */
async function sweep(on: FailedOperations, until: Until): Promise<void> {
  const iam = new IAMClient(clientConfig(on.sandbox.report.emulator));
  for (let day = 0; day < 7; day++) {
    await until((day + 0.6) * (LENGTH_MS / 7));
    if (day === 1 || day === 4)
      await iam.send(
        new CreateUserCommand({
          UserName: `ses-smtp-user-lost-${day}-1`,
          Path: userPath("sandbox", `lost-${day}`),
          Tags: [
            { Key: TAG_STACK, Value: "sandbox" },
            { Key: TAG_USERNAME, Value: `lost-${day}` },
          ],
        }),
      );
    await runSweep(on.sandbox.report);
  }
  iam.destroy();
}

async function look(on: FailedOperations, begin: number): Promise<void> {
  for (; Date.now() < begin + LENGTH_MS; await pause(9_000))
    await callApi(on.sandbox.report, { path: "/api/metrics/email/summary" });
}

/** What administrators do: two records with a wrong address, a rotation, one login stopped and one removed. */
async function change(on: FailedOperations, until: Until): Promise<void> {
  const { administrator } = on;
  const wrong = (username: string) =>
    administrator.put(username, {
      status: "pending",
      allowed_from_addresses: [`${username}@elsewhere.example`],
    });
  await until(70_000);
  await wrong("ann.ray");
  await until(110_000);
  await administrator.update("shop", { rotate_requested_at: new Date().toISOString() });
  await until(180_000);
  await administrator.update("hr", { status: "disabled" });
  await wrong("bob.lee");
  await until(220_000);
  await administrator.remove("tom.lee");
}

/** KMS refuses for a minute, and somebody puts a message into the queue that nobody can understand. */
async function suffer(on: FailedOperations, until: Until): Promise<void> {
  await until(190_000);
  const lift = on.deny("kms", "Encrypt", "billing");
  await on.request("billing");
  await until(250_000);
  lift();
  await on.send("not a report of a failure");
  await on.drain();
  await until(LENGTH_MS);
}

/** A login's policy is widened behind the stack's back, and somebody else's address is used. */
async function steal(on: FailedOperations, ready: Map<string, Login>, until: Until): Promise<void> {
  await until(200_000);
  const login = ready.get("crm");
  if (login === undefined)
    throw new Error("The login crm is not active yet: the machine is too busy to record.");
  const { report } = on.sandbox;
  await widenPolicy(report, on.administrator, "crm");
  const mail = {
    from: `ceo@${report.domain}`,
    to: "success@simulator.amazonses.com",
    subject: "Pay",
    text: "Now\n",
  };
  const client = new MailClient(report);
  ready.delete("crm");
  await client.waitForReply(250, () => client.send(login, mail));
  await client.waitForReply(535, () => client.send(login, mail));
}
