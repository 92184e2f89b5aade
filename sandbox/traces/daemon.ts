import { createSocket } from "node:dgram";
import { once } from "node:events";
import { problemOf } from "./segment-rules";

/** A segment or subsegment that was accepted. */
export interface TraceDocument {
  id: string;
  name: string;
  trace_id: string;
  parent_id?: string;
  type?: "subsegment";
  namespace?: "aws" | "remote";
  in_progress?: boolean;
  start_time: number;
  end_time?: number;
  error?: boolean;
  fault?: boolean;
  throttle?: boolean;
  annotations?: Readonly<Record<string, string>>;
  aws?: Readonly<Record<string, unknown>>;
  http?: { response?: { status?: number } };
  cause?: { exceptions?: { type?: string }[] };
}

/** Stands for the X-Ray daemon, and for what X-Ray makes of its documents. */
export interface TraceDaemon {
  /** For AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  /** By their ids; one that is complete replaces the same one in progress. */
  readonly documents: ReadonlyMap<string, TraceDocument>;
  /** What was refused, and why. */
  readonly refused: readonly string[];
  /** Every datagram, as it arrived. */
  readonly datagrams: readonly string[];
  close(): Promise<void>;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon */
const HEADER = { format: "json", version: 1 };
const MAX_BYTES = 64_000;

/** A sandbox may run for days. */
const MAX_KEPT = 50_000;

/** Receives trace documents by UDP on a free port, and keeps those that X-Ray would take. */
export async function startTraceDaemon(): Promise<TraceDaemon> {
  const documents = new Map<string, TraceDocument>();
  const refused: string[] = [];
  const datagrams: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", datagram => {
    const text = datagram.toString("utf8");
    datagrams.push(text);
    const problem = receive(text, datagram.length, documents);
    if (problem !== undefined) refused.push(`${problem}: ${text}`);
    if (datagrams.length > MAX_KEPT) datagrams.shift();
    const [oldest] = documents.keys();
    if (documents.size > MAX_KEPT && oldest !== undefined) documents.delete(oldest);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.setRecvBufferSize(1 << 20);
  const close = () => new Promise<void>(resolve => socket.close(() => resolve()));
  return { address: `127.0.0.1:${socket.address().port}`, documents, refused, datagrams, close };
}

/** @returns what is wrong with it */
function receive(text: string, bytes: number, documents: Map<string, TraceDocument>): string | undefined {
  if (bytes > MAX_BYTES) return `has ${bytes} bytes`;
  const [header = "", ...rest] = text.split("\n");
  try {
    if (JSON.stringify(JSON.parse(header)) !== JSON.stringify(HEADER)) return "has another header";
    const document: unknown = JSON.parse(rest.join("\n"));
    const problem = problemOf(document, Date.now());
    if (problem !== undefined) return problem;
    const accepted = document as TraceDocument;
    documents.set(accepted.id, accepted);
    return undefined;
  } catch {
    return "is not JSON";
  }
}
