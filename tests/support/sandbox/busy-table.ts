import { performance } from "node:perf_hooks";
import { pollUntil } from "../../../sandbox/shared/poll";
import type { Sandbox } from "../../../sandbox/sandbox";
import { Administrator } from "../../../sandbox/testkit/administrator";
import { MailClient } from "../../../sandbox/testkit/mail-client";
import { callApi } from "../../../sandbox/testkit/signed-api";

const DOMAIN = "company.com";
const SENDER = "busy-sender";
const EDITED = "busy-edited";

const MAX_WAIT_MS = 300_000;

export interface BusyTableOptions {
  /** New logins, requested at once. */
  logins: number;
  /** Messages of one login, sent one after the other; each makes two events. */
  messages: number;
  /** Every so many calls that functions make to DynamoDB are throttled, and none twice: a second attempt succeeds. */
  throttleEvery: number;
}

/** What happened while manager, API and recorder used one table. Times in milliseconds. */
export interface BusyTableRun {
  /** From a record to its active login. */
  activations: number[];
  /** From a call of the API to its answer: reads of all logins and of one, and changes of one. */
  apiCalls: number[];
  /** Answers of the API that were none of 200; each is a line. */
  apiProblems: string[];
  /** From the last message to the last recorded event. */
  recordedAfterMs: number;
  /** What the API says was sent; at the end it is the number of messages. */
  sent: number;
  /** How many changes through the API the record has at the end, and how many were made. */
  edits: { made: number; seen: string };
  /** Of the functions. */
  dynamodbCalls: number;
  throttled: number;
  failed: string[];
}

/** Has the credential manager, the API and the recorder work on one table at the same time. */
export async function runBusyTable(
  { report, frontDoor }: Sandbox,
  { logins, messages, throttleEvery }: BusyTableOptions,
): Promise<BusyTableRun> {
  const administrator = new Administrator(report, MAX_WAIT_MS);
  const ask = (username: string) =>
    administrator.put(username, { status: "pending", allowed_from_addresses: [`${username}@${DOMAIN}`] });
  const isActive = ({ status }: { status: string }) => status === "active" || status === "failed";
  const run = { activations: [], apiCalls: [], apiProblems: [], failed: [] } as Pick<
    BusyTableRun,
    "activations" | "apiCalls" | "apiProblems" | "failed"
  >;
  try {
    for (const username of [SENDER, EDITED]) await ask(username);
    for (const username of [SENDER, EDITED]) await administrator.waitFor(username, isActive);

    let [dynamodbCalls, throttled] = [0, 0];
    const throttledOnce = new Set<string>();
    const lift = frontDoor.faults.add({
      service: "dynamodb",
      mode: "throttle",
      match: ({ headers, action, body }) => {
        if (headers["x-amz-security-token"] === undefined) return false; // the test's own
        const call = `${action} ${body.toString()}`;
        if (++dynamodbCalls % throttleEvery !== 0 || throttledOnce.has(call)) return false;
        throttledOnce.add(call);
        throttled++;
        return true;
      },
    });

    const manage = async (username: string) => {
      const began = performance.now();
      await ask(username);
      const record = await administrator.waitFor(username, isActive);
      if (record.status === "active") run.activations.push(performance.now() - began);
      else run.failed.push(`${username}: ${record.failure?.message ?? ""}`);
    };
    const names = Array.from({ length: logins }, (_, index) => `busy-${index}`);
    let isBusy = true;
    const managing = Promise.all(names.map(manage)).finally(() => (isBusy = false));

    let edits = 0;
    const call = async (method: string, path: string, body?: unknown) => {
      const began = performance.now();
      const { status, text } = await callApi(report, { method, path: `/api${path}`, body });
      run.apiCalls.push(performance.now() - began);
      if (status !== 200) run.apiProblems.push(`${method} ${path}: ${status} ${text.slice(0, 200)}`);
      return status;
    };
    const administering = (async () => {
      while (isBusy) {
        await call("GET", "/credentials");
        await call("GET", `/credentials/${EDITED}`);
        const changed = await call("PATCH", `/credentials/${EDITED}`, { description: `edit ${edits + 1}` });
        if (changed === 200) edits++;
      }
    })();

    const client = new MailClient(report);
    const login = await administrator.login(SENDER);
    const sending = (async () => {
      for (let index = 0; index < messages; index++) {
        const mail = { from: `${SENDER}@${DOMAIN}`, to: "success@simulator.amazonses.com" };
        const { code, text } = await client.send(login, { ...mail, subject: `busy ${index}`, text: "Hi\n" });
        if (code !== 250) run.failed.push(`message ${index}: ${code} ${text}`);
      }
      return performance.now();
    })();

    const [lastSent] = await Promise.all([sending, managing, administering]);
    lift();
    const sent = await pollUntil("the recorded messages", MAX_WAIT_MS, async () => {
      const { body } = await callApi(report, { path: `/api/metrics/email/bounces?username=${SENDER}` });
      return Number(body.sent) >= messages ? { done: Number(body.sent) } : { yet: String(body.sent) };
    });
    const recordedAfterMs = performance.now() - lastSent;
    const { body } = await callApi(report, { path: `/api/credentials/${EDITED}` });
    const seen = String(body.description);
    return { ...run, recordedAfterMs, sent, edits: { made: edits, seen }, dynamodbCalls, throttled };
  } finally {
    administrator.close();
  }
}
