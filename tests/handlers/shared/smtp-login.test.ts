import { expect } from "chai";
import { tryLogin } from "../../../handlers/shared/smtp-login";
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

  it("speaks STARTTLS", async () => {
    expect(await loginAt(bench.ses.smtp.port)).to.deep.equal({ kind: "accepted" });
    expect(await loginAt(bench.ses.smtp.port, "wrong")).to.deep.equal({ kind: "refused" });
  });

  it("speaks TLS from the start at port 2465 (and 465)", async () => {
    expect(await loginAt(TLS_PORT)).to.deep.equal({ kind: "accepted" });
    expect(await loginAt(TLS_PORT, "wrong")).to.deep.equal({ kind: "refused" });
  });
});
