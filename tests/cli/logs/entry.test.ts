import { expect } from "chai";
import { entryOf, isAbout } from "../../../cli/logs/entry";
import { lineOf } from "../../../cli/logs/text";

const GROUP = "/aws/lambda/ses-smtp-prod-smtp-credential-manager";
const event = (message: string | object, logGroup = GROUP) => ({
  logGroup,
  timestamp: Date.parse("2030-01-31T18:00:00.123Z"),
  message: typeof message === "string" ? message : JSON.stringify(message),
});

describe("a log entry", () => {
  for (const [message, is] of [
    [{ username: "jane" }, true],
    [{ usernames: ["bob", "jane"] }, true],
    [{ username: "jane.doe" }, false],
    [{ key: { SK: "USER#jane" } }, true],
    [{ path: "/api/credentials/jane/rotate" }, true],
    [{ path: "/api/credentials/jane.doe" }, false],
    [{ message: '"jane" is already processed' }, true],
    [{ message: "jane.doe has failed" }, false],
    ["2030 Task for jane timed out", true],
    ["2030 Task for jane.doe timed out", false],
  ] as const) {
    it(`${is ? "is" : "is not"} about jane: ${JSON.stringify(message)}`, () => {
      expect(isAbout("jane", event(message))).to.equal(is);
    });
  }
  it("is about a correlation id, and about a username that a path has to escape", () => {
    expect(isAbout("1-abc", event({ correlation_id: "1-abc" }))).to.equal(true);
    expect(isAbout("a+b@c.d", event({ path: "/api/credentials/a%2Bb%40c.d" }))).to.equal(true);
    expect(isAbout("x", event({ path: "/api/credentials/%E0%A4%A" }))).to.equal(false);
  });
  it("is shown with its details, without what was searched for and what is about the function itself", () => {
    const entry = entryOf(
      event({
        ...{ level: "ERROR", message: "failed", service: "smtp-api", timestamp: "x", stack: "prod" },
        ...{ username: "jane", correlation_id: "1-abc", outcome: 503, steps: ["one"] },
      }),
    );
    expect(lineOf(entry, "jane")).to.equal(
      '2030-01-31 18:00:00Z  smtp-api                 error  failed correlation_id=1-abc outcome=503 steps=["one"]',
    );
  });
  it("of the access log says what was requested and how it was answered", () => {
    const log = "/aws/vendedlogs/ses-smtp-prod-smtp-api";
    const line = {
      requestId: "r",
      routeKey: "GET /api/credentials/{username}",
      status: "403",
    };
    expect(entryOf(event(line, log))).to.include({
      source: "access log",
      message: "GET /api/credentials/{username}: 403",
    });
  });
  it("that carries a metric says so, and shows its value", () => {
    const directive = { Timestamp: 1, CloudWatchMetrics: [] };
    const entry = entryOf(event({ _aws: directive, stack: "prod", TimeToActive: 4_000, username: "jane" }));
    expect(entry).to.deep.include({ message: "metric", fields: { TimeToActive: 4_000, username: "jane" } });
  });
  it("shows an error by its code or name, and its message", () => {
    const error = {
      name: "CredentialFailed",
      code: "access_denied",
      message: "AWS denied a call",
      retryable: true,
    };
    expect(lineOf(entryOf(event({ message: "failed", error })), "")).to.match(
      /failed error=access_denied: AWS denied/,
    );
    const { code, ...bare } = error;
    expect(code).to.be.a("string");
    expect(lineOf(entryOf(event({ message: "failed", error: bare })), "")).to.match(
      /error=CredentialFailed: AWS/,
    );
  });
  it("of Lambda itself names its function, and no terminal obeys it", () => {
    const entry = entryOf(event("Task timed out after 3.00 seconds \u001b[2J\n"));
    expect(entry).to.include({ source: "smtp-credential-manager", level: "info" });
    expect(lineOf(entry, "jane")).to.not.include("\u001b");
  });
});
