import { expect } from "chai";
import { DMARC_FAULTS } from "../../support/dns/dmarc-faults";
import { CERTIFICATE_FAULTS } from "../../support/dns/certificate-faults";
import { DKIM_FAULTS, MAIL_FROM_FAULTS, MTA_STS_FAULTS, OTHER_FAULTS } from "../../support/dns/other-faults";
import { SPF_FAULTS } from "../../support/dns/spf-faults";
import { World, WorldServers } from "../../support/dns/world";

describe("doctor about a domain", () => {
  let servers: WorldServers;
  before(async () => {
    servers = await WorldServers.start();
  });
  beforeEach(() => {
    servers.world = new World();
  });
  after(() => servers.close());

  it("finds nothing wrong with a good domain", async () => {
    const { findings, checks } = await servers.diagnose();
    expect(findings).to.deep.equal([]);
    expect(checks).to.equal(10);
  });

  for (const fault of [
    ...DKIM_FAULTS,
    ...MAIL_FROM_FAULTS,
    ...SPF_FAULTS,
    ...DMARC_FAULTS,
    ...MTA_STS_FAULTS,
    ...CERTIFICATE_FAULTS,
    ...OTHER_FAULTS,
  ])
    it(`names it: ${fault.title}`, async () => {
      fault.plant(servers.world);
      const { findings } = await servers.diagnose();
      const named = findings.filter(
        ({ check, severity, what }) =>
          check === fault.check && severity === fault.severity && fault.what.test(what),
      );
      expect(named, JSON.stringify(findings, null, 2)).to.have.length.at.least(1);
      for (const { why, remedy } of named) {
        expect(why, "why").to.match(/\S.*[.:]$/);
        expect(remedy, "remedy").to.match(fault.remedy ?? /\S/);
      }
    });
});
