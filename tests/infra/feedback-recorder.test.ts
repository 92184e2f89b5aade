import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { deleteExpiredItems } from "../../infra/grants/email-events";
import { expiryOf } from "../../infra/existing-store";
import { tableOf } from "../../infra/existing/table";
import { program } from "../support/policy-pack/program";

describe("the recorder of SES's events", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  before(async () => {
    all = await program({ settings: { "ses-smtp:eventRetentionDays": "365" } });
  });
  const one = (type: string, name: string) => {
    const found = all.filter(registration => registration.type === type && registration.name === name);
    expect(found, `${type} ${name}`).to.have.lengthOf(1);
    return found[0] as Registration;
  };
  const recorder = () => one("aws:lambda/function:Function", "smtp-feedback-recorder");
  const queueArn = () => one("aws:sqs/queue:Queue", "smtp-dead-letters").outputs.arn;

  it("subscribes to both topics; what SNS cannot deliver goes to the dead-letter queue", () => {
    for (const topic of ["bounces", "complaints"]) {
      const { arn } = one("aws:sns/topic:Topic", `smtp-${topic}`).outputs;
      const name = `smtp-feedback-recorder-${topic}`;
      expect(one("aws:sns/topicSubscription:TopicSubscription", name).inputs).to.deep.equal({
        topic: arn,
        protocol: "lambda",
        endpoint: recorder().outputs.arn,
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn() }),
      });
      expect(one("aws:lambda/permission:Permission", name).inputs).to.include({ sourceArn: arn });
    }
  });

  it("gets the events of our configuration set only from EventBridge, with the same queue behind", () => {
    const { inputs, outputs } = one("aws:cloudwatch/eventRule:EventRule", "smtp-events");
    const pattern = JSON.parse(String(inputs.eventPattern)) as { source: unknown; detail: object };
    expect(pattern.source).to.deep.equal(["aws.ses"]);
    const sets = all.filter(({ type }) => type === "aws:sesv2/configurationSet:ConfigurationSet");
    const { configurationSetName } = sets[0]?.inputs ?? {};
    expect(configurationSetName).to.be.a("string");
    expect(pattern.detail).to.deep.equal({
      mail: { tags: { "ses:configuration-set": [configurationSetName] } },
    });
    expect(
      one("aws:cloudwatch/eventTarget:EventTarget", "smtp-feedback-recorder-events").inputs,
    ).to.deep.include({
      arn: recorder().outputs.arn,
      deadLetterConfig: { arn: queueArn() },
    });
    expect(one("aws:lambda/permission:Permission", "smtp-feedback-recorder-events").inputs).to.include({
      principal: "events.amazonaws.com",
      sourceArn: outputs.arn,
    });
  });

  it("has its failures published, and counts once a day", () => {
    const config = one(
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      "smtp-feedback-recorder",
    );
    expect(config.inputs.destinationConfig).to.deep.equal({
      onFailure: { destination: one("aws:sns/topic:Topic", "smtp-failures").outputs.arn },
    });
    const { target } = one("aws:scheduler/schedule:Schedule", "smtp-count").inputs;
    expect(target).to.include({ arn: recorder().outputs.arn, input: '{"count":{"cause":"daily"}}' });
  });

  it("keeps events as long as the setting says, by the table's TTL attribute", () => {
    const { variables } = recorder().inputs.environment as { variables: Record<string, string> };
    expect(variables).to.include({ EVENT_RETENTION_DAYS: "365", TTL_ATTRIBUTE: "expires_at" });
  });

  it("uses the TTL attribute that an existing table has", () => {
    const found = {
      ...{ arn: "arn:aws:dynamodb:eu-central-1:123456789012:table/mail", hashKey: "PK", rangeKey: "SK" },
      ...{ streamEnabled: false, streamArn: "" },
    };
    const ttlOf = (ttl?: { attributeName: string; enabled: boolean }) => {
      const result = tableOf("mail", ttl === undefined ? found : { ...found, ttl });
      return "table" in result ? result.table.ttlAttribute : result.issue;
    };
    expect(ttlOf({ attributeName: "ttl", enabled: true })).to.equal("ttl");
    expect(ttlOf({ attributeName: "", enabled: false })).to.equal(undefined);
    expect(ttlOf()).to.equal(undefined);
  });

  it("deletes expired items itself only where DynamoDB does not, and has permissions for it only there", async () => {
    const { variables } = recorder().inputs.environment as { variables: Record<string, string> };
    expect(variables).to.include({ DELETE_EXPIRED: "nothing" });
    const grantFor = (ttlAttribute?: string) => {
      const expiry = expiryOf(ttlAttribute === undefined ? {} : { ttlAttribute });
      const tableArn = pulumi.output("arn:aws:dynamodb:eu-central-1:123456789012:table/mail");
      const tableName = pulumi.output("mail");
      const store = { tableName, tableArn, streamArn: tableArn, outputs: { tableName }, ...expiry };
      const { environment, statements } = deleteExpiredItems(store);
      return { ...environment, ttlAttribute: expiry.ttlAttribute, statements: statements.length };
    };
    expect(grantFor("expires_at")).to.deep.equal({
      ...{ DELETE_EXPIRED: "nothing", ttlAttribute: "expires_at", statements: 0 },
    });
    expect(grantFor("ttl")).to.deep.equal({
      ...{ DELETE_EXPIRED: "suppressions", ttlAttribute: "ttl", statements: 2 },
    });
    // No TTL, or one by an attribute that is something else in our items: it stays what it is.
    for (const unusable of [undefined, "timestamp", "created_at", "n", "sent"])
      expect(grantFor(unusable)).to.deep.equal({
        ...{ DELETE_EXPIRED: "everything", ttlAttribute: "expires_at", statements: 5 },
      });
  });

  it("can read no attribute of a credential but its owner's address, and no hold, lease or configuration", () => {
    const { policy } = one("aws:iam/rolePolicy:RolePolicy", "smtp-feedback-recorder").inputs;
    const { Statement } = (typeof policy === "string" ? JSON.parse(policy) : policy) as {
      Statement: {
        Sid: string;
        Action: string | string[];
        Condition?: Record<string, Record<string, string[]>>;
      }[];
    };
    const owners = Statement.filter(({ Sid }) => Sid === "ReadAttributes");
    expect(owners).to.have.lengthOf(1);
    expect(owners[0]?.Condition?.["ForAllValues:StringEquals"]).to.deep.equal({
      "dynamodb:LeadingKeys": ["SMTP_USER"],
      "dynamodb:Attributes": ["PK", "SK", "owner_email"],
    });
    const onTable = Statement.filter(({ Action }) =>
      [Action].flat().some(name => name.startsWith("dynamodb:")),
    ).filter(statement => !owners.includes(statement));
    expect(onTable.length).to.be.above(5);
    for (const { Condition } of onTable) {
      const keys = Condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] ?? ["*"];
      for (const key of keys)
        expect(key).to.match(
          /^(EMAIL_(EVENT|ADDRESS|MARK|COUNT|FEEDBACK|SOURCE)#\*|EMAIL_(UNCOUNTED|TOTAL|ACCOUNT|DIGEST)|SUPPRESSION)$/,
        );
    }
  });
});
