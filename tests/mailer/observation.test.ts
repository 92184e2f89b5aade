import { SpanStatusCode, trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { expect } from "chai";
import { logTo } from "../../mailer";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter } from "../support/mailer/mailers";

describe("the mailer is observed", () => {
  const exporter = new InMemorySpanExporter();
  let server: FaultyServer;
  before(async () => {
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    server = await FaultyServer.start();
  });
  afterEach(() => {
    exporter.reset();
    server.reset();
  });
  after(async () => {
    trace.disable();
    await server.close();
  });

  it("by one OpenTelemetry span per message, with attempts and retries as events", async () => {
    server.faults = [{ stage: "mail", action: { kind: "reply", text: "451 Later" } }];
    const mailer = impatient(server.port);
    await mailer.send(letter());
    await mailer.close();
    const [span, ...rest] = exporter.getFinishedSpans();
    expect(rest).to.deep.equal([]);
    expect(span?.name).to.equal("smtp send");
    expect(span?.attributes).to.include({
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "ses_smtp.attempts": 2,
    });
    expect(span?.events.map(({ name }) => name)).to.deep.equal(["attempt", "retry", "attempt"]);
  });
  it("by a span with an error where it fails", async () => {
    server.faults = [{ stage: "mail", action: { kind: "reply", text: "550 No" } }];
    const mailer = impatient(server.port);
    await failure(mailer.send(letter()));
    await mailer.close();
    const [span] = exporter.getFinishedSpans();
    expect(span?.status.code).to.equal(SpanStatusCode.ERROR);
    expect(span?.attributes).to.include({ "error.type": "sender_rejected" });
  });
  it("by one span and one event even if nothing reaches the server", async () => {
    const events: string[] = [];
    const mailer = impatient(server.port, { onEvent: ({ type }) => events.push(type) });
    await failure(mailer.send({ ...letter(), to: "nobody" }));
    await failure(mailer.send(letter(), { signal: AbortSignal.abort() }));
    await mailer.close();
    await failure(mailer.send(letter()));
    expect(events).to.deep.equal(["failed", "failed", "failed"]);
    const codes = exporter.getFinishedSpans().map(({ attributes }) => attributes["error.type"]);
    expect(codes).to.deep.equal(["invalid_message", "aborted", "closed"]);
  });
  // Proves FR-008, P-practice4.3
  it("by a logger: retries as warnings, failures as errors, no address and no secret", async () => {
    const lines: string[] = [];
    const at = (level: string) => (message: string, fields: object) =>
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    server.faults = ["451 Later", "550 No"].map(text => ({ stage: "mail", action: { kind: "reply", text } }));
    const mailer = impatient(server.port, {
      onEvent: logTo({ info: at("info"), warn: at("warn"), error: at("error") }),
    });
    await failure(mailer.send(letter()));
    await mailer.send(letter());
    await mailer.close();
    expect(lines.map(line => line.split(" ").slice(0, 3).join(" "))).to.deep.equal([
      "info mail attempt",
      "warn mail retry",
      "info mail attempt",
      "error mail failed",
      "info mail attempt",
      "info mail accepted",
    ]);
    expect(lines.join("")).to.not.include("elsewhere.test").and.not.include("horse");
  });
});
