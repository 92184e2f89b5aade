import type { WaitingClock } from "../../../handlers/shared/clock";
import type { LoginAnswer } from "../../../handlers/shared/smtp-login";
import { serviceError, unanswered } from "./errors";
import type { VirtualTime } from "./virtual-time";

/**
 * What goes wrong with one call: it is slow, it never arrives, its answer is lost, it is not answered and takes effect
 * later, it is throttled or denied, or the process dies just before or just after it takes effect.
 */
export type InjectedFault =
  | "slow"
  | "slow and dies after"
  | "lost"
  | "answer lost"
  | "lands late"
  | "throttled"
  | "denied"
  | "dies before"
  | "dies after";

export interface Call {
  service: "dynamodb" | "iam" | "kms" | "lambda" | "scheduler" | "ses" | "smtp" | "sns" | "sqs";
  operation: string;
  input: Readonly<Record<string, unknown>>;
}

/** A client's three attempts and the pauses between them. */
const SLOW_MS = 12_000;

/** How late a request can take effect that was not answered: less than IAM needs to settle. */
const MIN_LATE_MS = 3_000;
export const MAX_LATE_MS = 25_000;

/** A running function: its calls take time, can fail, and stop forever when it dies. */
export class Process {
  dead = false;
  readonly clock: WaitingClock;
  private onDeath: () => void = () => undefined;
  /** Resolves if the process dies. */
  readonly death = new Promise<void>(resolve => (this.onDeath = resolve));

  constructor(
    private readonly time: VirtualTime,
    private readonly random: () => number,
    private readonly faultOf: (call: Call) => InjectedFault | undefined,
  ) {
    const sleep = (milliseconds: number) => this.whileAlive(time.sleep(milliseconds));
    this.clock = {
      now: () => time.now(),
      sleep,
      waitFor: (work, maxMs) => Promise.race([work, sleep(maxMs).then(() => undefined)]),
    };
  }

  /** An SDK client, limited to what its callers use. */
  client<Client extends { send: unknown }>(service: Call["service"], answer: (call: Call) => unknown) {
    const send = (command: { constructor: { name: string }; input: object }) =>
      this.call(
        { service, operation: command.constructor.name.replace(/Command$/, ""), input: { ...command.input } },
        answer,
      );
    return { send } as unknown as Pick<Client, "send">;
  }

  async call(call: Call, answer: (call: Call) => unknown): Promise<unknown> {
    if (this.dead) return forever();
    const fault = this.faultOf(call);
    await this.whileAlive(this.time.sleep(5 + this.random() * 60));
    if (fault?.startsWith("slow")) await this.whileAlive(this.time.sleep(SLOW_MS));
    if (fault === "dies before") return this.die();
    if (fault === "lost") throw unanswered();
    if (fault === "lands late") {
      this.time.after(MIN_LATE_MS + this.random() * (MAX_LATE_MS - MIN_LATE_MS), () =>
        ignoreErrors(call, answer),
      );
      throw unanswered();
    }
    if (fault === "throttled") throw serviceError("ThrottlingException", "Rate exceeded");
    if (fault === "denied") throw serviceError("AccessDenied", `not authorized to perform ${call.operation}`);
    const answered = answer(call);
    if (fault?.endsWith("dies after")) return this.die();
    await this.whileAlive(this.time.sleep(5 + this.random() * 60));
    if (fault === "answer lost") throw unanswered();
    return answered;
  }

  die(): Promise<never> {
    this.dead = true;
    this.onDeath();
    return forever();
  }

  async login(attempt: () => LoginAnswer): Promise<LoginAnswer> {
    try {
      return (await this.call({ service: "smtp", operation: "Login", input: {} }, attempt)) as LoginAnswer;
    } catch (error) {
      return { kind: "unknown", reason: String(error) };
    }
  }

  private async whileAlive(wait: Promise<void>): Promise<void> {
    await wait;
    if (this.dead) await forever();
  }
}

/** Nobody hears of it. */
function ignoreErrors(call: Call, answer: (call: Call) => unknown): void {
  try {
    answer(call);
  } catch (error) {
    if (!(error instanceof Error && "$fault" in error)) throw error;
  }
}

/** A new promise each time: a shared one would keep every dead process in memory. */
function forever(): Promise<never> {
  return new Promise(() => undefined);
}
