import { expect } from "chai";
import { boundaryCharacters, MAX_BOUNDARY_CHARACTERS } from "../../infra/user-boundary";
import { program } from "../support/policy-pack/program";

const NAMES = Array.from({ length: 120 }, (_, index) => `department-${index}.company.com`);

/** As many domains as the settings accept. */
const MOST = NAMES.filter(
  (_, index) => boundaryCharacters(["ses-smtp-test"], NAMES.slice(0, index + 1)) <= MAX_BOUNDARY_CHARACTERS,
);

describe("a stack with as many domains as the settings accept", () => {
  it("has no managed policy that IAM would reject for its size", async () => {
    const all = await program({
      settings: {
        "ses-smtp:domains": JSON.stringify(MOST),
        "ses-smtp:mtaStsMx": '["mx1.company.com"]',
        "ses-smtp:mtaStsHosting": "certificate",
      },
    });
    const policies = all.filter(({ type }) => type === "aws:iam/policy:Policy");
    expect(policies.map(({ name }) => name)).to.include.members(["smtp-self-test", "smtp-doctor"]);
    for (const { name, inputs } of policies) {
      const text = typeof inputs.policy === "string" ? inputs.policy : JSON.stringify(inputs.policy);
      expect(text.length, name).to.be.at.most(MAX_BOUNDARY_CHARACTERS);
    }
  }).timeout(60_000);
});
