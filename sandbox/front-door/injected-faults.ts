import { setTimeout as sleep } from "node:timers/promises";

import { errorResponse, type HttpResponse } from "./http-response";
import { type FrontDoorRequest, protocolOf } from "./request";

/** How a call fails. */
type InjectedFaultMode =
  /** Rejected with `status` and `code`, without effect. */
  | "refuse-before"
  /** Rejected with the service's throttling error, without effect. */
  | "throttle"
  /** The connection is closed before the call takes effect. */
  | "cut-before"
  /** The call takes effect, then the connection is closed without a response. */
  | "cut-after"
  /** Forwarded after `delayMs`. */
  | "delay";

export interface InjectedFault {
  /** For example `iam`; any service when absent. */
  readonly service?: string;
  /** For example `CreateAccessKey`; any action when absent. */
  readonly action?: string;
  readonly match?: (request: FrontDoorRequest) => boolean;
  /** How many matching calls pass before it fires. */
  readonly after?: number;
  /** Fires at most this many times; no limit when absent. */
  readonly times?: number;
  readonly mode: InjectedFaultMode;
  readonly status?: number;
  readonly code?: string;
  readonly delayMs?: number;
  /** With `cut-after`: runs after the call took effect and before its caller notices, for example to kill it. */
  readonly onEffect?: () => void;
}

export interface InjectedFaults {
  /** @returns a function that removes the fault */
  add(fault: InjectedFault): () => void;
  clear(): void;
}

/** What the front door does with one call; an empty object forwards it. */
export interface FaultEffect {
  readonly response?: HttpResponse;
  readonly cut?: "before" | "after";
  readonly onEffect?: () => void;
}

/** The faults of one front door, in the order they were added: the first one that fires decides. */
export class InjectedFaultList implements InjectedFaults {
  private readonly entries = new Set<{ fault: InjectedFault; matched: number; fired: number }>();

  add(fault: InjectedFault): () => void {
    const entry = { fault, matched: 0, fired: 0 };
    this.entries.add(entry);
    return () => {
      this.entries.delete(entry);
    };
  }

  clear(): void {
    this.entries.clear();
  }

  async apply(request: FrontDoorRequest): Promise<FaultEffect> {
    const fault = this.fire(request);
    switch (fault?.mode) {
      case undefined:
        return {};
      case "refuse-before":
        return { response: rejection(request, fault.status ?? 500, fault.code ?? "ServiceFailure") };
      case "throttle":
        return { response: rejection(request, fault.status ?? 400, fault.code ?? throttlingCode(request)) };
      case "cut-before":
        return { cut: "before" };
      case "cut-after":
        return { cut: "after", ...(fault.onEffect ? { onEffect: fault.onEffect } : {}) };
      case "delay":
        await sleep(fault.delayMs ?? 1_000);
        return {};
    }
  }

  private fire(request: FrontDoorRequest): InjectedFault | undefined {
    for (const entry of this.entries) {
      if (!matches(entry.fault, request)) continue;
      entry.matched += 1;
      if (entry.matched <= (entry.fault.after ?? 0)) continue;
      if (entry.fired >= (entry.fault.times ?? Infinity)) continue;
      entry.fired += 1;
      return entry.fault;
    }
    return undefined;
  }
}

function matches({ service, action, match }: InjectedFault, request: FrontDoorRequest): boolean {
  return (
    (service === undefined || service === request.service) &&
    (action === undefined || action === request.action) &&
    (match?.(request) ?? true)
  );
}

function rejection(request: FrontDoorRequest, status: number, code: string): HttpResponse {
  return errorResponse(
    protocolOf(request),
    status,
    code,
    `${request.action} was rejected by an injected fault`,
  );
}

/** Each service has its own name for throttling. */
function throttlingCode({ service }: FrontDoorRequest): string {
  return THROTTLING_CODES[service] ?? "ThrottlingException";
}

const THROTTLING_CODES: Readonly<Record<string, string>> = {
  iam: "Throttling",
  sts: "Throttling",
  lambda: "TooManyRequestsException",
  sns: "Throttled",
  sqs: "RequestThrottled",
};
