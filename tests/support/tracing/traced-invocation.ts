import type { TraceDaemon, TraceDocument } from "../../../sandbox/traces/daemon";

export const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
export const PARENT = "53995c3f42cd8ad8";

/** Runs work with the variables that Lambda sets for an invocation that is traced. */
export async function withTraceHeader<T>(
  daemon: Pick<TraceDaemon, "address"> | undefined,
  header: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  set("_X_AMZN_TRACE_ID", header);
  set("AWS_XRAY_DAEMON_ADDRESS", daemon?.address);
  try {
    return await work();
  } finally {
    set("_X_AMZN_TRACE_ID", before._X_AMZN_TRACE_ID);
    set("AWS_XRAY_DAEMON_ADDRESS", before.AWS_XRAY_DAEMON_ADDRESS);
  }
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

/** Of each document: its name and that of its parent. */
export function tree(documents: Iterable<TraceDocument>): string[] {
  const all = [...documents];
  const nameOf = (id: string | undefined) => all.find(each => each.id === id)?.name ?? id;
  return all.map(({ name, parent_id }) => `${name} < ${nameOf(parent_id)}`).sort();
}
