import { expect } from "chai";
import { ExceptionUse } from "../../policy-pack/config/exception-use";
import { analyze, analyzeStack } from "../support/policy-pack/analyzer";
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

describe("an exception that nothing needs", () => {
  const cases: [string, { type: string; name: string }[], string][] = [
    [
      "names what the stack does not have",
      [{ type: KEY, name: "audti" }],
      `standing-cost: ${KEY} "audit": no resource of this type has that name; the stack has "audti"`,
    ],
    [
      "names a type that the stack does not have",
      [],
      `standing-cost: ${KEY} "audit": the stack has no resource of this type`,
    ],
  ];
  for (const [what, given, line] of cases) {
    it(`is reported, not refused: it ${what}`, async () => {
      expect(await reported({ "standing-cost": [GOOD] }, given)).to.deep.equal([line]);
    });
  }

  it("is reported where another policy is the one that refuses", async () => {
    expect(await reported({ "encrypted-queues": [GOOD] }, [{ type: KEY, name: "audit" }])).to.deep.equal([
      `encrypted-queues: ${KEY} "audit": this policy reports nothing for it; remove the exception`,
    ]);
  });

  it("is none that met a refusal, be it within its maximum or not", async () => {
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

describe("a faulty exception of the caller", () => {
  const faulty = { exceptions: [{ ...GOOD, expiry: "2026-11-20" }] };

  it("is told at the stack every time, elsewhere once, and never holds", () => {
    const use = new ExceptionUse({ "standing-cost": [{ ...GOOD, name: "own" }] }, TODAY);
    const told: string[] = [];
    const ask = (policy: string, again: boolean) =>
      use.of(policy, faulty, fault => told.push(fault), again).map(({ name }) => name);
    expect([ask("standing-cost", false), ask("standing-cost", false)]).to.deep.equal([["own"], ["own"]]);
    expect(told).to.have.length(1);
    expect(ask("full-access", false)).to.deep.equal([]);
    ask("standing-cost", true);
    expect(told.map(fault => fault.split(".")[0])).to.deep.equal([
      "standing-cost",
      "full-access",
      "standing-cost",
    ]);
  });
});
