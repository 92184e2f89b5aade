import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { MailerError } from "../../mailer";
import { connectionOptions } from "../../mailer/delivery/connection-options";
import { checkOptions } from "../../mailer/options";
import { FaultyServer } from "../support/mailer/faulty-server";
import { impatient, letter } from "../support/mailer/mailers";

function issuesOf(options: unknown): Record<string, string> {
  try {
    checkOptions(options as never);
    return {};
  } catch (error) {
    if (!(error instanceof MailerError)) throw error;
    expect(error.code).to.equal("configuration");
    return Object.fromEntries(error.issues.map(({ key, problem, remedy }) => [key, `${problem}: ${remedy}`]));
  }
}

describe("the mailer's options", () => {
  const defaults = checkOptions({});

  // Proves FR-005
  it("have the defaults in the docs", () => {
    expect(defaults.timeouts).to.deep.equal({
      connectMs: 15_000,
      greetingMs: 10_000,
      socketMs: 60_000,
      totalMs: 300_000,
    });
    expect(defaults.pool).to.deep.equal({ connections: 5, messagesPerConnection: 100, idleMs: 5_000 });
    expect(defaults.retry).to.include({
      attempts: 6,
      baseMs: 1_000,
      maxDelayMs: 30_000,
      whenOutcomeUnknown: "retry",
    });
    expect(defaults).to.include({ queueLimit: 10_000, maxStreamBytes: 32 * 1024 * 1024 });
    const docs = readFileSync(join(__dirname, "..", "..", "docs", "mailer.md"), "utf8").replace(/ +/g, " ");
    for (const row of [
      "| `pool.connections`, `pool.messagesPerConnection`, `pool.idleMs` | 5, 100, 5 s |",
      "| `timeouts.connectMs`, `.greetingMs`, `.socketMs`, `.totalMs` | 15 s, 10 s, 60 s, 5 min |",
      "| `retry.attempts`, `.baseMs`, `.maxDelayMs` | 6, 1 s, 30 s |",
      "| `queueLimit` | 10,000 |",
      "| `maxStreamBytes` | 32 MiB |",
    ])
      expect(docs).to.include(row);
  });
  it("reach the connection: timeouts, TLS 1.2 or later, verified certificates", () => {
    const target = { provider: "ses", host: "h", port: 587, secure: false, requireTls: true } as const;
    expect(connectionOptions(target, defaults.timeouts)).to.deep.include({
      connectionTimeout: 15_000,
      greetingTimeout: 10_000,
      socketTimeout: 60_000,
      requireTLS: true,
      tls: { minVersion: "TLSv1.2", rejectUnauthorized: true },
    });
  });
  it("report all issues at once: keys, values and what is expected", () => {
    const issues = issuesOf({
      pool: { size: 5, connections: 1.5 },
      timeouts: { totalMs: Infinity, socketMs: "60" },
      retry: { whenOutcomeUnknown: "never", baseMs: -1, attempts: Number.NaN },
      suppression: { whenUnavailable: "refused" },
      credentials: "alice",
      onEvent: {},
      poolSize: 5,
    });
    expect(Object.keys(issues)).to.have.members([
      "pool.size",
      "pool.connections",
      "timeouts.totalMs",
      "timeouts.socketMs",
      "retry.whenOutcomeUnknown",
      "retry.baseMs",
      "retry.attempts",
      "suppression.list",
      "suppression.whenUnavailable",
      "credentials",
      "onEvent",
      "poolSize",
    ]);
    expect(issues["pool.size"]).to.include("unknown option: expected connections, ");
    expect(issues["timeouts.totalMs"]).to.include("2147483647").and.include("Infinity");
    expect(issues["retry.whenOutcomeUnknown"]).to.equal('got "never": must be "retry" or "fail"');
  });
  it("are rejected if they, or a group, are not an object", () => {
    expect(issuesOf(null)).to.have.keys("options");
    expect(issuesOf({ pool: 5, retry: null })).to.have.keys("pool", "retry");
  });
  it("that are undefined get their defaults", async () => {
    const server = await FaultyServer.start();
    const unset = { connections: undefined, idleMs: undefined } as never;
    const mailer = impatient(server.port, { pool: unset, onEvent: undefined as never });
    expect(await mailer.send(letter())).to.include({ attempts: 1 });
    await mailer.close();
    await server.close();
  });
});
