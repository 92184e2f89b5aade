import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import type { EmailConfig } from "../../../mailer";
import { ensureEmulator } from "../../../sandbox/emulator/venv";
import { ALICE, startBench } from "../ses/local-ses";
import { issue } from "./certificates";
import { LOGIN, smtpConfig } from "./mailers";

interface Received {
  from: string;
  to: readonly string[];
  raw: string;
}

/** A real SMTP server of any kind, as the tests need it. */
export interface TestServer {
  config: EmailConfig;
  /** Waits for messages that the server reports only after its 250. */
  received(count: number): Promise<readonly Received[]>;
  clear(): void;
  close(): Promise<void>;
}

/** Small, so that a message that is too large is quick to make. */
export const MAX_BYTES = 600_000;

export const SERVERS: Readonly<Record<string, () => Promise<TestServer>>> = {
  "local SES": localSes,
  "smtp-server": smtpServer,
  "aiosmtpd (Python)": aiosmtpd,
};

async function localSes(): Promise<TestServer> {
  const bench = await startBench({ maxMessageBytes: MAX_BYTES });
  const { smtp, mailbox } = bench.ses;
  return {
    config: {
      provider: "ses",
      region: "eu-central-1",
      fromEmail: "alice@example.com",
      fromName: "Alice",
      smtpUsername: ALICE,
      smtpPassword: bench.password,
      endpoint: { host: smtp.host, port: smtp.port },
      tls: { ca: smtp.caPem },
    },
    received: async () =>
      [...mailbox.list()]
        .reverse()
        .map(({ envelope, raw }) => ({ ...envelope, raw: raw.toString("latin1") })),
    clear: () => {
      mailbox.clear();
    },
    close: () => bench.close(),
  };
}

async function smtpServer(): Promise<TestServer> {
  const { ca, cert, key } = await issue();
  const messages: Received[] = [];
  const server = new SMTPServer({
    cert,
    key,
    size: MAX_BYTES,
    onAuth({ username, password }, _session, done) {
      if (username === LOGIN.username && password === LOGIN.password) done(null, { user: username });
      else done(Object.assign(new Error("Invalid username or password"), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, done) {
      done(
        address.startsWith("nobody@")
          ? Object.assign(new Error("No such mailbox"), { responseCode: 550 })
          : null,
      );
    },
    onData(stream, session, done) {
      void buffer(stream).then(raw => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error("Message too large"), { responseCode: 552 }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        messages.push({ from, to: rcptTo.map(({ address }) => address), raw: raw.toString("latin1") });
        done(null);
      });
    },
  });
  server.on("error", () => undefined);
  server.server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    config: smtpConfig((server.server.address() as AddressInfo).port, {
      ...ALICE_SENDS,
      tls: { ca, required: true },
    }),
    received: async () => messages,
    clear: () => (messages.length = 0),
    close: () =>
      new Promise(resolve => {
        server.close(resolve);
      }),
  };
}

const ALICE_SENDS = { fromEmail: "alice@example.com", fromName: "Alice" };

async function aiosmtpd(): Promise<TestServer> {
  const python = await ensureEmulator({ requirements: join(__dirname, "aiosmtpd", "requirements.txt") });
  const { ca, cert, key } = await issue();
  const folder = await mkdtemp(join(tmpdir(), "aiosmtpd-"));
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  await Promise.all([writeFile(files.cert, cert), writeFile(files.key, key, { mode: 0o600 })]);
  const child = spawn(python, ["-I", join(__dirname, "aiosmtpd", "serve.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.write(`${JSON.stringify({ ...LOGIN, ...files, maxBytes: MAX_BYTES })}\n`);
  const messages: Received[] = [];
  let notify = () => undefined as void;
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", code => reject(new Error(`aiosmtpd ended with ${code}`)));
    createInterface(child.stdout).on("line", line => {
      const value = JSON.parse(line) as { port: number } | Received;
      if ("port" in value) resolve(value.port);
      else messages.push(value);
      notify();
    });
  });
  return {
    config: smtpConfig(port, { ...ALICE_SENDS, tls: { ca, required: true } }),
    async received(count) {
      while (messages.length < count) await new Promise<void>(resolve => (notify = resolve));
      return messages;
    },
    clear: () => (messages.length = 0),
    async close() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
