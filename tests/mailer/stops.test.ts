import { Readable } from "node:stream";
import { expect } from "chai";
import type { Mailer, MailerOptions, SmtpConfig } from "../../mailer";
import { Logins } from "../../mailer/delivery/logins";
import { pollUntil } from "../../sandbox/shared/poll";
import { issue } from "../support/mailer/certificates";
import type { Stage } from "../support/mailer/faults";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter, LOGIN } from "../support/mailer/mailers";

const never = () => new Promise<never>(() => undefined);

describe("a send is stopped", () => {
  const open: { close(options?: { timeoutMs: number }): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close({ timeoutMs: 1 });
  });
  const opened = <One extends { close(): Promise<unknown> }>(one: One): One => {
    open.push(one);
    return one;
  };
  const server = async (options: Parameters<typeof FaultyServer.start>[0] = {}) =>
    opened(await FaultyServer.start(options));
  const mailer = (port: number, options: MailerOptions = {}, config: Partial<SmtpConfig> = {}): Mailer =>
    opened(impatient(port, options, config));

  const until = (what: string, so: () => boolean) =>
    pollUntil(what, 10_000, async () => (so() ? { done: true } : { yet: "not yet" }));

  for (const stage of ["greeting", "ehlo", "auth", "mail", "rcpt", "data", "body", "end"] as const) {
    it(`by its signal while the server is silent at ${stage}`, async () => {
      const silent = await server();
      silent.faults = [{ stage, action: { kind: "hang" } }];
      const controller = new AbortController();
      const sending = failure(mailer(silent.port).send(letter(), { signal: controller.signal }));
      await until(`the server at ${stage}`, () => silent.faults.length === 0);
      controller.abort();
      // The server has read the final dot at `end`: nobody knows whether it accepts the message.
      expect(await sending).to.include({ code: "aborted", attempts: 1, retryable: false });
    });
  }
  it("by its signal while STARTTLS is not answered", async () => {
    const certificate = await issue();
    const silent = await server({ certificate });
    silent.faults = [{ stage: "starttls", action: { kind: "hang" } }];
    const controller = new AbortController();
    const { ca } = certificate;
    const sending = mailer(silent.port, {}, { tls: { ca } }).send(letter(), { signal: controller.signal });
    await until("STARTTLS", () => silent.faults.length === 0);
    controller.abort();
    expect(await failure(sending)).to.include({ code: "aborted", possiblySent: false });
  });

  /** Parts of the application that a send waits for, and that may never answer. */
  const waits: Readonly<Record<string, (port: number) => { mailer: Mailer; content?: unknown }>> = {
    "the suppression list": port => ({
      mailer: mailer(port, { suppression: { list: { find: never }, whenUnavailable: "send" } }),
    }),
    "the credentials": port => ({ mailer: mailer(port, { credentials: never }) }),
    "a stream": port => ({ mailer: mailer(port), content: new Readable({ read: () => undefined }) }),
    "a web stream": port => ({ mailer: mailer(port), content: new ReadableStream({ pull: never }) }),
  };
  for (const [what, make] of Object.entries(waits)) {
    const start = async () => {
      const picky = await server({ login: () => what !== "the credentials" });
      const { mailer: one, content } = make(picky.port);
      const attachments = content === undefined ? [] : [{ content: content as Readable }];
      return {
        one,
        send: (signal?: AbortSignal) => one.send({ ...letter(), attachments }, { ...(signal && { signal }) }),
      };
    };
    it(`by its signal while it waits for ${what}`, async () => {
      const controller = new AbortController();
      const { send } = await start();
      const sending = failure(send(controller.signal));
      await new Promise(resolve => setImmediate(resolve));
      controller.abort();
      expect(await sending).to.include({ code: "aborted", possiblySent: false });
    });
    it(`by close while it waits for ${what}`, async () => {
      const { one, send } = await start();
      const sending = failure(send());
      await one.close({ timeoutMs: 10 });
      expect(await sending).to.include({ code: "closed" });
    });
  }
  it("by its signal, and so is verify, while the credentials do not arrive", async () => {
    const picky = await server({ login: () => false });
    const controller = new AbortController();
    const verifying = failure(
      mailer(picky.port, {
        credentials: () => {
          controller.abort();
          return never();
        },
      }).verify({ signal: controller.signal }),
    );
    expect(await verifying).to.include({ code: "aborted" });
  });
  it("only by an AbortSignal: anything else is an error that says so", async () => {
    const { port } = await server();
    const wrong = { signal: {} as AbortSignal };
    for (const work of [mailer(port).send(letter(), wrong), mailer(port).verify(wrong)])
      expect((await failure(work)).message).to.include("signal: must be an AbortSignal");
  });
  it("in time when the server is silent after EHLO or after STARTTLS", async () => {
    const certificate = await issue();
    for (const stage of ["ehlo", "starttls"] as Stage[]) {
      const silent = await server({ certificate });
      silent.faults = [{ stage, action: { kind: "hang" } }];
      const timeouts = { connectMs: 60, greetingMs: 60_000 };
      const options = { timeouts, retry: { attempts: 1 } };
      const error = await failure(
        mailer(silent.port, options, { tls: { ca: certificate.ca } }).send(letter()),
      );
      expect(error).to.include({ code: "connection", possiblySent: false });
      expect(error.cause).to.deep.equal({ code: "ETIMEDOUT", message: "Connection timeout" });
    }
  });
});

describe("a login that is refreshed", () => {
  const warnings: string[] = [];
  const listen = ({ message }: Error) => warnings.push(message);
  before(() => process.on("warning", listen));
  after(() => process.off("warning", listen));

  it("is given up when its source does not answer, and requested again the next time", async () => {
    let asked = 0;
    const logins = new Logins(
      LOGIN,
      () => (++asked === 1 ? never() : Promise.resolve({ ...LOGIN, password: "new" })),
      20,
    );
    expect(await Promise.all([logins.renew(0), logins.renew(0)])).to.deep.equal(["unknown", "unknown"]);
    expect(await logins.renew(0)).to.equal("renewed");
    expect(asked).to.equal(2);
    await new Promise(resolve => setImmediate(resolve));
    expect(warnings).to.deep.equal(["Credentials could not be refreshed: Error: no answer within 20 ms"]);
  });
  it("is not used if it is not a login", async () => {
    for (const wrong of [undefined, {}, { username: "u" }])
      expect(await new Logins(LOGIN, () => Promise.resolve(wrong as never)).renew(0)).to.equal("unknown");
  });
});
