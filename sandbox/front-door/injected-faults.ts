import { setTimeout as sleep } from "node:timers/promises";

import { refusal, type Answer } from "./http-response";
import type { FrontDoorRequest } from "./request";

/** How a call goes wrong. */
export type FaultMode =
  /** Answered with `status` and `code`; it has no effect. */
  | "refuse-before"
  /** Answered with a throttling error; it has no effect. */
  | "throttle"
  /** The connection is cut before the call has an effect. */
  | "cut-before"
  /** It takes effect, and the connection is cut in place of the answer. */
  | "cut-after"
  /** Let through after `delayMs`. */
  | "delay";

export interface Fault {
  /** Such as `iam`; any service when absent. */
  readonly service?: string;
  /** Such as `CreateAccessKey`; any action when absent. */
  readonly action?: string;
  readonly match?: (request: FrontDoorRequest) => boolean;
  /** Lets so many matching calls pass first. */
  readonly after?: number;
  /** Strikes so often, then never again; always when absent. */
  readonly times?: number;
  readonly mode: FaultMode;
  readonly status?: number;
  readonly code?: string;
  readonly delayMs?: number;
  /** With `cut-after`: called when the call has taken effect and its caller knows nothing yet, to end the caller there. */
  readonly onEffect?: () => void;
}

export interface Faults {
  /** @returns removes the fault again */
  add(fault: Fault): () => void;
  clear(): void;
}

/** What the front door does with one call. */
export interface Verdict {
  readonly answer?: Answer;
  readonly cut?: "before" | "after";
  readonly onEffect?: () => void;
}

/** The faults of one front door, in the order they were added: the first that strikes decides. */
export class FaultList implements Faults {
  private readonly entries = new Set<{ fault: Fault; seen: number; struck: number }>();

  add(fault: Fault): () => void {
    const entry = { fault, seen: 0, struck: 0 };
    this.entries.add(entry);
    return () => {
      this.entries.delete(entry);
    };
  }

  clear(): void {
    this.entries.clear();
  }

  async judge(request: FrontDoorRequest): Promise<Verdict> {
    const fault = this.strike(request);
    switch (fault?.mode) {
      case undefined:
        return {};
      case "refuse-before":
        return { answer: refused(request, fault.status ?? 500, fault.code ?? "ServiceFailure") };
      case "throttle":
        return { answer: refused(request, fault.status ?? 400, fault.code ?? throttlingCode(request)) };
      case "cut-before":
        return { cut: "before" };
      case "cut-after":
        return { cut: "after", ...(fault.onEffect ? { onEffect: fault.onEffect } : {}) };
      case "delay":
        await sleep(fault.delayMs ?? 1_000);
        return {};
    }
  }

  private strike(request: FrontDoorRequest): Fault | undefined {
    for (const entry of this.entries) {
      if (!matches(entry.fault, request)) continue;
      entry.seen += 1;
      if (entry.seen <= (entry.fault.after ?? 0)) continue;
      if (entry.struck >= (entry.fault.times ?? Infinity)) continue;
      entry.struck += 1;
      return entry.fault;
    }
    return undefined;
  }
}

function matches({ service, action, match }: Fault, request: FrontDoorRequest): boolean {
  return (
    (service === undefined || service === request.service) &&
    (action === undefined || action === request.action) &&
    (match?.(request) ?? true)
  );
}

function refused({ service, action }: FrontDoorRequest, status: number, code: string): Answer {
  return refusal(service, status, code, `${action} was refused by a fault that a test injected`);
}

/** Each service has its own name for it. */
function throttlingCode({ service }: FrontDoorRequest): string {
  return THROTTLING[service] ?? "ThrottlingException";
}

const THROTTLING: Readonly<Record<string, string>> = {
  iam: "Throttling",
  sts: "Throttling",
  lambda: "TooManyRequestsException",
  sns: "Throttled",
  sqs: "RequestThrottled",
};
