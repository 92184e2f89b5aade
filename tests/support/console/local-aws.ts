import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An event in a log group, as FilterLogEvents returns it. */
interface StoredEvent {
  group: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: string;
}

/** CloudWatch Logs, SQS and Lambda over HTTP, as far as the console calls them. */
export interface LocalAws {
  url: string;
  events: StoredEvent[];
  /** Bodies by queue URL; message ids are `id-` and the place. */
  queues: Map<string, (string | undefined)[]>;
  /** Payloads by function. */
  invoked: { name: string; payload: unknown }[];
  /** Names of the operations that were called. */
  calls: string[];
  close(): Promise<void>;
}

type Operation = (input: Record<string, unknown>) => object;

export async function startLocalAws(): Promise<LocalAws> {
  const aws: Omit<LocalAws, "url" | "close"> = { events: [], queues: new Map(), invoked: [], calls: [] };
  const operations: Readonly<Record<string, Operation>> = {
    "Logs_20140328.FilterLogEvents": input => filterEvents(aws.events, input),
    "AmazonSQS.ReceiveMessage": ({ QueueUrl }) => ({
      Messages: (aws.queues.get(String(QueueUrl)) ?? []).flatMap((Body, index) =>
        Body === undefined
          ? []
          : [{ MessageId: `id-${index}`, ReceiptHandle: String(index), Body, MD5OfBody: md5(Body) }],
      ),
    }),
    "AmazonSQS.DeleteMessage": ({ QueueUrl, ReceiptHandle }) => {
      const queue = aws.queues.get(String(QueueUrl)) ?? [];
      queue[Number(ReceiptHandle)] = undefined;
      return {};
    },
    "AmazonSQS.ChangeMessageVisibility": () => ({}),
  };
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const target = String(request.headers["x-amz-target"]);
      const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? "")?.[1];
      aws.calls.push(name === undefined ? target : "Lambda.Invoke");
      if (name !== undefined) {
        aws.invoked.push({ name: decodeURIComponent(name), payload: JSON.parse(body) as unknown });
        return response.writeHead(202).end();
      }
      const answer = operations[target]?.(JSON.parse(body) as Record<string, unknown>);
      return response
        .writeHead(answer === undefined ? 500 : 200, { "content-type": "application/x-amz-json-1.0" })
        .end(JSON.stringify(answer ?? { __type: "InternalFailure", message: target }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(aws, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

/** The SDK compares it. */
function md5(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

/** Events of a page: AWS returns up to 10,000. */
const PAGE = 10_000;

function filterEvents(events: readonly StoredEvent[], input: Record<string, unknown>): object {
  const { logGroupName, startTime = 0, endTime = Infinity, nextToken = "0", filterPattern = "" } = input;
  const term = /^"(.*)"$/.exec(String(filterPattern))?.[1] ?? "";
  const found = events.filter(
    ({ group, timestamp, message }) =>
      group === logGroupName &&
      timestamp >= Number(startTime) &&
      timestamp < Number(endTime) &&
      message.includes(term),
  );
  const start = Number(nextToken);
  const next = start + PAGE < found.length ? { nextToken: String(start + PAGE) } : {};
  return { events: found.slice(start, start + PAGE), ...next };
}
