import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

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
      response.end(JSON.stringify(answer.body));
    });
  });
}

/** Local SES with an AWS SDK client, reset before each test. */
export function useSdk(): { bench: () => Bench; client: () => SESv2Client } {
  let bench: Bench;
  let server: Server;
  let client: SESv2Client;
  before(async () => {
    bench = await startBench();
    server = serve(bench.ses);
    await new Promise<void>(resolve => {
      server.listen(0, "127.0.0.1", resolve);
    });
    client = new SESv2Client({
      region: REGION,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
  });
  beforeEach(() => {
    bench.ses.reset();
  });
  after(async () => {
    client.destroy();
    server.close();
    await bench.close();
  });
  return { bench: () => bench, client: () => client };
}
