import { expect } from "chai";
import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import { USER_POLICY_NAME } from "../../../handlers/shared/iam-names";
import { active, failure, JOHN } from "../../support/reconciler/login";

describe("a policy that somebody added beside ours", () => {
  const besideOurs = async (size: number) => {
    const stage = await active();
    const [user] = stage.users(JOHN);
    stage.model.iam.put({ ...user!, inline: { ...user!.inline, "team-policy": "x".repeat(size) } });
    stage.change(JOHN, {
      allowed_from_addresses: Array.from({ length: 20 }, (_, index) => `somebody.${index}@company.com`),
    });
    await stage.reconcile(JOHN);
    return stage;
  };

  it("is named if both together exceed IAM's limit, which cannot be raised", async () => {
    const stage = await besideOurs(1_500);
    expect(failure(stage)).to.include({ code: "inline_policies_too_large" });
    expect(failure(stage)?.message).to.match(
      /2,048 characters of inline policies in total, and ses-smtp-user-\S+ needs \d+ for its own\. Somebody gave it other inline policies: team-policy\. Delete/,
    );
    expect(failure(stage)?.message).not.to.include("higher quota");
  });

  it("does not keep Deny from taking effect when the record is disabled", async () => {
    const stage = await besideOurs(500);
    stage.change(JOHN, { status: "disabled" });
    await stage.reconcile(JOHN);
    expect(stage.users(JOHN)[0]?.inline[USER_POLICY_NAME]).to.equal(DENY_POLICY);
  });
});
