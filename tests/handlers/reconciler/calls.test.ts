import { expect } from "chai";
import type { Call } from "../../support/aws-model/process";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };

/** The AWS calls of one run, as `service:operation`; SMTP logins are none. */
async function callsOf(stage: Stage): Promise<string[]> {
  const calls: string[] = [];
  stage.model.faultOf = ({ service, operation }: Call) => {
    if (service !== "smtp") calls.push(`${service}:${operation}`);
    return undefined;
  };
  expect(await stage.reconcile(JOHN)).to.equal("done");
  return calls;
}

/** Two hundred credentials at once share AWS's limits: each call counts. */
describe("the AWS calls of a run", () => {
  it("are ten for a new credential", async () => {
    const stage = new Stage({ smtpLagMs: () => 0 });
    stage.put(JOHN, PENDING);
    expect(await callsOf(stage)).to.deep.equal([
      "dynamodb:UpdateItem", // acquires the lease, and records a name for the user
      "dynamodb:BatchGetItem",
      "iam:ListUsers",
      "iam:CreateUser",
      "iam:PutUserPolicy",
      "iam:CreateAccessKey",
      "kms:Encrypt",
      "dynamodb:UpdateItem", // stores the secret
      "dynamodb:UpdateItem", // publishes
      "dynamodb:UpdateItem", // releases the lease
    ]);
  });

  it("are three for the event of its own write, and none of them changes IAM", async () => {
    const stage = new Stage({ smtpLagMs: () => 0 });
    stage.put(JOHN, PENDING);
    await stage.reconcile(JOHN);
    expect(await callsOf(stage)).to.deep.equal([
      "dynamodb:UpdateItem",
      "dynamodb:BatchGetItem",
      "dynamodb:UpdateItem",
    ]);
  });

  it("look at IAM again once it has settled, and after another hand has changed the record", async () => {
    const stage = new Stage({ smtpLagMs: () => 0 });
    stage.put(JOHN, PENDING);
    await stage.reconcile(JOHN);
    stage.change(JOHN, { encrypted_password: "AAAA" });
    expect(await callsOf(stage)).to.include("iam:CreateAccessKey");
    await stage.pass(180_000);
    expect(await callsOf(stage))
      .to.include("iam:ListAccessKeys")
      .and.not.include("iam:PutUserPolicy");
  });
});
