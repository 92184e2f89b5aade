import { expect } from "chai";
import type { CheckName } from "../../../cli/doctor/findings/catalog";
import { Checkdmarc, type Verdicts } from "../../support/dns/checkdmarc/run";
import { DMARC_FAULTS } from "../../support/dns/dmarc-faults";
import { DOMAIN } from "../../support/dns/good-domain";
import { MTA_STS_FAULTS, OTHER_FAULTS } from "../../support/dns/other-faults";
import { SPF_FAULTS } from "../../support/dns/spf-faults";
import { World, WorldServers } from "../../support/dns/world";

const CHECK_OF: Readonly<Record<keyof Verdicts, CheckName>> = {
  spf: "spf",
  dmarc: "dmarc",
  mta_sts: "mta-sts",
  smtp_tls_reporting: "tls-rpt",
};

describe("checkdmarc, asked about the same domain on the same DNS server", function () {
  this.timeout(900_000);
  let witness: Checkdmarc | undefined;
  let servers: WorldServers;
  before(async function () {
    try {
      witness = await Checkdmarc.start();
    } catch (error) {
      console.log(`      checkdmarc cannot be installed: ${(error as Error).message.split("\n")[0] ?? ""}`);
      this.skip();
    }
    servers = await WorldServers.start();
  });
  beforeEach(() => {
    servers.world = new World();
  });
  after(async () => {
    await Promise.all([witness?.stop(), servers.close()]);
  });

  const ask = () => witness!.ask(DOMAIN, servers.dnsPort, servers.world.policy.body);

  it("finds the good domain valid, without a warning", async () => {
    const verdicts = await ask();
    for (const [part, { valid, error, warnings = [] }] of Object.entries(verdicts)) {
      expect(valid, `${part}: ${error ?? ""}`).to.equal(true);
      expect(warnings, part).to.deep.equal([]);
    }
  });

  const judged = [...SPF_FAULTS, ...DMARC_FAULTS, ...MTA_STS_FAULTS, ...OTHER_FAULTS].filter(
    ({ witness: verdict }) => verdict !== undefined,
  );
  it("judges at least thirty of the faults as well", () => {
    expect(judged.length).to.be.at.least(30);
  });

  for (const fault of judged)
    it(`agrees about: ${fault.title}`, async () => {
      fault.plant(servers.world);
      const [verdicts, { findings }] = await Promise.all([ask(), servers.diagnose()]);
      const { part = "spf" as const, valid } = fault.witness ?? {};
      const { valid: theirs, error } = verdicts[part];
      expect(theirs, error).to.equal(valid);
      const ours = findings.filter(({ check }) => check === CHECK_OF[part]);
      const isBroken = ours.some(
        ({ severity, what }) => severity === "error" || /is not published/.test(what),
      );
      expect(isBroken, JSON.stringify(ours)).to.equal(!theirs);
    });
});
