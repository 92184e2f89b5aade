import type { Process } from "./process";
import type { VirtualTime } from "./virtual-time";

/** What a function's code gets beside its event. */
export interface Invocation {
  process: Process;
  remainingMs: () => number;
  requestId: string;
}

export interface FunctionModel {
  code: (event: unknown, invocation: Invocation) => Promise<unknown>;
  timeoutMs: () => number;
  /** Gets Lambda's record of an event that failed for the last time. */
  onFailure: (record: string) => void;
}

/** How one run ended. */
type Outcome = { kind: "done"; value: unknown } | { kind: "thrown"; error: unknown } | { kind: "died" };

/** An asynchronous event that is waiting, being run, or to be retried. */
export interface PendingEvent {
  payload: string;
  /** How often it has failed. */
  failures: number;
}

/** What fails is tried again after one and after two minutes. */
const RETRY_PAUSES_MS = [60_000, 120_000, undefined];

/** From an invocation to the start of its run. */
const QUEUE_MS = 50;

/**
 * Functions, each run in a process of its own, and their asynchronous events:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html.
 */
export class LambdaModel {
  readonly pending = new Set<PendingEvent>();
  /** Whether the event of a run that died is lost with it: AWS promises no such thing, so it happens rarely. */
  losesEvent: (payload: string) => boolean = () => false;
  /** How many events were accepted. */
  accepted = 0;
  private readonly functions = new Map<string, FunctionModel>();
  private requests = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly newProcess: () => Process,
  ) {}

  define(name: string, model: FunctionModel): void {
    this.functions.set(name, model);
  }

  /** The calls of an SDK's client. */
  call(operation: string, { FunctionName, Payload }: Readonly<Record<string, unknown>>): unknown {
    if (operation !== "Invoke") throw new Error(`The model has no Lambda ${operation}.`);
    this.invoke(String(FunctionName), String(Payload));
    return { StatusCode: 202 };
  }

  /** Accepts an asynchronous event. @param name a function's name, or its ARN */
  invoke(name: string, payload: string): void {
    const event = { payload, failures: 0 };
    this.accepted++;
    this.pending.add(event);
    this.time.after(QUEUE_MS, () => void this.carryOut(name, event));
  }

  private async carryOut(name: string, event: PendingEvent): Promise<void> {
    let outcome: Outcome = { kind: "died" };
    for (const pauseMs of RETRY_PAUSES_MS) {
      outcome = await this.run(name, JSON.parse(event.payload));
      const lost = outcome.kind === "died" && this.losesEvent(event.payload);
      if (outcome.kind === "done" || lost) return void this.pending.delete(event);
      event.failures++;
      if (pauseMs !== undefined) await this.time.sleep(pauseMs);
    }
    this.pending.delete(event);
    this.find(name).onFailure(
      JSON.stringify({
        version: "1.0",
        timestamp: new Date(this.time.now()).toISOString(),
        requestContext: { condition: "RetriesExhausted", approximateInvokeCount: event.failures },
        requestPayload: JSON.parse(event.payload) as unknown,
        responsePayload: describe(outcome),
      }),
    );
  }

  /** Runs a function once, as an event source mapping does. */
  async run(name: string, event: unknown): Promise<Outcome> {
    const { code, timeoutMs } = this.find(name);
    const process = this.newProcess();
    const end = this.time.running + timeoutMs();
    this.time.after(timeoutMs(), () => void process.die());
    const invocation = {
      process,
      remainingMs: () => end - this.time.running,
      requestId: `request-${++this.requests}`,
    };
    const outcome = await Promise.race([
      code(event, invocation).then(
        (value): Outcome => ({ kind: "done", value }),
        (error: unknown): Outcome => ({ kind: "thrown", error }),
      ),
      process.death.then((): Outcome => ({ kind: "died" })),
    ]);
    return process.dead ? { kind: "died" } : outcome;
  }

  private find(name: string): FunctionModel {
    const found = this.functions.get(name.split(":").at(-1) ?? name);
    if (found === undefined) throw new Error(`The model has no function ${name}.`);
    return found;
  }
}

/** As Lambda's record of a failure has it. */
function describe(outcome: Outcome): object {
  if (outcome.kind !== "thrown" || !(outcome.error instanceof Error))
    return { errorType: "Sandbox.Timedout", errorMessage: "Task timed out" };
  return { errorType: outcome.error.name, errorMessage: outcome.error.message };
}
