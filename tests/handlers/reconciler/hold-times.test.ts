import { marshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { holdKey } from "../../../records/keys";
import { active, JOHN, login } from "../../support/reconciler/login";

describe("a hold that a person wrote, and that reports a compromise", () => {
  for (const [what, at] of [
    ["no time", undefined],
    ["a time that is a number", 1_790_000_000],
    ["a time as long as a book", "x".repeat(20_000)],
  ] as const)
    it(`with ${what} has the login replaced, once, and stops nothing after that`, async () => {
      const stage = await active();
      const before = login(stage);
      const hold = { ...holdKey(JOHN), kind: "compromised", reason: "a test", at };
      stage.model.dynamodb.put(marshall(hold, { removeUndefinedValues: true }));
      await stage.pass(600_000);
      expect(stage.hold(JOHN)).to.equal(undefined);
      const after = login(stage);
      expect(after).to.be.a("string").and.not.equal(before);
      await stage.reconcile(JOHN);
      await stage.pass(600_000);
      expect(login(stage)).to.equal(after);
      expect(stage.model.alerts.map(({ Subject }) => Subject)).to.deep.equal([
        "ses-smtp: the login john.doe was reported as stolen",
      ]);
    });
});
