import { marshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { garbageTexts, GARBAGE } from "../../../support/garbage/values";
import { Dispatcher } from "../../../support/record-dispatcher/dispatcher";

const NOW = Date.parse("2026-11-27T03:17:00Z");
const LOGIN = marshall({
  encrypted_credentials: "Y2lwaGVydGV4dA==",
  iam_user_arn: "arn:aws:iam::123456789012:user/ses-smtp-user-legacy-1700000000",
  smtp_username: "AKIAEXAMPLE000000001",
});

const key = (username: string) => ({ PK: `SMTP_USER#${username}`, SK: "CREDENTIALS#v1" });
const put = (dispatcher: Dispatcher, username: string, attributes = LOGIN) =>
  dispatcher.put(key(username).PK, key(username).SK, attributes);

async function reported(dispatcher: Dispatcher): Promise<Record<string, string>> {
  const { findings } = await dispatcher.sweep();
  const logins = findings.filter(({ kind }) => kind === "unmanaged_login");
  return Object.fromEntries(logins.map(({ username, detail }) => [username, detail]));
}

for (const receivingRules of ["none", "routes"])
  describe(`logins in another system's second layout, with receivingRules ${receivingRules}`, () => {
    it("that were there before are found by one search and reported by each sweep", async () => {
      const dispatcher = new Dispatcher(NOW, receivingRules);
      put(dispatcher, "legacy");
      for (let sweep = 0; sweep < 2; sweep++)
        expect(await reported(dispatcher)).to.deep.equal({
          legacy: "IAM user ses-smtp-user-legacy-1700000000",
        });
      expect(dispatcher.calls.filter(name => name === "Scan")).to.have.length(1);
      expect(dispatcher.events).to.deep.equal([]);
    });

    it("that are written later are noted from the stream, and no longer reported once they are gone or adopted", async () => {
      const dispatcher = new Dispatcher(NOW, receivingRules);
      await dispatcher.sweep();
      for (const username of ["later", "adopted"]) put(dispatcher, username);
      expect(await dispatcher.report([key("later"), key("adopted")])).to.equal(0);
      expect(Object.keys(await reported(dispatcher))).to.deep.equal(["adopted", "later"]);
      put(dispatcher, "adopted", marshall({ adopted_at: "2026-11-27T00:00:00Z" }));
      dispatcher.model.delete(key("later").PK, key("later").SK);
      expect(await reported(dispatcher)).to.deep.equal({});
    });

    it("of any form are reported, and stop nothing", async () => {
      const dispatcher = new Dispatcher(NOW, receivingRules);
      const names = garbageTexts(2_048 - "SMTP_USER#".length);
      for (const name of names) put(dispatcher, name);
      for (const [index, [, value]] of GARBAGE.entries())
        for (const attribute of ["encrypted_credentials", "iam_user_arn", "smtp_username"])
          put(dispatcher, `${attribute}-${index}`, { ...LOGIN, [attribute]: value });
      expect(await dispatcher.report(names.map(key))).to.equal(0);
      expect(Object.keys(await reported(dispatcher))).to.include.members(names);
    });

    it("are searched for again if the setting has changed since", async () => {
      const dispatcher = new Dispatcher(NOW, receivingRules === "none" ? "routes" : "none");
      await dispatcher.sweep();
      const changed = new Dispatcher(NOW, receivingRules, dispatcher.model);
      put(changed, "meanwhile");
      expect(Object.keys(await reported(changed))).to.deep.equal(["meanwhile"]);
    });
  });
