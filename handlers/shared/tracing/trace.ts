import { AsyncLocalStorage } from "node:async_hooks";
import { Daemon } from "./daemon";
import { type Annotations, type Ending, Subsegment } from "./subsegment";
import { readTraceHeader, type TraceContext } from "./trace-header";

/**
 * X-Ray keeps at most 500 kB of a trace, if they come together
 * (https://repost.aws/knowledge-center/x-ray-trace-quota-error). An event for a hundred logins makes a thousand calls;
 * what exceeds this, of an invocation, is not sent.
 */
const MAX_INVOCATION_BYTES = 400_000;

/** One invocation's part of a trace. */
class InvocationTrace {
  private bytes = 0;

  constructor(private readonly daemon: Daemon) {}

  send(document: object): void {
    this.bytes += JSON.stringify(document).length;
    if (this.bytes <= MAX_INVOCATION_BYTES) this.daemon.send(document);
  }

  flush(): Promise<void> {
    return this.daemon.flush();
  }
}

const current = new AsyncLocalStorage<{ trace: InvocationTrace; subsegment: Subsegment }>();

/** One socket for the life of the execution environment. */
let daemon: { address: string; is: Daemon | undefined } | undefined;

function daemonAt(address: string): Daemon | undefined {
  if (daemon?.address !== address) daemon = { address, is: Daemon.at(address) };
  return daemon.is;
}

/**
 * The trace of this invocation, from the variable that Lambda's Node runtime sets for each:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html.
 *
 * @returns undefined if tracing is off or the invocation is not sampled: then nothing is recorded
 */
export function invocationTrace(
  environment: NodeJS.ProcessEnv = process.env,
): (TraceContext & { daemon: Daemon }) | undefined {
  const { _X_AMZN_TRACE_ID: header, AWS_XRAY_DAEMON_ADDRESS: address } = environment;
  const context = header === undefined ? undefined : readTraceHeader(header);
  const to = context && address !== undefined ? daemonAt(address) : undefined;
  return context && to && { ...context, daemon: to };
}

/**
 * Records an invocation. The segment of the function itself is Lambda's, and cannot be annotated
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html), so this is a subsegment of it. It is also sent when
 * it begins: if the function is stopped, its calls still have a parent.
 */
export async function traceInvocation<T>(
  name: string,
  traced: ReturnType<typeof invocationTrace>,
  work: () => Promise<T>,
): Promise<T> {
  if (traced === undefined) return work();
  const trace = new InvocationTrace(traced.daemon);
  const subsegment = new Subsegment(name, traced);
  trace.send(subsegment.document(false));
  try {
    return await current.run({ trace, subsegment }, () => recorded(work, subsegment, faultOf));
  } finally {
    trace.send(subsegment.document(true));
    await trace.flush();
  }
}

/** Records a part of an invocation, with annotations to find it by. */
export function tracePart<T>(name: string, annotations: Annotations, work: () => Promise<T>): Promise<T> {
  return traceCall(name, undefined, subsegment => recorded(work, subsegment, faultOf), annotations);
}

/**
 * Records a call to a service that is not AWS's.
 *
 * @param host only the host: paths and queries may be secret
 * @param endingOf how the answer is shown
 */
export function traceRemote<T>(
  host: string,
  endingOf: (answer: T) => Ending,
  call: () => Promise<T>,
): Promise<T> {
  return traceCall(host, "remote", subsegment =>
    recorded(call, subsegment, faultOf).then(answer => {
      if (subsegment) subsegment.ending = endingOf(answer);
      return answer;
    }),
  );
}

/**
 * Runs a call within a subsegment of its own, which the call completes. One that is not a call to another service has
 * parts of its own, and is also sent when it begins.
 *
 * @param call is given none if nothing is recorded
 */
export async function traceCall<T>(
  name: string,
  namespace: "aws" | "remote" | undefined,
  call: (subsegment: Subsegment | undefined) => Promise<T>,
  annotations: Annotations = {},
): Promise<T> {
  const store = current.getStore();
  if (store === undefined) return call(undefined);
  const { trace } = store;
  const subsegment = new Subsegment(name, store.subsegment.within, namespace);
  subsegment.annotate(annotations);
  if (namespace === undefined) trace.send(subsegment.document(false));
  try {
    return await current.run({ trace, subsegment }, () => call(subsegment));
  } finally {
    trace.send(subsegment.document(true));
  }
}

/** Annotates the part that is going on. */
export function annotate(annotations: Annotations): void {
  current.getStore()?.subsegment.annotate(annotations);
}

/** Says that the part which is going on has failed, if its work returns the error instead of throwing it. */
export function markFailed(error: unknown): void {
  const subsegment = current.getStore()?.subsegment;
  if (subsegment) subsegment.ending = faultOf(error);
}

async function recorded<T>(
  work: () => Promise<T>,
  subsegment: Subsegment | undefined,
  endingOf: (error: unknown) => Ending,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (subsegment) subsegment.ending = endingOf(error);
    throw error;
  }
}

function faultOf(error: unknown): Ending {
  return { fault: true, cause: error instanceof Error ? error.name : "Unknown" };
}
