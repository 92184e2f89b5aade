import { expect } from "chai";
import type { Adopting } from "../../../records/unmanaged";
import type { Candidate } from "../../../cli/adopt/candidate";
import { policySpace, refusals, rightsLost } from "../../../cli/adopt/judge";

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
  [
    "another username's tag",
    { tags: [{ key: "ses-smtp:username", value: "john" }] },
    /tag ses-smtp:username of the username john/,
  ],
  [
    "our own path, without an attempt that has begun",
    { path: "/ses-smtp/prod/jane/" },
    /path \/ses-smtp\/prod/,
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

  const MARK: Adopting = {
    user: "mailer",
    path: "/",
    to: "ses-smtp-user-jane-1700000000",
    user_id: "AIDAEXAMPLE",
    access_key_id: "AKIAONE",
    at: "2026-01-01T00:00:00Z",
    by: "ses-smtp",
  };
  const MOVED = {
    ...USER,
    name: MARK.to,
    path: "/ses-smtp/prod/jane/",
    boundary: TARGET.boundaryArn,
    tags: [
      { key: "ses-smtp:stack", value: "prod" },
      { key: "ses-smtp:username", value: "jane" },
    ],
  };

  it("may be one that an earlier attempt has moved", () => {
    expect(refusals(MOVED, { ...TARGET, mark: MARK })).to.deep.equal([]);
  });

  it("may have been stopped since it was verified, and must have the key that its adoption began with", () => {
    const stopped = { ...MOVED, keys: [{ id: "AKIAONE", active: false, lastUsedFor: "ses" }] };
    expect(refusals(stopped, { ...TARGET, mark: { ...MARK, verified: true } })).to.deep.equal([]);
    expect(refusals(stopped, { ...TARGET, mark: MARK })[0]?.problem).to.equal("has no active access key");
    const other = { ...MOVED, keys: [{ id: "AKIATWO", active: true, lastUsedFor: "ses" }] };
    for (const mark of [MARK, { ...MARK, verified: true } as const])
      expect(refusals(other, { ...TARGET, mark })[0]?.problem).to.equal(
        "has the active access key AKIATWO, and had AKIAONE when its adoption began",
      );
  });

  it("may have as much in its inline policies as IAM allows together with ours", () => {
    const inline = (length: number, more: object = {}) => ({
      ...USER,
      policies: [{ name: "own", document: "x ".repeat(length), ...more }],
    });
    expect(policySpace(inline(1_000), "y".repeat(1_048))).to.deep.equal([]);
    const [issue] = policySpace(inline(1_000), "y".repeat(1_049));
    expect(issue?.problem).to.include("(own)").and.include("2049 characters").and.include("allows 2048");
    expect(policySpace(inline(2_000, { arn: "arn:managed" }), "y".repeat(1_049))).to.deep.equal([]);
    expect(policySpace(inline(2_000, { name: "ses-smtp-sender" }), "y".repeat(1_049))).to.deep.equal([]);
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
