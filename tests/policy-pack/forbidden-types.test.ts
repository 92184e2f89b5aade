import { expect } from "chai";
import { analyze } from "../../cost/analyzer";
import { data, pack } from "../support/policy-pack/pack";

const always = data.catalog.rows.filter(
  ({ verdict, whenText, type }) => verdict === "forbid" && whenText === "always" && type.startsWith("aws:"),
);
const policies = pack();

/** Types whose idle price is on an AWS page or in Infracost's tests, by hand from those sources; dollars a month. */
const KNOWN: Record<string, string> = {
  "aws:kms/key:Key": "$1.00",
  "aws:secretsmanager/secret:Secret": "$0.40",
  "aws:ec2/natGateway:NatGateway": "$32.85",
  "aws:route53/zone:Zone": "$0.50",
  "aws:lb/loadBalancer:LoadBalancer": "$16.43",
};

describe("types that cost whatever their properties", () => {
  it("are at least a hundred", () => {
    expect(new Set(always.map(({ type }) => type)).size).to.be.greaterThan(100);
  });

  for (const type of new Set(always.map(row => row.type))) {
    // Proves R3.1, D-network-security.2
    it(`${type} is refused`, async () => {
      const diagnostics = await analyze(policies, { type, name: "planted" });
      const [first] = diagnostics.filter(({ policy }) => policy === "standing-cost");
      expect(first?.level).to.equal("mandatory");
      expect(first?.message)
        .to.include(`${type} "planted" costs `)
        .and.to.include(" per month")
        .and.to.match(/; [^;]+\.$/);
      expect(first?.message.split("\n"), "the SDK's description and one line of ours").to.have.length(2);
    });
  }

  for (const [type, price] of Object.entries(KNOWN)) {
    it(`${type} is reported to cost ${price} per month`, async () => {
      const [first] = (await analyze(policies, { type })).filter(({ policy }) => policy === "standing-cost");
      expect(first?.message).to.include(`costs ${price} per month`);
    });
  }

  it("every type without a price is refused as unclassified", async () => {
    const priced = new Set(
      data.catalog.rows.filter(({ verdict }) => verdict !== "unclassified").map(({ type }) => type),
    );
    const types = data.catalog.rows.map(({ type }) => type).filter(type => !priced.has(type));
    const verdicts = await Promise.all(
      types.map(type => analyze(pack({ only: "unclassified-resource" }), { type })),
    );
    expect(verdicts.every(([first]) => first?.level === "mandatory")).to.equal(true);
    expect(types.length).to.be.greaterThan(700);
  });
});
