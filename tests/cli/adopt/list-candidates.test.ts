import { SESv2Client } from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { listCandidates, MAX_EXAMINED, onlySends } from "../../../cli/adopt/list-candidates";

const SEND = JSON.stringify({ Statement: { Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*" } });
const MORE = JSON.stringify({ Statement: [{ Effect: "Allow", Action: ["ses:SendEmail", "s3:*"] }] });

/** An answer of AWS, as the SDK throws it. */
function denied(action: string): Error {
  const error = new Error(`User: arn:ann is not authorized to perform: ${action} on resource: *`);
  return Object.assign(error, { name: "AccessDenied", $metadata: {} });
}

/** An account whose users each have one inline policy and one active key. */
function account(users: Record<string, { Path?: string; policy?: string; console?: boolean }>, denies = "") {
  const calls: string[] = [];
  const answers: Record<string, (input: { UserName?: string; Marker?: string }) => unknown> = {
    ListUsers: ({ Marker = "0" }) => {
      const names = Object.keys(users);
      const from = Number(Marker);
      const page = names.slice(from, from + 100);
      const Users = page.map(UserName => ({ UserName, Path: users[UserName]?.Path ?? "/" }));
      return { Users, IsTruncated: from + 100 < names.length, Marker: String(from + 100) };
    },
    GetUser: ({ UserName = "" }) => ({
      User: { UserName, Path: "/", UserId: `ID-${UserName}`, Arn: `arn:${UserName}` },
    }),
    ListAccessKeys: ({ UserName }) => ({
      AccessKeyMetadata: [{ AccessKeyId: `AKIA${UserName}`, Status: "Active" }],
    }),
    ListUserPolicies: () => ({ PolicyNames: ["own"] }),
    GetUserPolicy: ({ UserName = "" }) => ({
      PolicyDocument: encodeURIComponent(users[UserName]?.policy ?? SEND),
    }),
    GetLoginProfile: ({ UserName = "" }) => {
      if (users[UserName]?.console) return { LoginProfile: {} };
      throw Object.assign(new Error("none"), { name: "NoSuchEntity" });
    },
    GetAccessKeyLastUsed: () => ({ AccessKeyLastUsed: { ServiceName: "ses" } }),
    ListEmailIdentities: () => ({ EmailIdentities: [{ IdentityName: "company.com" }] }),
    GetEmailIdentityPolicies: () => ({ Policies: { theirs: `{"AWS":"arn:named"}` } }),
  };
  const send = async (command: { constructor: { name: string }; input: object }) => {
    await Promise.resolve();
    const name = command.constructor.name.replace(/Command$/, "");
    calls.push(name);
    if (denies.split(" ").includes(name)) throw denied(name);
    return answers[name]?.(command.input) ?? {};
  };
  const client = { send, config: {} };
  const list = () =>
    listCandidates({
      iam: client,
      // The SDK's paginators accept its own clients only.
      ses: Object.assign(Object.create(SESv2Client.prototype) as SESv2Client, client),
      stack: "prod",
      boundaryArn: "arn:boundary",
      table: "mail",
      kmsKeyArn: "arn:key",
      progress: () => undefined,
    });
  return { calls, list };
}

describe("the IAM users that can be adopted", () => {
  it("only send, are outside the stacks' paths, and are used by no person", async () => {
    const { list } = account({
      mailer: {},
      named: {},
      admin: { policy: MORE },
      person: { console: true },
      ours: { Path: "/ses-smtp/prod/jane/" },
    });
    const { candidates, notes } = await list();
    expect(notes).to.deep.equal([]);
    expect(candidates.map(({ name }) => name)).to.deep.equal(["mailer", "named"]);
    expect(candidates[0]).to.deep.equal({ name: "mailer", path: "/", keys: ["AKIAmailer"], refused: [] });
    expect(candidates[1]?.refused).to.have.length(1);
    expect(candidates[1]?.refused[0]).to.include("is named by the policy of the SES identity company.com");
  });

  it("are not listed where that is denied, which is said", async () => {
    const { list, calls } = account({ mailer: {} }, "ListUsers");
    const { candidates, notes } = await list();
    expect(candidates).to.deep.equal([]);
    expect(notes).to.have.length(1);
    expect(notes[0]).to.match(/^IAM users are not listed: .*is not allowed to call ListUsers/);
    expect(calls).to.deep.equal(["ListUsers"]);
  });

  it("are listed as far as they may be read, and it is said what could not be", async () => {
    const { list } = account({ mailer: {} }, "GetEmailIdentityPolicies");
    const { candidates, notes } = await list();
    expect(candidates).to.have.length(1);
    expect(notes[0]).to.include("The policies of SES identities were not looked at");
    const { notes: unread } = await account({ one: {}, two: {} }, "GetUserPolicy").list();
    expect(unread).to.have.length(1);
    expect(unread[0]).to.include("2 IAM users could not be examined");
  });

  it("are examined up to a number, page by page, and it is said how many there are", async () => {
    const names = Array.from({ length: MAX_EXAMINED + 1 }, (_, index) => [`user${index}`, { policy: MORE }]);
    const { list, calls } = account(Object.fromEntries(names) as Record<string, { policy: string }>);
    const { notes } = await list();
    expect(notes).to.deep.equal([
      `Only the first ${MAX_EXAMINED} of ${MAX_EXAMINED + 1} IAM users were examined.`,
    ]);
    expect(calls.filter(name => name === "ListUsers")).to.have.length(11);
    expect(calls.filter(name => name === "ListUserPolicies")).to.have.length(MAX_EXAMINED);
  });

  it("may send by a group, and have no right beside", () => {
    const policy = (document: string) => [{ name: "own", document }];
    const group = (document: string) => [{ name: "group", policies: policy(document) }];
    expect(onlySends(policy(SEND), [])).to.equal(true);
    expect(onlySends([], group(SEND))).to.equal(true);
    expect(onlySends(policy(SEND), group(MORE))).to.equal(false);
    expect(onlySends([], [])).to.equal(false);
    expect(onlySends(policy("{"), [])).to.equal(false);
  });
});
