import { expect } from "chai";
import type { Diagnosis } from "../../../cli/doctor/findings/run";
import { domainsPage } from "../../../cli/console/pages/domains";
import { pollUntil } from "../../../sandbox/shared/poll";
import { withPage } from "../../support/console/with-page";
import { exampleOutputs } from "../../support/dns/example-outputs";

const OUTPUTS = exampleOutputs();

const FOUND: Diagnosis = {
  checks: 12,
  findings: [
    {
      ...{ check: "dkim", subject: "company.com", severity: "error", what: "the record a1 is missing" },
      ...{ why: "Mail is not signed.", remedy: "Add the record <b>now</b>." },
    },
    {
      ...{
        check: "plan",
        subject: "account",
        severity: "note",
        what: "the account's SES plan is ESSENTIALS",
      },
      ...{ why: "No policy pack sees it.", remedy: "Change it." },
    },
  ],
};

describe("the console's page of domains", () => {
  let answer: (diagnosis: Diagnosis) => void;
  let fail: (error: Error) => void;
  let runs = 0;
  const check = (): Promise<Diagnosis> => {
    runs++;
    return new Promise((resolve, reject) => {
      answer = resolve;
      fail = reject;
    });
  };
  const get = withPage("domains", context => domainsPage(context, check), {
    outputs: () => Promise.resolve(OUTPUTS),
  });
  beforeEach(() => {
    runs = 0;
  });

  it("has every record of every domain to copy, and the policies to serve", async () => {
    const { body } = await get("/domains");
    for (const { name, value } of OUTPUTS.dnsRecords) {
      expect(body).to.include(`>${name}</code>`);
      expect(body).to.include(`>${value.replaceAll('"', "&quot;")}</code>`);
    }
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const copied = [...body.matchAll(/data-copy="([^"]+)"/g)].map(([, id]) => id);
    expect(copied).to.have.lengthOf(2 * OUTPUTS.dnsRecords.length);
    expect(copied.every(id => ids.includes(id))).to.equal(true);
    expect(body).to.include("version: STSv1");
  });

  it("has them to download in the forms that DNS providers take", async () => {
    const zone = await get("/domains/records/bind?domain=brand.example");
    expect(zone.headers["content-disposition"]).to.equal('attachment; filename="dns-records.zone"');
    expect(zone.body).to.include("_dmarc.brand.example.").and.not.include("company.com");
    expect(JSON.parse((await get("/domains/records/route53?domain=company.com")).body)).to.have.property(
      "Changes",
    );
    expect((await get("/domains/records/xml")).status).to.equal(404);
    expect((await get("/domains/records/bind?domain=other.example")).status).to.equal(400);
  });

  it("checks once when it is opened, says so meanwhile, and then shows what was found, worst first", async () => {
    expect((await get("/domains")).body).to.match(/data-live="[^"]*\/domains\/findings"/);
    expect((await get("/domains/findings")).headers["x-live"]).to.equal(undefined);
    expect(runs).to.equal(1);
    answer(FOUND);
    const findings = await pollUntil("the findings", 5_000, async () => {
      const found = await get("/domains/findings");
      return found.headers["x-live"] === "end" ? { done: found.body } : { yet: found.body };
    });
    expect(findings).to.match(
      /12 checks: 1 error, 0 warnings, 1 note\..*company\.com: the record a1 is missing.*SES plan/s,
    );
    expect(findings).to.include("Add the record &lt;b&gt;now&lt;/b&gt;.");
    expect((await get("/domains")).body).to.not.include("data-live");
    expect(runs).to.equal(1);
  });

  it("checks again on request, not twice at a time, and says why it could not", async () => {
    await get("/domains");
    await get("/domains/check");
    expect(runs).to.equal(1);
    fail(new Error("broken"));
    await pollUntil("the failure", 5_000, async () => {
      const { body } = await get("/domains");
      return body.includes("could not be made") ? { done: body } : { yet: body };
    });
    expect((await get("/domains/check")).status).to.equal(303);
    expect(runs).to.equal(2);
  });
});
