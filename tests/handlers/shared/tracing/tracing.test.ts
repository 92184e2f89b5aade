import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { identify, observed, observedPart } from "../../../../handlers/shared/observed";
import { traced } from "../../../../handlers/shared/tracing/aws-client";
import { traceRemote } from "../../../../handlers/shared/tracing/trace";
import { pollUntil } from "../../../../sandbox/shared/poll";
import { startTraceDaemon, type TraceDaemon, type TraceDocument } from "../../../../sandbox/traces/daemon";
import { recordedLog } from "../../../support/logging/recorded-log";
import { PARENT, ROOT, tree, withTraceHeader } from "../../../support/tracing/traced-invocation";

const SECRET = "BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS";
const HEADER = `Root=${ROOT};Parent=${PARENT};Sampled=1;Lineage=1:a87bd80c:0`;

describe("a traced invocation", () => {
  let daemon: TraceDaemon;
  let aws: Server;
  let client: DynamoDBClient;
  /** What the service answers next; then 200. */
  let answers: { status: number; type?: string }[];
  let headers: string[];

  beforeEach(async () => {
    daemon = await startTraceDaemon();
    [answers, headers] = [[], []];
    aws = createServer((request, response) => {
      headers.push(String(request.headers["x-amzn-trace-id"]));
      const { status, type } = answers.shift() ?? { status: 200 };
      response.writeHead(status, {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-requestid": "request-1",
      });
      response.end(
        JSON.stringify(type ? { __type: type, message: SECRET } : { Item: { secret: { S: SECRET } } }),
      );
    });
    await new Promise<void>(resolve => aws.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "AKIA", secretAccessKey: SECRET };
    client = traced(new DynamoDBClient({ endpoint, region: "eu-central-1", credentials, maxAttempts: 2 }));
  });
  afterEach(async () => {
    client.destroy();
    await new Promise(resolve => aws.close(resolve));
    await daemon.close();
  });

  const get = () =>
    client.send(new GetItemCommand({ TableName: "records", Key: { PK: { S: SECRET }, SK: { S: SECRET } } }));
  const invoke = (work: () => Promise<unknown>, header: string | undefined = HEADER) => {
    const { log, entries } = recordedLog("smtp-api");
    const handle = observed("smtp-api", log, async () => work());
    return withTraceHeader(daemon, header, () =>
      handle({}, { awsRequestId: "r" }).catch(() => undefined),
    ).then(() => entries);
  };
  const received = (count: number) =>
    pollUntil(`${count} documents`, 5_000, () =>
      Promise.resolve(
        daemon.documents.size >= count && [...daemon.documents.values()].every(each => !each.in_progress)
          ? { done: [...daemon.documents.values()] }
          : { yet: `${daemon.documents.size}` },
      ),
    );
  const call = async () => (await received(2)).find(({ namespace }) => namespace === "aws");

  it("has a subsegment for the function, for its parts and for each call, with what identifies the work", async () => {
    const entries = await invoke(async () => {
      identify({ correlation_id: "story-1", operation: "reconcile" });
      await get();
      await Promise.all(
        ["jane", "john"].map(username =>
          observedPart("reconcile", { username, correlation_id: "story-1" }, get),
        ),
      );
    });
    const documents = await received(6);
    expect(daemon.refused).to.deep.equal([]);
    expect(tree(documents)).to.deep.equal([
      "DynamoDB < reconcile",
      "DynamoDB < reconcile",
      "DynamoDB < smtp-api",
      "reconcile < smtp-api",
      "reconcile < smtp-api",
      `smtp-api < ${PARENT}`,
    ]);
    expect(new Set(documents.map(({ trace_id }) => trace_id))).to.deep.equal(new Set([ROOT]));
    const annotations = documents.flatMap(each => (each.annotations ? [each.annotations] : []));
    expect(annotations).to.have.deep.members([
      { correlation_id: "story-1", operation: "reconcile" },
      { correlation_id: "story-1", username: "jane" },
      { correlation_id: "story-1", username: "john" },
    ]);
    expect(entries.map(({ message, trace_id }) => [message, trace_id])).to.deep.equal([["done", ROOT]]);
  });

  // Proves R9.4, T3.3-b, T4.2-e
  it("names service, operation, table, request and status of a call, and nothing of what was asked or answered", async () => {
    await invoke(get);
    const document: Partial<TraceDocument> = { ...(await call()) };
    for (const name of ["start_time", "end_time", "id", "parent_id"] as const) delete document[name];
    expect(document).to.deep.equal({
      ...{
        name: "DynamoDB",
        type: "subsegment",
        trace_id: ROOT,
        namespace: "aws",
        http: { response: { status: 200 } },
      },
      aws: {
        ...{
          operation: "GetItem",
          region: "eu-central-1",
          table_name: "records",
          request_id: "request-1",
          retries: 0,
        },
      },
    });
    expect(daemon.datagrams.join()).to.not.include(SECRET);
  });

  it("continues in what it calls, below the call's own id", async () => {
    await invoke(get);
    expect(headers).to.deep.equal([
      `Root=${ROOT};Parent=${(await call())?.id};Sampled=1;Lineage=1:a87bd80c:0`,
    ]);
  });

  for (const [what, given, flags] of [
    ["a throttle", { status: 400, type: "ThrottlingException" }, { throttle: true, error: true, retries: 1 }],
    [
      "an error of the request",
      { status: 400, type: "ConditionalCheckFailedException" },
      { error: true, retries: 0 },
    ],
    ["a fault of the service", { status: 500, type: "InternalServerError" }, { fault: true, retries: 1 }],
  ] as const)
    it(`flags ${what}, with its name, and counts the retries`, async () => {
      answers = [given, given];
      await invoke(get);
      const { throttle, error, fault, cause, aws: { retries } = {} } = (await call()) ?? {};
      const found = Object.fromEntries(
        Object.entries({ throttle, error, fault, retries }).filter(([, v]) => v !== undefined),
      );
      expect(found).to.deep.equal(flags);
      expect(cause?.exceptions?.map(({ type }) => type)).to.deep.equal([given.type]);
      expect(daemon.datagrams.join()).to.not.include(SECRET);
      expect(daemon.refused).to.deep.equal([]);
    });

  it("flags a call without an answer as a fault, and so the function that fails", async () => {
    await new Promise(resolve => aws.close(resolve));
    const entries = await invoke(get);
    const documents = await received(2);
    expect(documents.map(({ name, fault }) => [name, fault])).to.have.deep.members([
      ["DynamoDB", true],
      ["smtp-api", true],
    ]);
    expect(entries.map(({ level, message }) => [level, message])).to.deep.equal([["ERROR", "failed"]]);
    aws.listen(0);
  });

  it("shows a call to another service by its host alone", async () => {
    await invoke(() =>
      traceRemote(
        "smtp.example.com",
        () => ({ error: true }),
        async () => SECRET,
      ),
    );
    const [, remote] = (await received(2)).sort((one, other) => one.name.localeCompare(other.name));
    expect(remote).to.include({ name: "smtp.example.com", namespace: "remote", error: true });
    expect(daemon.datagrams.join()).to.not.include(SECRET);
  });

  it("sends when it begins, so that the calls of a function that is killed have a parent", async () => {
    let seen: unknown[] = [];
    await invoke(async () => {
      await get();
      seen = await pollUntil("two documents", 5_000, () =>
        Promise.resolve(
          daemon.documents.size >= 2
            ? { done: [...daemon.documents.values()].map(({ name, in_progress }) => [name, in_progress]) }
            : { yet: "" },
        ),
      );
    });
    expect(seen).to.deep.equal([
      ["smtp-api", true],
      ["DynamoDB", undefined],
    ]);
  });

  for (const [what, header] of [
    ["is not sampled", HEADER.replace("Sampled=1", "Sampled=0")],
    ["has no header", ""],
    ["has a header that names no trace", "Root=nonsense;Parent=x;Sampled=1"],
  ] as const)
    it(`records nothing if it ${what}`, async () => {
      await invoke(get, header);
      await invoke(() => Promise.resolve()); // a traced one after it: only this one arrives
      expect((await received(1)).map(({ name }) => name)).to.deep.equal(["smtp-api"]);
    });

  it("never fails because of its traces: an unreachable or missing daemon changes nothing", async () => {
    for (const address of [
      undefined,
      "127.0.0.1:1",
      "no address",
      "tcp:127.0.0.1:2000 udp:no.such.host.invalid:2000",
    ]) {
      const result = await withTraceHeader(address === undefined ? undefined : { address }, HEADER, () =>
        observed(
          "smtp-api",
          recordedLog("smtp-api").log,
          async () => (await get()).$metadata.httpStatusCode,
        )({}),
      );
      expect(result).to.equal(200);
    }
  });
});
