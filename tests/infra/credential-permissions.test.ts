import { expect } from "chai";
import { program } from "../support/policy-pack/program";

interface Statement {
  Action: string | string[];
  Resource: string | string[];
}

const ACCOUNT = "arn:aws:iam::123456789012:";

/** What the manager's role can do to users and groups. IAM's `*` matches any characters, including `/`. */
describe("the credential manager's role", function () {
  this.timeout(60_000);
  let statements: Statement[];
  before(async () => {
    const all = await program();
    const found = all.find(
      ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name === "smtp-credential-manager",
    );
    const policy = found?.inputs.policy;
    const document = typeof policy === "string" ? (JSON.parse(policy) as unknown) : policy;
    statements = (document as { Statement: Statement[] }).Statement;
  });

  const allowedOn = (resource: string) =>
    statements
      .filter(({ Resource }) => [Resource].flat().some(pattern => matches(pattern, ACCOUNT + resource)))
      .flatMap(({ Action }) => [Action].flat())
      .filter(action => action.startsWith("iam:"))
      .sort();

  const REMOVING = [
    ...["iam:DeleteAccessKey", "iam:DeleteUser", "iam:DeleteUserPolicy", "iam:DetachUserPolicy"],
    ...["iam:GetUser", "iam:GetUserPolicy", "iam:ListAccessKeys", "iam:ListAttachedUserPolicies"],
    ...["iam:ListGroupsForUser", "iam:ListUserPolicies", "iam:ListUsers"],
  ];
  const EQUIPPING = [
    ...["iam:CreateAccessKey", "iam:CreateUser", "iam:PutUserPolicy", "iam:TagUser", "iam:UpdateAccessKey"],
  ];

  it("creates, changes and removes the users below the stack's path", () => {
    const own = allowedOn("user/ses-smtp/test/ann/ses-smtp-user-ann-1700000000");
    expect(own).to.deep.equal([...EQUIPPING, ...REMOVING].sort());
  });

  it("only reads and removes users with our name and no path, which is how IAM sees a deleted user", () => {
    expect(allowedOn("user/ses-smtp-user-ann-1700000000")).to.deep.equal(REMOVING);
  });

  for (const stranger of [
    "user/admin",
    "user/engineering/ann",
    "user/engineering/ses-smtp-user-ann-1700000000",
    "user/ses-smtp/ann",
    "user/ses-smtp/other/ann/ses-smtp-user-ann-1700000000",
    "user/ses-smtp/test-2/ann/ses-smtp-user-ann-1700000000",
    "group/admins",
    "group/ses-smtp/other/members",
    "role/admin",
    "policy/ses-smtp/test/smtp-user-boundary",
  ]) {
    it(`can do nothing to ${stranger}`, () => {
      expect(allowedOn(stranger)).to.deep.equal(["iam:ListUsers"]);
    });
  }
});

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map(part => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
