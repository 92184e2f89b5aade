import { expect } from "chai";
import { ExceptionUse } from "../../policy-pack/config/exception-use";
import { analyze, analyzeStack } from "../../cost/analyzer";
import { pack, TODAY } from "../support/policy-pack/pack";

const KEY = "aws:kms/key:Key";
const GOOD = {
  type: KEY,
  name: "audit",
  reason: "the auditors ask for a key of their own",
  expiry: "2027-06-30",
  maximumUsdPerMonth: 1,
};
const STACK = { type: "pulumi:pulumi:Stack", name: "ses-smtp-test", provider: false };

describe("an unused exception", () => {
  const cases: [string, { type: string; name: string }[], string][] = [
    [
      "names a resource the stack does not have",
      [{ type: KEY, name: "audti" }],
      `standing-cost: ${KEY} "audit": no resource of this type has that name; the stack has "audti"`,
    ],
    [
      "names a type the stack does not have",
      [],
      `standing-cost: ${KEY} "audit": the stack has no resource of this type`,
    ],
  ];
  for (const [what, given, line] of cases) {
    it(`is reported, not refused: it ${what}`, async () => {
      expect(await reported({ "standing-cost": [GOOD] }, given)).to.deep.equal([line]);
    });
  }

  it("is reported if a different policy refuses the resource", async () => {
    expect(await reported({ "encrypted-queues": [GOOD] }, [{ type: KEY, name: "audit" }])).to.deep.equal([
      `encrypted-queues: ${KEY} "audit": this policy reports nothing for it; remove the exception`,
    ]);
  });

  it("does not include one that matched a violation, within its maximum or not", async () => {
    for (const maximumUsdPerMonth of [0.5, 1]) {
      const exceptions = { "standing-cost": [{ ...GOOD, maximumUsdPerMonth }] };
      expect(await reported(exceptions, [{ type: KEY, name: "audit" }])).to.deep.equal([]);
    }
  });

  /** What the report says of them after the resources and the stack were judged. */
  async function reported(
    exceptions: Record<string, (typeof GOOD)[]>,
    given: { type: string; name: string }[],
  ) {
    const policies = pack({ exceptions });
    for (const resource of given) await analyze(policies, resource);
    const diagnostics = await analyzeStack(policies, [STACK, ...given]);
    const report = diagnostics.find(({ policy }) => policy === "idle-cost-report");
    expect(report?.level).to.equal("advisory");
    const [, lines = ""] = report?.message.split("Unused exceptions:\n") ?? [];
    return lines
      .split("\n")
      .map(line => line.trim())
      .filter(line => line !== "");
  }
});

describe("an invalid exception of the caller", () => {
  const faulty = { exceptions: [{ ...GOOD, expiry: "2026-11-20" }] };

  it("is reported for the stack every time, elsewhere once, and never applies", () => {
    const use = new ExceptionUse({ "standing-cost": [{ ...GOOD, name: "own" }] }, TODAY);
    const reported: string[] = [];
    const ask = (policy: string, again: boolean) =>
      use.of(policy, faulty, issue => reported.push(issue), again).map(({ name }) => name);
    expect([ask("standing-cost", false), ask("standing-cost", false)]).to.deep.equal([["own"], ["own"]]);
    expect(reported).to.have.length(1);
    expect(ask("full-access", false)).to.deep.equal([]);
    ask("standing-cost", true);
    expect(reported.map(issue => issue.split(".")[0])).to.deep.equal([
      "standing-cost",
      "full-access",
      "standing-cost",
    ]);
  });
});
