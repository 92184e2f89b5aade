import net from "node:net";
import { once } from "node:events";
import { expect } from "chai";
import { createMailer, type Mailer } from "../../mailer";
import { type Certificate, issue } from "../support/mailer/certificates";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter, LOGIN, smtpConfig } from "../support/mailer/mailers";

const AN_HOUR_AGO = new Date(Date.now() - 3_600_000);

describe("the mailer's connection", () => {
  const open: { close(): Promise<unknown> }[] = [];
  const opened = <One extends { close(): Promise<unknown> }>(one: One): One => {
    open.push(one);
    return one;
  };
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  const faulty = async (certificate?: Certificate, secure = false) =>
    opened(await FaultyServer.start({ secure, ...(certificate && { certificate }) }));
  const ses = (port: number, ca?: string, retry = { attempts: 1 }): Mailer =>
    opened(
      createMailer(
        {
          provider: "ses",
          region: "eu-central-1",
          fromEmail: "app@example.com",
          smtpUsername: "AKIAIOSFODNN7EXAMPLE",
          smtpPassword: LOGIN.password,
          endpoint: { host: "127.0.0.1", port },
          ...(ca !== undefined && { tls: { ca } }),
        },
        { retry: { random: () => 0, ...retry } },
      ),
    );

  // Proves EC-1
  it("names host, port, cause and remedy after its attempts when nothing listens", async () => {
    // A port that was free a moment ago may be another suite's by now; nobody listens at port 1.
    const port = 1;
    const error = await failure(opened(impatient(port, { retry: { attempts: 3 } })).send(letter()));
    expect(error).to.include({ code: "connection", attempts: 3, retryable: true, possiblySent: false });
    expect(error.message).to.include(`127.0.0.1:${port}`).and.include("ECONNREFUSED").and.include("2587");
    expect(error.cause).to.include({ code: "ECONNREFUSED" });
  });

  describe("TLS", () => {
    // Proves FR-003, D-network-security.1
    it("is required for SES: without STARTTLS, no login is attempted", async () => {
      const server = await faulty();
      server.faults = [{ stage: "auth", action: { kind: "reply", text: "235 stolen" } }];
      const error = await failure(ses(server.port).send(letter()));
      expect(error).to.include({ code: "tls", retryable: false, attempts: 1 });
      expect(server.faults).to.have.length(1);
    });
    for (const [what, greeting] of [
      ["does not offer it", "250-faulty.test\r\n250 AUTH PLAIN LOGIN"],
      ["had it stripped on the way", "250-faulty.test\r\n250-XXXXXXXX\r\n250 AUTH PLAIN LOGIN"],
      ["knows only HELO", "502 Command not implemented"],
    ] as const) {
      // Proves D-network-security.1
      it(`is required for any login: to a server that ${what}, no password is sent`, async () => {
        const server = await faulty();
        const refusal = { kind: "reply", text: "502 Unknown command" } as const;
        server.faults = [
          { stage: "ehlo", action: { kind: "reply", text: greeting } },
          { stage: "starttls", action: refusal },
          { stage: "auth", action: { kind: "reply", text: "235 stolen" } },
        ];
        const { port } = server;
        const config = { ...smtpConfig(port), tls: {} };
        const mailer = opened(createMailer(config, { retry: { attempts: 1 } }));
        const error = await failure(mailer.send(letter()));
        expect(error.code).to.be.oneOf(["tls", "connection"]);
        expect(
          server.faults.map(({ stage }) => stage),
          "AUTH was not sent",
        ).to.include("auth");
        expect(server.ledger.size).to.equal(0);
      });
    }
    it("is waived for a login by name alone: tls.required false", async () => {
      const server = await faulty();
      const mailer = opened(createMailer(smtpConfig(server.port, { tls: { required: false } })));
      expect(await mailer.send(letter())).to.include({ attempts: 1 });
      expect(await mailer.verify()).to.include({ secure: false });
    });
    it("without a login is used where it is offered, and not required", async () => {
      const relay = (port: number, ca?: string) => {
        const { provider, host, secure, fromEmail } = smtpConfig(port);
        return { provider, host, port, secure, fromEmail, ...(ca !== undefined && { tls: { ca } }) };
      };
      const plain = await faulty();
      expect(await opened(createMailer(relay(plain.port))).verify()).to.include({ secure: false });
      const certificate = await issue();
      const offered = await faulty(certificate);
      const mailer = opened(createMailer(relay(offered.port, certificate.ca)));
      expect(await mailer.verify()).to.include({ secure: true });
    });
    it("temporarily rejected by the server is retried", async () => {
      const certificate = await issue();
      const server = await faulty(certificate);
      server.faults = [{ stage: "starttls", action: { kind: "reply", text: "454 TLS not available" } }];
      const result = await ses(server.port, certificate.ca, { attempts: 2 }).send(letter());
      expect(result).to.include({ attempts: 2 });
    });
    it("permanently rejected is an error", async () => {
      const certificate = await issue();
      const server = await faulty(certificate);
      server.faults = [{ stage: "starttls", action: { kind: "reply", text: "502 No TLS" } }];
      expect(await failure(ses(server.port, certificate.ca).send(letter()))).to.include({
        code: "tls",
        responseCode: 502,
      });
    });
    for (const secure of [false, true]) {
      const way = secure ? "from the start" : "by STARTTLS";
      const send = async (certificate: Certificate, ca?: string) => {
        const server = await faulty(certificate, secure);
        const config = { secure, tls: { required: true, ...(ca !== undefined && { ca }) } };
        return opened(impatient(server.port, {}, config)).send(letter());
      };
      it(`${way} is accepted with a trusted certificate`, async () => {
        const certificate = await issue();
        expect(await send(certificate, certificate.ca)).to.include({ attempts: 1 });
      });
      it(`${way} is rejected with an expired certificate, without retries`, async () => {
        const certificate = await issue({ notAfter: AN_HOUR_AGO });
        const error = await failure(send(certificate, certificate.ca));
        expect(error).to.include({ code: "tls", attempts: 1 });
        expect(error.message).to.include("CERT_HAS_EXPIRED");
      });
      it(`${way} is rejected with a certificate for another name`, async () => {
        const certificate = await issue({ names: [{ type: "dns", value: "mail.elsewhere.test" }] });
        const error = await failure(send(certificate, certificate.ca));
        expect(error).to.include({ code: "tls", attempts: 1 });
        expect(error.message).to.include("ERR_TLS_CERT_ALTNAME_INVALID");
      });
      it(`${way} is rejected with a certificate of an unknown authority`, async () => {
        expect(await failure(send(await issue()))).to.include({ code: "tls", attempts: 1 });
      });
    }
    it("older than 1.2 is rejected", async () => {
      const certificate = await issue();
      const server = opened(
        await FaultyServer.start({
          secure: true,
          certificate: { ...certificate, maxVersion: "TLSv1.1", minVersion: "TLSv1" },
        }),
      );
      const mailer = opened(
        impatient(server.port, { retry: { attempts: 1 } }, { secure: true, tls: { ca: certificate.ca } }),
      );
      expect(await failure(mailer.send(letter()))).to.include({ code: "tls" });
    });
  });

  describe("timeouts", () => {
    const patience = { retry: { attempts: 1 } };
    it("ends a connection that is not established in time", async () => {
      // Accepts the TCP connection, and never answers the TLS handshake that connecting includes here.
      const silent = net.createServer(socket => socket.on("error", () => undefined).resume());
      silent.listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as net.AddressInfo;
      const mailer = opened(impatient(port, { ...patience, timeouts: { connectMs: 50 } }, { secure: true }));
      const error = await failure(mailer.send(letter()));
      expect(error).to.include({ code: "connection" });
      expect(error.cause?.message).to.include("Connection timeout");
      silent.close();
    });
    it("ends a server that does not greet in time", async () => {
      const server = await faulty();
      server.faults = [{ stage: "greeting", action: { kind: "hang" } }];
      const mailer = opened(impatient(server.port, { ...patience, timeouts: { greetingMs: 50 } }));
      const error = await failure(mailer.send(letter()));
      expect(error.cause?.message).to.include("Greeting never received");
      expect(error).to.include({ code: "connection" });
    });
    // Proves FR-005
    it("ends a connection without traffic", async () => {
      const server = await faulty();
      server.faults = [{ stage: "mail", action: { kind: "hang" } }];
      const mailer = opened(impatient(server.port, { ...patience, timeouts: { socketMs: 50 } }));
      const error = await failure(mailer.send(letter()));
      expect(error).to.include({ code: "connection", possiblySent: false });
      expect(error.cause?.message).to.include("Timeout");
    });
    it("ends a message that takes too long overall, and says whether it may have been sent", async () => {
      for (const [stage, possiblySent] of [
        ["mail", false],
        ["taken", true],
      ] as const) {
        const server = await faulty();
        server.faults = [{ stage, action: { kind: "hang" } }];
        const mailer = opened(impatient(server.port, { timeouts: { totalMs: 60 } }));
        expect(await failure(mailer.send(letter()))).to.include({
          code: "timeout",
          possiblySent,
          attempts: 1,
        });
      }
    });
    it("does not wait for a delay beyond the total timeout: the error is the server's", async () => {
      const server = await faulty();
      server.faults = [{ stage: "mail", action: { kind: "reply", text: "451 Later" } }];
      const mailer = opened(
        impatient(server.port, { timeouts: { totalMs: 1_000 }, retry: { random: () => 1, baseMs: 5_000 } }),
      );
      expect(await failure(mailer.send(letter()))).to.include({
        code: "temporary_failure",
        responseCode: 451,
        attempts: 1,
      });
    });
  });
});
