import { expect } from "chai";
import { program } from "../support/policy-pack/program";

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

const ACCOUNT = "arn:aws:iam::123456789012:";
const OTHER_KEY = "arn:aws:kms:eu-central-1:123456789012:key/0000abcd-12ab-34cd-56ef-1234567890ab";

async function managersStatements(settings: Record<string, string> = {}): Promise<Statement[]> {
  const all = await program({ settings });
  const found = all.find(
    ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name === "smtp-credential-manager",
  );
  const policy = found?.inputs.policy;
  const document = typeof policy === "string" ? (JSON.parse(policy) as unknown) : policy;
  return (document as { Statement: Statement[] }).Statement;
}

/** What the manager's role can do to users and groups. IAM's `*` matches any characters, including `/`. */
describe("the credential manager's role", () => {
  let statements: Statement[];
  before(async () => {
    statements = await managersStatements();
  });

  const allowedOn = (resource: string) =>
    statements
      .filter(({ Resource }) => [Resource].flat().some(pattern => matches(pattern, ACCOUNT + resource)))
      .flatMap(({ Action }) => [Action].flat())
      .filter(action => action.startsWith("iam:"))
      .sort();
  const conditionsOf = (action: string) =>
    statements.filter(({ Action }) => [Action].flat().includes(action)).map(({ Condition }) => Condition);

  const REMOVING = [
    ...["iam:DeactivateMFADevice", "iam:DeleteAccessKey", "iam:DeleteLoginProfile"],
    ...["iam:DeleteSSHPublicKey", "iam:DeleteServiceSpecificCredential", "iam:DeleteSigningCertificate"],
    ...["iam:DeleteUser", "iam:DeleteUserPolicy", "iam:DetachUserPolicy", "iam:GetAccessKeyLastUsed"],
    ...["iam:GetLoginProfile"],
    ...["iam:GetUser", "iam:GetUserPolicy", "iam:ListAccessKeys", "iam:ListAttachedUserPolicies"],
    ...["iam:ListGroupsForUser", "iam:ListMFADevices", "iam:ListSSHPublicKeys"],
    ...["iam:ListServiceSpecificCredentials", "iam:ListSigningCertificates"],
    ...["iam:ListUserPolicies", "iam:ListUsers"],
  ];
  const EQUIPPING = [
    ...["iam:CreateAccessKey", "iam:CreateUser", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy"],
    ...["iam:TagUser", "iam:UpdateAccessKey"],
  ];

  // Proves D-security-tests.2, T3.1-d
  it("creates, changes and removes the users below the stack's path", () => {
    const own = allowedOn("user/ses-smtp/test/ann/ses-smtp-user-ann-1700000000");
    expect(own).to.deep.equal([...EQUIPPING, ...REMOVING].sort());
  });

  it("only looks at users with our name and no path, which is how IAM sees a deleted user", () => {
    expect(allowedOn("user/ses-smtp-user-ann-1700000000")).to.deep.equal(["iam:GetUser", "iam:ListUsers"]);
  });

  // Proves R4.1, D-security-tests.2
  it("puts no other boundary than ours, and policies only on users within it", () => {
    for (const action of ["iam:CreateUser", "iam:PutUserPolicy", "iam:PutUserPermissionsBoundary"]) {
      const [condition, ...more] = conditionsOf(action);
      expect(more, action).to.deep.equal([]);
      expect(condition?.StringEquals?.["iam:PermissionsBoundary"], action).to.match(/smtp-user-boundary/);
    }
  });

  it("puts no other tags than ours, and no other stack's", () => {
    expect(conditionsOf("iam:TagUser")).to.deep.equal([
      {
        StringEquals: { "aws:RequestTag/ses-smtp:stack": "test" },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["ses-smtp:stack", "ses-smtp:username"] },
      },
    ]);
  });

  it("decrypts with previous keys, in the same encryption context, and encrypts with none of them", async () => {
    const withPrevious = await managersStatements({
      "ses-smtp:previousKmsKeyArns": JSON.stringify([OTHER_KEY]),
    });
    const on = (arn: string) => withPrevious.filter(({ Resource }) => [Resource].flat().includes(arn));
    const [current] = withPrevious.filter(({ Sid }) => Sid === "Passwords");
    expect(on(OTHER_KEY).map(({ Action }) => Action)).to.deep.equal([["kms:Decrypt"]]);
    expect(on(OTHER_KEY)[0]?.Condition).to.deep.equal(current?.Condition);
    expect(current?.Condition).to.have.nested.property("StringEquals.kms:EncryptionContext:purpose");
    expect(statements.some(({ Sid }) => Sid === "PasswordsOfPreviousKeys")).to.equal(false);
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
    "mfa/ann",
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
