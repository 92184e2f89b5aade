import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { SESClient } from "@aws-sdk/client-ses";
import { SESv2Client } from "@aws-sdk/client-sesv2";

import type { LocalSes } from "../../../sandbox/ses/local-ses";
import { type Bench, REGION, startBench } from "./local-ses";

/** Serves `api()` over HTTP, as the front door does. */
function serve(ses: LocalSes): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      const body = Buffer.concat(chunks).toString();
      const answer = ses.api({ method: request.method ?? "", path: pathname, query: searchParams, body });
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
  });
}

/** Local SES with clients of both versions of the API, reset before each test. */
export function useSdk(): { bench: () => Bench; client: () => SESv2Client; first: () => SESClient } {
  let bench: Bench;
  let server: Server;
  let client: SESv2Client;
  let first: SESClient;
  before(async () => {
    bench = await startBench();
    server = serve(bench.ses);
    await new Promise<void>(resolve => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const config = {
      region: REGION,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    };
    client = new SESv2Client(config);
    first = new SESClient(config);
  });
  beforeEach(() => {
    bench.ses.reset();
  });
  after(async () => {
    client.destroy();
    first.destroy();
    server.close();
    await bench.close();
  });
  return { bench: () => bench, client: () => client, first: () => first };
}
