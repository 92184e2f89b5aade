import type { FrontDoorRequest } from "./request";

/** One call that came through the front door. Never a body, a header with credentials, or a secret. */
export interface Call {
  readonly at: Date;
  readonly service: string;
  readonly action: string;
  /** The HTTP status answered; undefined when the connection was cut. */
  readonly status?: number;
  /** The client as it names itself: an SDK and its version. */
  readonly userAgent: string;
}

export interface Calls {
  /** Oldest first; all of them, or those of one service and action. */
  list(service?: string, action?: string): readonly Call[];
  count(service?: string, action?: string): number;
  clear(): void;
}

/** Enough for any test; a sandbox that stays up must not grow. */
const KEPT = 10_000;

export class CallLog implements Calls {
  private calls: Call[] = [];

  note({ service, action, headers }: FrontDoorRequest, status: number | undefined): void {
    const userAgent = (headers["user-agent"] ?? "").slice(0, 200);
    this.calls.push({
      at: new Date(),
      service,
      action,
      userAgent,
      ...(status === undefined ? {} : { status }),
    });
    if (this.calls.length > KEPT) this.calls = this.calls.slice(-KEPT / 2);
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
