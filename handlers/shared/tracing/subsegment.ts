import { randomBytes } from "node:crypto";
import type { TraceContext } from "./trace-header";

/** What a call to AWS adds. Names of resources, never keys or values. */
export interface AwsCall {
  operation: string;
  region?: string;
  request_id?: string;
  retries?: number;
  table_name?: string;
  queue_url?: string;
}

/** How it ended. */
export interface Ending {
  /** 4xx: the request. */
  error?: true;
  /** 5xx, or no answer: the service. */
  fault?: true;
  /** 429, or an error that says so; then also `error`. */
  throttle?: true;
  /** The error's name. Messages repeat what was asked for, so they are left out. */
  cause?: string;
  status?: number;
}

/** What identifies the work, and can be searched for in X-Ray. */
export type Annotations = Readonly<Record<string, string>>;

/**
 * A part of a function's work, or a call to a service, as X-Ray takes it:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html#api-segmentdocuments-subsegments. It
 * is sent by itself when it ends, so that a function which is stopped loses only what was not finished.
 */
export class Subsegment {
  readonly id = randomBytes(8).toString("hex");
  aws: AwsCall | undefined;
  ending: Ending = {};
  private annotations: Annotations = {};
  private readonly startedAt = seconds();

  /** @param namespace of a call to another service */
  constructor(
    readonly name: string,
    private readonly context: TraceContext,
    private readonly namespace?: "aws" | "remote",
  ) {}

  annotate(annotations: Annotations): void {
    this.annotations = { ...this.annotations, ...annotations };
  }

  /** What belongs to it. */
  get within(): TraceContext {
    return { ...this.context, parentId: this.id };
  }

  /** @param isOver false for one that has just begun */
  document(isOver: boolean): object {
    const { error, fault, throttle, cause, status } = this.ending;
    return {
      id: this.id,
      name: traceName(this.name),
      type: "subsegment",
      trace_id: this.context.traceId,
      parent_id: this.context.parentId,
      start_time: this.startedAt,
      ...(isOver ? { end_time: seconds() } : { in_progress: true }),
      ...(this.namespace && { namespace: this.namespace }),
      ...(status !== undefined && { http: { response: { status } } }),
      ...(this.aws && { aws: this.aws }),
      ...{ error, fault, throttle },
      ...(cause !== undefined && {
        cause: { exceptions: [{ id: randomBytes(8).toString("hex"), type: cause }] },
      }),
      ...(Object.keys(this.annotations).length > 0 && { annotations: this.annotations }),
    };
  }
}

function seconds(): number {
  return Date.now() / 1000;
}

/** "Names can contain Unicode letters, numbers, and whitespace, and the following symbols: _, ., :, /, %, &, #, =, +, \, -, @". */
function traceName(name: string): string {
  return name.replace(/[^\p{L}\p{N}\s_.:/%&#=+\\\-@]/gu, "_").slice(0, 200);
}
