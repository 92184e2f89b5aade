import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { readSettings } from "../../infra/settings";
import { program } from "../support/policy-pack/program";

const REQUIRED = {
  "aws:region": "eu-central-1",
  "ses-smtp:domains": '["company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};
const OWN_TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";

const read = (settings: Record<string, string>) => readSettings({ ...REQUIRED, ...settings }, "prod");

describe("the settings of alerts", () => {
  it("name no addresses by default", () => {
    expect(read({})).to.deep.include({ alertEmails: [] });
    expect(read({}).alertTopicArn).to.equal(undefined);
  });

  // Proves R7.5
  it("name addresses, or a topic that exists", () => {
    const addresses = ["postmaster@company.com", "security@company.com"];
    expect(read({ "ses-smtp:alertEmails": JSON.stringify(addresses) }).alertEmails).to.deep.equal(addresses);
    expect(read({ "ses-smtp:alertTopicArn": OWN_TOPIC }).alertTopicArn).to.equal(OWN_TOPIC);
  });

  for (const [what, settings, issue] of [
    [
      "a plain address",
      { alertEmails: "postmaster@company.com" },
      '"postmaster@company.com" is not valid; use a JSON list of addresses such as',
    ],
    [
      "an entry that is no address",
      { alertEmails: '["postmaster@company.com","postmaster"]' },
      'alertEmails[1]: "postmaster" is not valid; use an address such as',
    ],
    [
      "an address twice",
      { alertEmails: '["a@company.com","a@company.com"]' },
      'alertEmails[1]: "a@company.com" is not valid; list each address once',
    ],
    [
      "more addresses than a person would list",
      { alertEmails: JSON.stringify(Array.from({ length: 21 }, (_, index) => `a${index}@company.com`)) },
      "list at most 20 addresses",
    ],
    ["a name in place of an ARN", { alertTopicArn: "alerts" }, "use the ARN of a standard topic"],
    ["a FIFO topic", { alertTopicArn: `${OWN_TOPIC}.fifo` }, "not of a FIFO topic"],
    [
      "a topic in another region",
      { alertTopicArn: OWN_TOPIC.replace("eu-central-1", "us-east-1") },
      "the topic is in us-east-1 but the stack is in eu-central-1; use the ARN of a topic in eu-central-1",
    ],
    [
      "a sender of notices in a domain of somebody else",
      { noticesFrom: "notices@elsewhere.com" },
      '"notices@elsewhere.com" is not in one of the domains or their subdomains; use an address in one of',
    ],
    [
      "a sender that is no address",
      { noticesFrom: "company.com" },
      '"company.com" is not valid; use an address',
    ],
    [
      "a sender with a display name",
      { noticesFrom: "Mail <notices@company.com>" },
      "use an address in one of the domains",
    ],
    [
      "addresses beside a topic, which would never get anything",
      { alertTopicArn: OWN_TOPIC, alertEmails: '["a@company.com"]' },
      "alertEmails: has no effect with ses-smtp:alertTopicArn; subscribe the addresses to that topic",
    ],
  ] as const) {
    it(`reject ${what}`, () => {
      const full = Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [`ses-smtp:${key}`, value]),
      );
      expect(() => read(full)).to.throw(issue);
    });
  }
});

describe("notices to holders of logins", () => {
  const ofManager = async (settings: Record<string, string>) => {
    const all = await program({ settings });
    const find = (type: string) =>
      all.find(({ type: found, name }) => found === type && name === "smtp-credential-manager")?.inputs;
    const { Statement } = find("aws:iam/rolePolicy:RolePolicy")?.policy as { Statement: { Sid: string }[] };
    const { variables } = find("aws:lambda/function:Function")?.environment as {
      variables: Record<string, string>;
    };
    return { statement: Statement.find(({ Sid }) => Sid === "MailNotices"), variables };
  };

  it("come from exactly the sender of the settings, with the stack's configuration set", async () => {
    const { statement, variables } = await ofManager({ "ses-smtp:noticesFrom": "Notices@Company.com" });
    expect(statement).to.deep.equal({
      Sid: "MailNotices",
      Effect: "Allow",
      Action: "ses:SendEmail",
      Resource: ["identity/*", "configuration-set/ses-smtp-test"].map(
        resource => `arn:aws:ses:eu-central-1:123456789012:${resource}`,
      ),
      Condition: { StringEquals: { "ses:FromAddress": "Notices@company.com" } },
    });
    expect(variables).to.include({
      NOTICES_FROM: "Notices@company.com",
      NOTICES_CONFIGURATION_SET: "ses-smtp-test",
    });
  });

  it("are not sent without the setting, and the manager may send nothing", async () => {
    const { statement, variables } = await ofManager({});
    expect(statement).to.equal(undefined);
    expect(variables.NOTICES_FROM).to.equal("");
  });
});

describe("the alert topic", () => {
  const ofType = (all: readonly Registration[], type: string) =>
    all.filter(({ type: found, name }) => found === type && name.startsWith("smtp-alerts"));
  const publishing = (all: readonly Registration[]) => {
    const role = all.find(
      ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name === "smtp-credential-manager",
    );
    const { Statement } = role?.inputs.policy as {
      Statement: { Sid: string; Resource: unknown }[];
    };
    return Statement.filter(({ Sid }) => Sid === "Alerts").map(({ Resource }) => Resource);
  };

  it("is the stack's own, limited to its functions, with each address as a subscriber", async () => {
    const all = await program({ settings: { "ses-smtp:alertEmails": '["a@company.com","b@company.com"]' } });
    const [topic] = ofType(all, "aws:sns/topic:Topic");
    const arn = topic?.outputs.arn;
    expect(
      ofType(all, "aws:sns/topicSubscription:TopicSubscription").map(({ inputs }) => inputs),
    ).to.deep.equal(
      ["a@company.com", "b@company.com"].map(endpoint => ({ topic: arn, protocol: "email", endpoint })),
    );
    const [policy] = ofType(all, "aws:sns/topicPolicy:TopicPolicy");
    expect(JSON.stringify(policy?.inputs)).to.include("aws:PrincipalArn");
    expect(publishing(all)).to.deep.equal([arn]);
  });

  it("is the one that the settings name, of which nothing is changed", async () => {
    const all = await program({ settings: { "ses-smtp:alertTopicArn": OWN_TOPIC } });
    expect(all.filter(({ name }) => name.startsWith("smtp-alerts"))).to.deep.equal([]);
    expect(publishing(all)).to.deep.equal([OWN_TOPIC]);
  });
});
