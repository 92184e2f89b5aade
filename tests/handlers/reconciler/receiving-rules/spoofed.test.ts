import { expect } from "chai";
import { givenSenders } from "../../../../handlers/reconciler/receiving-rules/senders";
import { ruleAllows } from "../../../../records/rule-senders";
import { SETTINGS } from "../../../support/receiving-rules/policy-of";
import { forwardsTo } from "../../../support/receiving-rules/rule-items";
import { RuleTable } from "../../../support/receiving-rules/rule-table";

const MAILBOX = "kate@gmail.com";

/** What these rules give to Kate, who also gets the rest of company.com. */
async function given(rules: Record<string, Record<string, unknown>>) {
  const table = new RuleTable();
  table.put("*@company.com", forwardsTo(MAILBOX));
  for (const [pattern, more] of Object.entries(rules)) table.put(pattern, more);
  await table.search();
  return givenSenders(await table.rulesOf(MAILBOX), [], SETTINGS);
}

describe("rules and mailboxes that look like others", () => {
  it("a target that only JavaScript's lower case makes the mailbox gives its owner nothing", async () => {
    const { senders } = await given({ "sales@company.com": forwardsTo("\u212aate@gmail.com") });
    expect(senders).to.deep.equal(["*@company.com"]);
    expect((await given({ "sales@company.com": forwardsTo("KATE@Gmail.com") })).senders).to.include(
      "sales@company.com",
    );
  });

  for (const pattern of ["bob@company.com.", "bob@COMPANY.com", "Bob@company.com", "bob@company.com "])
    it(`the rest of a domain leaves out the rule of ${JSON.stringify(pattern)}`, async () => {
      const rules = await given({ [pattern]: forwardsTo("bob@gmail.com") });
      expect(ruleAllows(rules, "bob@company.com")).to.equal(false);
      expect(ruleAllows(rules, "bob+news@company.com")).to.equal(false);
      expect(ruleAllows(rules, "rob@company.com")).to.equal(true);
    });

  it("the rest of an international domain leaves out rules that name it in Unicode", async () => {
    const table = new RuleTable();
    table.put("*@xn--mnchen-3ya.company.com", forwardsTo(MAILBOX));
    table.put("bob@münchen.company.com", forwardsTo("bob@gmail.com"));
    await table.search();
    const rules = givenSenders(await table.rulesOf(MAILBOX), [], SETTINGS);
    expect(ruleAllows(rules, "x@xn--mnchen-3ya.company.com")).to.equal(true);
    expect(ruleAllows(rules, "bob@xn--mnchen-3ya.company.com")).to.equal(false);
  });

  it("rules with local parts that no address has take no room of the rest of a domain", async () => {
    const long = Array.from({ length: 5 }, (_, index) => `${String(index).repeat(300)}@company.com`);
    const rules = await given(Object.fromEntries(long.map(pattern => [pattern, forwardsTo("b@gmail.com")])));
    expect(rules.senders).to.deep.equal(["*@company.com"]);
    for (const pattern of long) expect(ruleAllows(rules, pattern)).to.equal(false);
  });
});
