import { expect } from "chai";
import { tryLogin } from "../../../handlers/shared/smtp-login";
import { pollUntil } from "../../../sandbox/shared/poll";
import { issue, type Certificate } from "../../support/mailer/certificates";
import type { Stage } from "../../support/mailer/faults";
import { FaultyServer } from "../../support/mailer/faulty-server";
import { ALICE, type Bench, startBench } from "../../support/ses/local-ses";

/** One of SES's ports for TLS from the start that needs no privileges: the port number decides. */
const TLS_PORT = 2465;

describe("verifying a login", () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench({ ports: { tls: TLS_PORT } });
  });
  after(() => bench.close());

  const loginAt = (port: number, password = bench.password) =>
    tryLogin({ host: bench.ses.smtp.host, port, ca: bench.ses.smtp.caPem }, ALICE, password);

  // Proves R6.1
  it("speaks STARTTLS", async () => {
    expect(await loginAt(bench.ses.smtp.port)).to.deep.equal({ kind: "accepted" });
    expect(await loginAt(bench.ses.smtp.port, "wrong")).to.deep.equal({ kind: "refused" });
  });

  it("speaks TLS from the start at port 2465 (and 465)", async () => {
    expect(await loginAt(TLS_PORT)).to.deep.equal({ kind: "accepted" });
    expect(await loginAt(TLS_PORT, "wrong")).to.deep.equal({ kind: "refused" });
  });
});

describe("a login at a server that sends a byte per second", () => {
  let certificate: Certificate;
  const servers: FaultyServer[] = [];
  before(async () => {
    certificate = await issue();
  });
  after(() => Promise.all(servers.map(server => server.close())));

  const loginWhere = async (stage: Stage) => {
    const server = await FaultyServer.start({ certificate });
    servers.push(server);
    server.reset([{ stage, action: { kind: "drip", text: "250-still here ", everyMs: 1_000 } }]);
    const endpoint = { host: "127.0.0.1", port: server.port, ca: certificate.ca };
    return tryLogin(endpoint, ALICE, "secret");
  };

  it("ends by itself, says why, and leaves no connection", async () => {
    const stages: Stage[] = ["greeting", "ehlo", "starttls", "auth"];
    const answers = await Promise.all(stages.map(loginWhere));
    for (const [index, answer] of answers.entries()) {
      expect(answer, stages[index]).to.have.property("kind", "unknown");
      expect(answer, stages[index])
        .to.have.property("reason")
        .that.match(/took more than 8 s|Greeting never received/);
    }
    await pollUntil("all connections to be closed", 30_000, () =>
      Promise.resolve(servers.every(({ open }) => open === 0) ? { done: true } : { yet: "some are open" }),
    );
  });
});
