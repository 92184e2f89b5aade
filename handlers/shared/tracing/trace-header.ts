/** Where a trace stands, as services pass it to each other. */
export interface TraceContext {
  /** Such as `1-5759e988-bd862e3fe1be46a994272793`. */
  traceId: string;
  /** The segment that the next one belongs to: 16 hexadecimal digits. */
  parentId: string;
  /** What else the header says, passed on as it is: by `Lineage`, Lambda recognizes functions that invoke each other forever. */
  others: readonly string[];
}

export const TRACE_HEADER = "X-Amzn-Trace-Id";

/**
 * Reads a tracing header: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader.
 *
 * @returns undefined if the request is not sampled, or the header does not name a trace and a segment
 */
export function readTraceHeader(header: string): TraceContext | undefined {
  const fields = header.split(";").map(field => field.trim());
  const [traceId, parentId, sampled] = ["Root=", "Parent=", "Sampled="].map(name =>
    fields.find(field => field.startsWith(name))?.slice(name.length),
  );
  if (sampled !== "1" || !/^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(traceId ?? "")) return undefined;
  if (traceId === undefined || parentId === undefined || !/^[0-9a-f]{16}$/.test(parentId)) return undefined;
  return { traceId, parentId, others: fields.filter(field => !/^(Root|Parent|Sampled)=/.test(field)) };
}

export function traceHeader({ traceId, parentId, others }: TraceContext): string {
  return [`Root=${traceId}`, `Parent=${parentId}`, "Sampled=1", ...others].join(";");
}
