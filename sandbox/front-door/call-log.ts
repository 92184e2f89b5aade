import type { FrontDoorRequest } from "./request";

/** One call through the front door; never its body, its credentials or a secret. */
export interface Call {
  readonly at: Date;
  readonly service: string;
  readonly action: string;
  /** The HTTP status of the response; undefined when the connection was closed instead. */
  readonly status?: number;
  /** The client's own name: an SDK and its version. */
  readonly userAgent: string;
}

export interface Calls {
  /** Oldest first; all calls, or those of one service and action. */
  list(service?: string, action?: string): readonly Call[];
  count(service?: string, action?: string): number;
  clear(): void;
}

/** More than any test needs; bounded because a sandbox may run for days. */
const MAX_CALLS = 10_000;

export class CallLog implements Calls {
  private calls: Call[] = [];

  record({ service, action, headers }: FrontDoorRequest, status: number | undefined): void {
    const userAgent = (headers["user-agent"] ?? "").slice(0, 200);
    this.calls.push({
      at: new Date(),
      service,
      action,
      userAgent,
      ...(status === undefined ? {} : { status }),
    });
    if (this.calls.length > MAX_CALLS) this.calls = this.calls.slice(-MAX_CALLS / 2);
  }

  list(service?: string, action?: string): readonly Call[] {
    return this.calls.filter(
      call =>
        (service === undefined || call.service === service) &&
        (action === undefined || call.action === action),
    );
  }

  count(service?: string, action?: string): number {
    return this.list(service, action).length;
  }

  clear(): void {
    this.calls = [];
  }
}
