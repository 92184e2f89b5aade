import { expect } from "chai";
import type { Candidate } from "../../../cli/adopt/candidate";
import { refusals, rightsLost } from "../../../cli/adopt/judge";

const TARGET = {
  username: "jane",
  stack: "prod",
  boundaryArn: "arn:aws:iam::123456789012:policy/ses-smtp/prod/boundary",
};

function policy(statement: object, name = "ses"): Candidate["policies"][number] {
  return {
    name,
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Resource: "*", ...statement }],
    }),
  };
}

const SEND = policy({ Action: "ses:SendRawEmail" });
const USER: Candidate = {
  name: "mailer",
  path: "/",
  arn: "arn:aws:iam::123456789012:user/mailer",
  id: "AIDAEXAMPLE",
  tags: [{ key: "team", value: "sales" }],
  boundary: undefined,
  keys: [{ id: "AKIAONE", active: true, lastUsedFor: "ses" }],
  policies: [SEND],
  groups: [],
  added: [],
};

/** A property that makes the user something else than an SMTP login, and what the refusal names. */
const PLANTS: [string, Partial<Candidate>, RegExp][] = [
  ["a console password", { added: ["console password"] }, /has a console password/],
  ["an MFA device", { added: ["MFA device arn:aws:iam::1:mfa/phone"] }, /has a MFA device arn/],
  ["a signing certificate", { added: ["signing certificate ASIC1"] }, /signing certificate ASIC1/],
  ["an SSH key", { added: ["SSH public key APKA1"] }, /SSH public key APKA1/],
  ["a service-specific credential", { added: ["service-specific credential ACCA1"] }, /ACCA1/],
  [
    "a group that may do more",
    { groups: [{ name: "admins", policies: [policy({ Action: "s3:*" })] }] },
    /s3:\* by the policy ses of the group admins/,
  ],
  [
    "a right beyond sending",
    { policies: [SEND, policy({ Action: "ses:*" }, "all")] },
    /may do ses:\* by the policy all/,
  ],
  ["NotAction", { policies: [policy({ NotAction: "s3:*" })] }, /everything but s3:\*/],
  [
    "a Deny",
    { policies: [SEND, policy({ Effect: "Deny", Action: "ses:SendEmail" }, "no")] },
    /is denied ses:SendEmail by the policy no/,
  ],
  [
    "a policy that is not JSON",
    { policies: [{ name: "odd", document: "{" }] },
    /policy odd, which cannot be read/,
  ],
  [
    "two active keys",
    { keys: [...USER.keys, { id: "AKIATWO", active: true, lastUsedFor: undefined }] },
    /AKIAONE, AKIATWO/,
  ],
  ["no active key", { keys: [{ id: "AKIAONE", active: false, lastUsedFor: "ses" }] }, /no active access key/],
  [
    "a key used for S3",
    { keys: [{ id: "AKIAONE", active: true, lastUsedFor: "s3" }] },
    /last for s3, not for SES/,
  ],
  ["another stack's path", { path: "/ses-smtp/test/jane/" }, /path \/ses-smtp\/test\/jane\//],
  [
    "another stack's tag",
    { tags: [{ key: "ses-smtp:stack", value: "test" }] },
    /tag ses-smtp:stack of the stack test/,
  ],
  [
    "CloudFormation's tag",
    { tags: [{ key: "aws:cloudformation:stack-name", value: "mail" }] },
    /CloudFormation stack/,
  ],
  ["Terraform's tag", { tags: [{ key: "ManagedBy", value: "terraform" }] }, /terraform state rm/],
  ["another boundary", { boundary: "arn:aws:iam::123456789012:policy/other" }, /permissions boundary arn/],
];

describe("an IAM user that is to become a login", () => {
  it("may be a plain SMTP user, also in the group of SES's console", () => {
    expect(refusals(USER, TARGET)).to.deep.equal([]);
    const byConsole = {
      ...USER,
      policies: [],
      groups: [{ name: "AWSSESSendingGroupDoNotRename", policies: [SEND] }],
    };
    expect(refusals(byConsole, TARGET)).to.deep.equal([]);
    const unused = {
      ...USER,
      keys: [
        { id: "AKIAONE", active: true, lastUsedFor: undefined },
        { id: "AKIAOLD", active: false, lastUsedFor: "s3" },
      ],
    };
    expect(refusals(unused, TARGET)).to.deep.equal([]);
  });

  it("may be one that an earlier attempt has moved", () => {
    const moved = {
      ...USER,
      name: "ses-smtp-user-jane-1700000000",
      path: "/ses-smtp/prod/jane/",
      boundary: TARGET.boundaryArn,
      tags: [{ key: "ses-smtp:stack", value: "prod" }],
      policies: [SEND, { name: "ses-smtp-sender", document: "{}" }],
    };
    expect(refusals(moved, TARGET)).to.deep.equal([]);
  });

  for (const [what, change, named] of PLANTS)
    it(`is refused for ${what}, with the remedy`, () => {
      const found = refusals({ ...USER, ...change }, TARGET);
      expect(found).to.have.length(1);
      expect(found[0]?.problem).to.match(
        named.source.includes("terraform state") ? /ManagedBy = terraform/ : named,
      );
      expect(found[0]?.remedy).not.to.equal("");
    });

  it("is refused for each of its faults at once", () => {
    const found = refusals({ ...USER, added: ["console password"], boundary: "arn:other" }, TARGET, [
      "company.com",
    ]);
    expect(found.map(({ problem }) => problem)).to.deep.equal([
      "has a console password",
      "has the permissions boundary arn:other",
      "is named by the policy of the SES identity company.com",
    ]);
  });
});

describe("the rights that a login loses", () => {
  it("are the senders and actions that it has now and does not get", () => {
    const from = { StringLike: { "ses:FromAddress": ["a@company.com", "*@company.com"] } };
    const user = {
      ...USER,
      policies: [policy({ Action: ["ses:SendRawEmail", "ses:SendTemplatedEmail"], Condition: from })],
    };
    expect(rightsLost(user, ["a@company.com"])).to.deep.equal([
      "may send from *@company.com now: sending is limited to a@company.com",
      "may call ses:SendTemplatedEmail now; a login may call ses:SendEmail and ses:SendRawEmail",
    ]);
    expect(rightsLost(USER, ["a@company.com"])[0]).to.include("may send from any address now");
  });

  it("are none where it stays as it is", () => {
    const from = { StringLike: { "ses:FromAddress": "a@company.com" } };
    const user = { ...USER, policies: [policy({ Action: "ses:SendRawEmail", Condition: from })] };
    expect(rightsLost(user, ["a@company.com"])).to.deep.equal([]);
  });
});
