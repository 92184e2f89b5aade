import { expect } from "chai";
import { CREDENTIAL_INPUTS } from "../../../records/credential";
import { GARBAGE, garbageTexts } from "../../support/garbage/values";
import { Stage } from "../../support/reconciler/stage";

/** Attributes that a run reads of a record; the inputs, and those that are hints. */
const ATTRIBUTES = [
  ...CREDENTIAL_INPUTS,
  "failure",
  "applied",
  "rule_senders",
  "rotated_at",
  "rotated_for",
  "compromised_for",
  "previous_until",
  "previous_smtp_username",
  "encrypted_password",
  "smtp_username",
  "created_at",
  "changed_by",
  "suspended",
];

/** Runs a record to its end. @returns how the run ended, and the record's status */
async function run(username: string, attributes: Record<string, unknown>) {
  const stage = new Stage();
  const { PK, SK } = { PK: { S: "SMTP_USER" }, SK: { S: `USER#${username}` } };
  const asked = { status: { S: "pending" }, allowed_from_addresses: { L: [{ S: "jane@example.com" }] } };
  stage.model.dynamodb.put({ ...asked, ...(attributes as typeof asked), PK, SK });
  const ending = await stage.reconcile(username);
  return { ending, status: stage.record(username)?.status };
}

describe("records that nobody expects, in the manager", function () {
  this.timeout(120_000);

  for (const name of ATTRIBUTES)
    it(`${name} with a value of any type ends as a login or a failure, and fails no event`, async () => {
      for (const [what, value] of GARBAGE) {
        // Stopped, and then retried: only an exact copy says that it was carried out, and there is no room for one.
        if (name === "compromised_at" && what === "a string of 300 KB") continue;
        const { ending, status } = await run("jane", { [name]: value });
        expect(ending, what).to.equal("done");
        expect(status, what).to.be.oneOf(
          name === "status" ? ["active", "failed", value.S] : ["active", "failed", "disabled"],
        );
      }
    });

  it("a username of any form fails with one sentence, and fails no event", async () => {
    for (const name of garbageTexts(1_019)) {
      const { ending, status } = await run(name, {});
      expect(ending, name.slice(0, 80)).to.equal("done");
      expect(status, name.slice(0, 80)).to.be.oneOf(["active", "failed"]);
    }
  });
});
