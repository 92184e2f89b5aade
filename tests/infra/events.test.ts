import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { readSettings } from "../../infra/settings";
import { program } from "../support/policy-pack/program";

const REQUIRED = {
  "aws:region": "eu-central-1",
  "ses-smtp:domains": '["company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

interface Destination {
  enabled: boolean;
  matchingEventTypes: string[];
  snsDestination?: { topicArn: string };
  eventBridgeDestination?: { eventBusArn: string };
}

describe("the events of sent mail", () => {
  let all: readonly Registration[];
  const inputsOf = (type: string, name: string) =>
    all.find(registration => registration.type === type && registration.name === name)?.inputs ?? {};
  const destination = (name: string) => {
    const inputs = inputsOf(
      "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
      name,
    );
    expect(inputs, name).to.include({ configurationSetName: "ses-smtp-test", eventDestinationName: name });
    return inputs.eventDestination as Destination;
  };
  before(async () => {
    all = await program();
  });

  for (const [topic, type] of [
    ["smtp-bounces", "BOUNCE"],
    ["smtp-complaints", "COMPLAINT"],
  ] as const) {
    // Proves D-ses-monitoring.3, D-modules.6, T5-a, T5-b
    it(`${type} goes to the topic ${topic}, which only SES may publish to, for the stack's configuration set`, () => {
      const { enabled, matchingEventTypes, snsDestination } = destination(topic);
      expect({ enabled, matchingEventTypes }).to.deep.equal({ enabled: true, matchingEventTypes: [type] });
      const { arn, policy } = inputsOf("aws:sns/topicPolicy:TopicPolicy", topic) as {
        arn: string;
        policy: { Statement: Record<string, unknown>[] };
      };
      expect(snsDestination?.topicArn).to.equal(arn).and.to.include(topic);
      expect(policy.Statement).to.deep.equal([
        {
          Sid: "SesEvents",
          Effect: "Allow",
          Principal: { Service: "ses.amazonaws.com" },
          Action: "sns:Publish",
          Resource: arn,
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "123456789012",
              "aws:SourceArn": "arn:aws:ses:eu-central-1:123456789012:configuration-set/ses-smtp-test",
            },
          },
        },
      ]);
    });
  }

  it("everything else goes to EventBridge's default bus, and each type to one place only", () => {
    const { enabled, matchingEventTypes, eventBridgeDestination } = destination("smtp-events");
    expect(enabled).to.equal(true);
    expect(matchingEventTypes).to.deep.equal([
      ...["SEND", "DELIVERY", "DELIVERY_DELAY", "REJECT", "RENDERING_FAILURE"],
    ]);
    expect(eventBridgeDestination?.eventBusArn).to.equal(
      "arn:aws:events:eu-central-1:123456789012:event-bus/default",
    );
  });

  it("what readers do is reported only if the settings ask for it", async () => {
    all = await program({ settings: { "ses-smtp:engagementEvents": '["open","subscription"]' } });
    expect(destination("smtp-events").matchingEventTypes.slice(-2)).to.deep.equal(["OPEN", "SUBSCRIPTION"]);
  });

  it("their topics are not encrypted with a key that SES may not use", () => {
    for (const name of ["smtp-bounces", "smtp-complaints"])
      expect(inputsOf("aws:sns/topic:Topic", name)).not.to.have.property("kmsMasterKeyId");
  });

  it("SES goes on forwarding bounces and complaints to the sender", () => {
    const types = all.map(({ type }) => type);
    expect(types).not.to.include("aws:sesv2/emailIdentityFeedbackAttributes:EmailIdentityFeedbackAttributes");
  });

  for (const [value, issue] of [
    ["opens", '"opens" is not valid; use a JSON list of "open", "click" and "subscription"'],
    ['["open","bounce"]', 'engagementEvents[1]: "bounce" is not valid; use a JSON list of "open"'],
    ['["open","open"]', 'engagementEvents[1]: "open" is not valid; list each event once'],
  ] as const) {
    it(`engagementEvents ${value} is rejected`, () => {
      expect(() => readSettings({ ...REQUIRED, "ses-smtp:engagementEvents": value }, "prod")).to.throw(issue);
    });
  }
});
