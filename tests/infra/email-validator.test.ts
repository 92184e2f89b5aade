import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { readSettings } from "../../infra/settings";
import { program } from "../support/policy-pack/program";

interface Statement {
  Sid: string;
  Action: string | string[];
  Condition?: Record<string, Record<string, string[]>>;
}

describe("the validator of sent mail", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  before(async () => {
    all = await program({ settings: { "ses-smtp:enforcement": "suspend" } });
  });
  const one = (type: string, name: string) => {
    const found = all.filter(registration => registration.type === type && registration.name === name);
    expect(found, `${type} ${name}`).to.have.lengthOf(1);
    return found[0] as Registration;
  };
  const validator = () => one("aws:lambda/function:Function", "smtp-email-validator");
  const variables = () => (validator().inputs.environment as { variables: Record<string, string> }).variables;

  it("gets each message of a login, whatever configuration set it was sent through", () => {
    const { inputs, outputs } = one("aws:cloudwatch/eventRule:EventRule", "smtp-sends");
    expect(JSON.parse(String(inputs.eventPattern))).to.deep.equal({
      source: ["aws.ses"],
      "detail-type": ["Email Sent"],
      detail: { mail: { tags: { "ses:caller-identity": [{ prefix: "ses-smtp-user-" }] } } },
    });
    const target = one("aws:cloudwatch/eventTarget:EventTarget", "smtp-email-validator-events");
    expect(target.inputs).to.deep.include({
      arn: validator().outputs.arn,
      deadLetterConfig: { arn: one("aws:sqs/queue:Queue", "smtp-dead-letters").outputs.arn },
    });
    expect(one("aws:lambda/permission:Permission", "smtp-email-validator-events").inputs).to.include({
      principal: "events.amazonaws.com",
      sourceArn: outputs.arn,
    });
  });

  it("has its failures published", () => {
    const type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    expect(one(type, "smtp-email-validator").inputs.destinationConfig).to.deep.equal({
      onFailure: { destination: one("aws:sns/topic:Topic", "smtp-failures").outputs.arn },
    });
  });

  it("has a role that reads what a login may send, and writes holds and violations, and nothing else of the table", () => {
    const { policy } = one("aws:iam/rolePolicy:RolePolicy", "smtp-email-validator").inputs;
    const { Statement } = (typeof policy === "string" ? JSON.parse(policy) : policy) as {
      Statement: Statement[];
    };
    const onTable = Statement.filter(({ Action }) =>
      [Action].flat().some(action => action.startsWith("dynamodb:")),
    );
    const keysOf = ({ Condition = {} }: Statement) =>
      Object.values(Condition).flatMap(condition => condition["dynamodb:LeadingKeys"] ?? []);
    expect(
      onTable.map(statement => [[statement.Action].flat().join(), ...keysOf(statement)]),
    ).to.deep.include.members([
      ["dynamodb:BatchGetItem", "SMTP_LEASE"],
      ["dynamodb:BatchGetItem", "SMTP_USER"],
      ["dynamodb:UpdateItem", "SMTP_HOLD"],
      ["dynamodb:ConditionCheckItem", "SMTP_ENABLED"],
      ["dynamodb:UpdateItem", "EMAIL_EVENT#*", "EMAIL_ADDRESS#*"],
    ]);
    const reads = onTable.filter(({ Sid }) => ["ReadSenders", "ReadUserNames"].includes(Sid));
    const attributes = reads.map(
      ({ Condition }) => Condition?.["ForAllValues:StringEquals"]?.["dynamodb:Attributes"],
    );
    expect(attributes).to.deep.equal([
      ["PK", "SK", "user_name", "senders", "former_senders", "senders_since"],
      ["PK", "SK", "iam_user_name"],
    ]);
    expect(new Set(Statement.map(({ Sid }) => Sid)).size).to.equal(Statement.length);
  });

  it("knows the configuration sets that logins may use, and what to do", () => {
    const sets = all.filter(({ type }) => type === "aws:sesv2/configurationSet:ConfigurationSet");
    const [set] = sets.map(({ inputs }) => inputs.configurationSetName);
    expect(set).to.be.a("string");
    expect(variables()).to.include({ CONFIGURATION_SETS: set, ENFORCEMENT: "suspend" });
  });

  it("only observes unless the settings say otherwise", () => {
    const REQUIRED = {
      "ses-smtp:domains": '["company.com"]',
      "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    };
    expect(readSettings(REQUIRED, "prod", "eu-central-1").enforcement).to.equal("observe");
    const wrong = { ...REQUIRED, "ses-smtp:enforcement": "block" };
    expect(() => readSettings(wrong, "prod", "eu-central-1")).to.throw(
      'ses-smtp:enforcement: "block" is not valid; use "observe" or "suspend"',
    );
  });
});
