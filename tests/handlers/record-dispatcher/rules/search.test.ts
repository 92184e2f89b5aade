import { expect } from "chai";
import { givenSenders } from "../../../../handlers/reconciler/receiving-rules/senders";
import { SETTINGS } from "../../../support/receiving-rules/policy-of";
import { forwardsTo } from "../../../support/receiving-rules/rule-items";
import { RuleTable } from "../../../support/receiving-rules/rule-table";

const MAILBOX = "jane@gmail.com";

describe("searching a table for receiving rules", () => {
  const tableOf3000 = () => {
    const table = new RuleTable();
    for (let number = 0; number < 3_000; number++)
      table.put(`person${number}@company.com`, forwardsTo(`person${number}@gmail.com`));
    for (const local of ["sales", "press"]) table.put(`${local}@example.org`, forwardsTo(MAILBOX));
    table.put("*@company.com", forwardsTo(MAILBOX));
    table.put("*@example.org", forwardsTo(MAILBOX));
    table.login("jane", "Jane@gmail.com");
    table.login("person7", "person7@gmail.com");
    return table;
  };

  it("finds 3,000 rules, in parts that continue where the last one ended", async () => {
    const table = tableOf3000();
    let parts = 0;
    do {
      table.booked.length = 0;
      await table.search(1);
      parts++;
      const { ofDomain } = await table.rulesOf(MAILBOX);
      const unread = [...ofDomain.values()].includes("unread");
      if (table.booked[0] === table.now) expect(unread || ofDomain.size === 0).to.equal(true);
    } while (table.booked[0] === table.now);
    expect(parts).to.be.greaterThan(1);
    expect(table.booked).to.deep.equal([table.now + 15 * 60_000]); // the second round
    expect(table.invoked).to.include.members(["jane", "person7"]);
    expect((await table.rulesOf("person7@gmail.com")).forwarding).to.have.length(1);
  });

  it("the rest of a domain with thousands of rules gives nothing and says so; other rules count", async () => {
    const table = tableOf3000();
    await table.search();
    const given = givenSenders(await table.rulesOf(MAILBOX), [], SETTINGS);
    expect(given.senders).to.deep.equal(["press@example.org", "sales@example.org", "*@example.org"]);
    expect(given.leftOut).to.deep.equal([
      "the receiving rule *@company.com is not applied: too many other rules are in its domain",
    ]);
  });

  it("looks a second time, and then no more", async () => {
    const table = tableOf3000();
    await table.search();
    table.put("late@example.org", forwardsTo("late@gmail.com")); // while the stream's filter did not hear it yet
    await table.search();
    expect((await table.rulesOf("late@gmail.com")).forwarding).to.have.length(1);
    table.booked.length = 0;
    table.put("later@example.org", forwardsTo("later@gmail.com"));
    await table.search();
    expect((await table.rulesOf("later@gmail.com")).forwarding).to.deep.equal([]);
    expect(table.booked).to.deep.equal([]);
  });
});

describe("what receiving rules give beyond what a policy holds", () => {
  it("the rest of a domain is left out first, then all addresses; each time it says so", async () => {
    const table = new RuleTable();
    table.put("*@company.com", forwardsTo(MAILBOX));
    for (let number = 0; number < 100; number++)
      table.put(`person${number}@company.com`, forwardsTo("b@gmail.com"));
    table.put("jane@company.com", forwardsTo(MAILBOX));
    await table.search();
    const given = givenSenders(await table.rulesOf(MAILBOX), [], SETTINGS);
    expect(given).to.deep.equal({
      senders: ["jane@company.com"],
      except: [],
      leftOut: [
        "the receiving rule *@company.com is not applied: the addresses to leave out do not fit into a policy",
      ],
    });
    for (let number = 0; number < 150; number++) table.put(`alias${number}@company.com`, forwardsTo(MAILBOX));
    for (let number = 0; number < 150; number++) await table.follow(`alias${number}@company.com`);
    const nothing = givenSenders(await table.rulesOf(MAILBOX), [], SETTINGS);
    expect(nothing.senders).to.deep.equal([]);
    expect(nothing.leftOut.at(-1)).to.equal(
      "the 151 addresses with receiving rules are not applied: they do not fit into a policy",
    );
  });

  it("two `*@domain` leave out the rules of each domain in that domain only", async () => {
    const table = new RuleTable();
    for (const domain of ["company.com", "example.org"]) table.put(`*@${domain}`, forwardsTo(MAILBOX));
    table.put("bob@company.com", forwardsTo("bob@gmail.com"));
    await table.search();
    const { except } = givenSenders(await table.rulesOf(MAILBOX), [], SETTINGS);
    expect(except).to.deep.equal(["bob+*@company.com", "bob@company.com"]);
  });
});
