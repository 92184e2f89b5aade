import { expect } from "chai";

import { openWorkbench, type Queue } from "./workbench";
import { pollUntil } from "../../../sandbox/shared/poll";

const HANDLER = `
exports.handler = async event => {
  console.log("invoked " + JSON.stringify(event));
  if (event.fail) throw new Error("failed on purpose");
};`;

/** Factor by which schedules are due sooner. */
const SPEEDUP = 120;
/** Allows for a cold start on a busy machine, and is shorter than a schedule without the factor would take. */
export const BOUND_MS = 60_000;

export interface Schedule {
  Name?: string | undefined;
  ScheduleExpression?: string | undefined;
  ScheduleExpressionTimezone?: string | undefined;
  FlexibleTimeWindow?: object | undefined;
  ActionAfterCompletion?: string | undefined;
  ClientToken?: string | undefined;
  GroupName?: string | undefined;
  Target?: object | undefined;
}

export type Schedules = Awaited<ReturnType<typeof openSchedules>>;

/** An emulator with a function named "scheduled" and a role for schedules, and the steps of their tests. */
export async function openSchedules() {
  const bench = await openWorkbench({
    SES_SMTP_SCHEDULE_SPEEDUP: String(SPEEDUP),
    LAMBDA_ASYNC_RETRY_BASE_SECONDS: "0.1",
  });
  const functionArn = await bench.createFunction("scheduled", HANDLER);
  const roleArn = await bench.createRole("schedules", { service: "scheduler.amazonaws.com" });
  let schedules = 0;
  const newName = () => `schedule-${++schedules}`;

  return {
    bench,
    functionArn,
    newName,
    create,
    send,
    get,
    target,
    fires,
    invocations,
    firstMessage,
  };

  /** Creates a schedule, whose Input is its name unless given. */
  async function create(schedule: Schedule): Promise<string> {
    const Name = schedule.Name ?? newName();
    const answer = await send("POST", { Name, Target: target({ Input: json({ name: Name }) }), ...schedule });
    expect(answer.status, answer.body).to.equal(200);
    return Name;
  }

  function send(method: string, { Name = newName(), ...schedule }: Schedule) {
    const body = { FlexibleTimeWindow: { Mode: "OFF" }, Target: target({}), ...schedule };
    return bench.request("scheduler", { method, path: `/schedules/${Name}`, body });
  }

  function get(name: string) {
    return bench.request("scheduler", { method: "GET", path: `/schedules/${name}` });
  }

  function target(parts: object): object {
    return { Arn: functionArn, RoleArn: roleArn, ...parts };
  }

  /** Waits until a new schedule fires that is due in this many seconds. */
  async function fires(seconds: number): Promise<void> {
    await invocations(await create({ ScheduleExpression: at(seconds) }), 1);
  }

  function invocations(name: string, count: number): Promise<{ name: string }[]> {
    return pollUntil(`${count} invocations by ${name}`, BOUND_MS, async () => {
      const all = await bench.invocations<{ name: string }>("scheduled");
      const seen = all.filter(event => event.name === name);
      return seen.length >= count ? { done: seen } : { yet: JSON.stringify(all) };
    });
  }

  function firstMessage(queue: Queue) {
    return pollUntil(`a message in ${queue.arn}`, BOUND_MS, async () => {
      const [message] = await bench.receiveAll(queue);
      return message === undefined ? { yet: "none" } : { done: message };
    });
  }
}

/** The expression for this many seconds from now, in local time of a time zone. */
export function at(seconds: number, timeZone = "UTC"): string {
  const date = new Date(Date.now() + seconds * 1_000);
  return `at(${date.toLocaleString("sv-SE", { timeZone }).replace(" ", "T")})`;
}

export const json = JSON.stringify;
