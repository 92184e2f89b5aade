import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { readSettings } from "../../infra/settings";
import { program } from "../support/policy-pack/program";

const NAME = "smtp-exposed-keys";

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

describe("AWS Health's reports of exposed access keys", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  before(async () => {
    all = await program();
  });

  const named = (type: string, name = NAME) =>
    all.find(each => each.type === type && each.name === name)?.inputs ?? {};

  it("are matched by their type, whatever service Health counts them to", () => {
    const { eventPattern } = named("aws:cloudwatch/eventRule:EventRule");
    expect(JSON.parse(String(eventPattern))).to.deep.equal({
      source: ["aws.health"],
      "detail-type": ["AWS Health Event"],
      detail: { eventTypeCode: ["AWS_RISK_CREDENTIALS_EXPOSED"] },
    });
  });

  it("go to the dispatcher, which this rule alone may invoke, and to the parked queue if they cannot", () => {
    const target = named("aws:cloudwatch/eventTarget:EventTarget");
    expect(target.arn).to.include("smtp-record-dispatcher");
    expect(target.deadLetterConfig).to.have.property("arn").that.includes(":smtp-parked");
    const permission = named("aws:lambda/permission:Permission");
    expect(permission).to.include({ principal: "events.amazonaws.com", action: "lambda:InvokeFunction" });
    const rule = all.find(({ type, name }) => type === "aws:cloudwatch/eventRule:EventRule" && name === NAME);
    expect(permission.sourceArn).to.equal(rule?.outputs.arn);
    const { policy } = named("aws:sqs/queuePolicy:QueuePolicy", "smtp-parked");
    expect(JSON.stringify(policy)).to.include(String(rule?.outputs.arn));
  });

  it("let the dispatcher write holds, and change no record of a login", () => {
    const { policy } = named("aws:iam/rolePolicy:RolePolicy", "smtp-record-dispatcher");
    const { Statement } = policy as { Statement: Statement[] };
    const writes = Statement.flatMap(({ Action, Condition }) => {
      const actions = [Action].flat().filter(each => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(each));
      const keys = Object.values(Condition ?? {}).flatMap(each => each["dynamodb:LeadingKeys"]);
      return actions.flatMap(action => keys.map(key => `${action.replace("dynamodb:", "")} ${String(key)}`));
    });
    expect(writes.sort()).to.deep.equal([
      "DeleteItem RECEIVING_RULE_SCAN", // where a search for receiving rules stands
      "DeleteItem SMTP_USER", // what a killed self-test has left
      "DeleteItem SUPPRESSION",
      "DeleteItem UNMANAGED_LOGIN", // what is known of another system's logins
      "UpdateItem RECEIVING_RULE_SCAN",
      "UpdateItem SMTP_HOLD",
      "UpdateItem UNMANAGED_LOGIN",
    ]);
  });
});

describe("exposedKeyForwarding", () => {
  const FORWARD = "smtp-exposed-keys-forward";
  const SETTING = "ses-smtp:exposedKeyForwarding";
  const KEY = "key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const settingsIn = (region: string) => ({
    "aws:region": region,
    "ses-smtp:domains": '["company.com"]',
    "ses-smtp:kmsKeyArn": `arn:aws:kms:${region}:123456789012:${KEY}`,
    [SETTING]: "true",
  });
  const forwarding = (all: readonly Registration[]) => all.filter(({ name }) => name === FORWARD);

  it("is off by default, and declares nothing then", async () => {
    expect(forwarding(await program())).to.deep.equal([]);
  });

  it("declares a rule in us-east-1, whose target is the stack's default bus, and a role for nothing else", async () => {
    const all = await program({ settings: { [SETTING]: "true" } });
    const inputs = (type: string) => forwarding(all).find(each => each.type === type)?.inputs ?? {};
    const rule = inputs("aws:cloudwatch/eventRule:EventRule");
    const own = all.find(({ type, name }) => type === "aws:cloudwatch/eventRule:EventRule" && name === NAME);
    expect(rule).to.deep.include({ region: "us-east-1", eventPattern: own?.inputs.eventPattern });
    const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/default";
    const role = forwarding(all).find(({ type }) => type === "aws:iam/role:Role");
    expect(inputs("aws:cloudwatch/eventTarget:EventTarget")).to.include({
      region: "us-east-1",
      arn: bus,
      roleArn: role?.outputs.arn,
    });
    const { policy } = inputs("aws:iam/rolePolicy:RolePolicy");
    expect((policy as { Statement: Statement[] }).Statement).to.deep.equal([
      { Sid: "ForwardEvents", Effect: "Allow", Action: "events:PutEvents", Resource: bus },
    ]);
    const trust = role?.inputs.assumeRolePolicy as { Statement: Statement[] };
    const arn = forwarding(all).find(({ type }) => type.endsWith(":EventRule"))?.outputs.arn;
    expect(trust.Statement[0]?.Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnEquals: { "aws:SourceArn": arn },
    });
  });

  for (const region of ["us-east-1", "us-west-2"])
    it(`declares nothing in ${region}, where AWS Health delivers these events itself`, async () => {
      expect(forwarding(await program({ settings: settingsIn(region) }))).to.deep.equal([]);
    });

  it("is accepted in us-gov-west-1, where AWS Health delivers the events of GovCloud", () => {
    expect(readSettings(settingsIn("us-gov-west-1"), "prod").exposedKeyForwarding).to.equal(true);
  });

  for (const region of ["us-gov-east-1", "cn-north-1", "cn-northwest-1", "eusc-de-east-1"])
    it(`is rejected in ${region}, with the reason`, () => {
      expect(() => readSettings(settingsIn(region), "prod")).to.throw(
        `exposedKeyForwarding: EventBridge cannot forward events of AWS Health to ${region}; remove this setting`,
      );
    });

  it("is rejected if it is neither true nor false", () => {
    const settings = { ...settingsIn("eu-central-1"), [SETTING]: "yes" };
    expect(() => readSettings(settings, "prod")).to.throw(/exposedKeyForwarding: "yes".*use true or false/);
  });
});
