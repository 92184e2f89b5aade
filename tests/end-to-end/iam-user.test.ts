import {
  GetLoginProfileCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { expect } from "chai";
import { ACCOUNT_ID, clientConfig } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

const SENDERS: Readonly<Record<string, string[]>> = {
  "iam.one": ["iam.one@company.com"],
  "iam.two": ["*@two.company.com", "iam.two@company.com"],
};

/** Who may send from what: everybody from their own addresses only. */
const MAILS = [
  ["iam.one", "iam.one@company.com", 250],
  ["iam.one", "iam.two@company.com", 554],
  ["iam.one", "news@two.company.com", 554],
  ["iam.two", "iam.two@company.com", 250],
  ["iam.two", "news@two.company.com", 250],
  ["iam.two", "iam.one@company.com", 554],
] as const;

describe("the IAM users of two new logins with different addresses", function () {
  this.timeout(300_000);

  let report: SandboxReport;
  let iam: IAMClient;
  let administrator: Administrator;
  const names = new Map<string, string>();

  before(async () => {
    ({ report } = await sharedSandbox());
    iam = new IAMClient(clientConfig(report.emulator));
    administrator = new Administrator(report);
    for (const [username, addresses] of Object.entries(SENDERS))
      await administrator.put(username, { status: "pending", allowed_from_addresses: addresses });
    for (const username of Object.keys(SENDERS)) {
      const record = await administrator.waitFor(username, ({ status }) => status === "active");
      names.set(username, record.iam_user_name ?? "");
    }
  });
  after(async () => {
    for (const username of names.keys()) await administrator.remove(username);
    administrator?.close();
    iam?.destroy();
  });

  // Proves D-credential-security.2, T3.1-d, T8.1-b
  it("is a user without a console password, with one key, below the stack's path and within its boundary", async () => {
    for (const [username, UserName] of names) {
      expect(UserName).to.match(new RegExp(`^ses-smtp-user-${username}-\\d+$`));
      const { User } = await iam.send(new GetUserCommand({ UserName }));
      expect(User?.Path).to.equal(`/ses-smtp/sandbox/${username}/`);
      expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).to.include(":policy/");
      const keys = await iam.send(new ListAccessKeysCommand({ UserName }));
      expect(keys.AccessKeyMetadata).to.have.lengthOf(1);
      const password = await iam
        .send(new GetLoginProfileCommand({ UserName }))
        .catch((error: unknown) => error);
      expect(password).to.be.instanceOf(NoSuchEntityException);
    }
  });

  // Proves R4.1, T3.2-c, T8.1-b, T8.2-b
  it("has one inline policy that allows sending from the record's addresses through the stack's configuration set, and nothing else", async () => {
    for (const [username, UserName] of names) {
      const { PolicyNames = [] } = await iam.send(new ListUserPoliciesCommand({ UserName }));
      expect(PolicyNames).to.have.lengthOf(1);
      const attached = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
      expect(attached.AttachedPolicies ?? []).to.deep.equal([]);
      const { PolicyDocument = "" } = await iam.send(
        new GetUserPolicyCommand({ UserName, PolicyName: PolicyNames[0] }),
      );
      const scope = `arn:aws:ses:${report.region}:${ACCOUNT_ID}`;
      expect(JSON.parse(decodeURIComponent(PolicyDocument))).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["ses:SendEmail", "ses:SendRawEmail"],
            Resource: [`${scope}:identity/*`, `${scope}:configuration-set/ses-smtp-sandbox`],
            Condition: { StringLike: { "ses:FromAddress": SENDERS[username] } },
          },
        ],
      });
    }
  });

  // Proves T8.2-a, T8.2-c
  it("sends from its own addresses only", async () => {
    const client = new MailClient(report);
    for (const [username, from, expected] of MAILS) {
      const mail = { from, to: "success@simulator.amazonses.com", subject: "IAM user", text: "Hello.\n" };
      const { code, text } = await client.send(await administrator.login(username), mail);
      expect(code, `${username} as ${from}: ${text}`).to.equal(expected);
    }
  });
});
