import { expect } from "chai";
import { userPath } from "../../../handlers/shared/iam-names";
import { BOUNDARY_ARN, STACK } from "../../support/aws-model";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };
const NAME = "ses-smtp-user-john.doe-1700000000";
const TAGS = [
  { Key: "ses-smtp:stack", Value: STACK },
  { Key: "ses-smtp:username", Value: JOHN },
];
const OURS = { name: NAME, path: userPath(STACK, JOHN), boundary: BOUNDARY_ARN, tags: TAGS };

/** Each differs from ours in one thing. */
const foreign = {
  "with another path": { ...OURS, path: "/" },
  "of another stack": { ...OURS, path: userPath("other", JOHN) },
  "of another username's path": { ...OURS, path: userPath(STACK, "jane") },
  "with another name": { ...OURS, name: "john.doe" },
  "named for another username": { ...OURS, name: "ses-smtp-user-john.doe-x-1700000000" },
};

describe("a record has no authority over", () => {
  for (const [what, user] of Object.entries(foreign)) {
    it(`an IAM user ${what}: it is never touched`, async () => {
      const stage = new Stage();
      const theirs = stage.putForeign({ ...user, keys: [stage.model.iam.newKey()] });
      stage.put(JOHN, { ...PENDING, iam_user_name: user.name });
      await stage.reconcile(JOHN);
      expect(stage.record(JOHN)).to.include({ status: "active" });
      for (const status of ["disabled", "nonsense"]) {
        stage.change(JOHN, { status, iam_user_name: user.name });
        await stage.reconcile(JOHN);
      }
      stage.remove(JOHN);
      await stage.reconcile(JOHN);
      expect(stage.model.iam.timeline.now.get(theirs.name.toLowerCase())).to.equal(theirs);
      expect(stage.users(JOHN)).to.deep.equal([]);
    });
  }

  it("host, region and ARN: what is written by hand is overwritten", async () => {
    const stage = new Stage();
    const byHand = { iam_user_arn: "arn:evil", smtp_host: "evil.example", region: "us-east-1" };
    stage.put(JOHN, { ...PENDING, ...byHand });
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ smtp_host: "smtp.test", region: "eu-central-1" });
    expect(stage.record(JOHN)?.iam_user_arn).to.match(
      /user\/ses-smtp\/test\/john\.doe\/ses-smtp-user-john\.doe-/,
    );
  });

  // Proves R4.5, D-credential-security.1
  it("another's secret: copied into another record it is useless", async () => {
    const stage = new Stage();
    stage.put("jane", PENDING);
    await stage.reconcile("jane");
    const copy = stage.record("jane") ?? {};
    stage.put(JOHN, copy);
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)?.smtp_username).not.to.equal(copy.smtp_username);
    expect(stage.users(JOHN)).to.have.length(1);
    expect(stage.users("jane")[0]?.keys).to.have.length(1);
  });

  for (const lookUp of ["any case", "exact"] as const) {
    it(`a name that differs by case only, where IAM looks up ${lookUp}`, async () => {
      const stage = new Stage({ lookUp });
      for (const username of ["john.doe", "John.Doe"]) stage.put(username, PENDING);
      const endings = [stage.start("john.doe"), stage.start("John.Doe")];
      await stage.pass(120_000);
      expect(await Promise.all(endings)).to.deep.equal(["done", "done"]);
      for (const username of ["john.doe", "John.Doe"]) {
        expect(stage.record(username)).to.include({ status: "active" });
        expect(stage.users(username)).to.have.length(1);
      }
      stage.remove("john.doe");
      await stage.reconcile("john.doe");
      expect(stage.users("john.doe")).to.have.length(0);
      expect(stage.users("John.Doe")[0]?.keys).to.have.length(1);
    });
  }
});
