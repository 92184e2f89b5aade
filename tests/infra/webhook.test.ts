import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { WEBHOOK_ROUTES } from "../../handlers/shared/api-routes";
import { program } from "../support/policy-pack/program";

const TOPICS = [
  "arn:aws:sns:eu-west-1:111122223333:bounces",
  "arn:aws:sns:eu-west-1:111122223333:complaints",
];
const SETTING = "ses-smtp:webhookTopicArns";

/** The delivery policy in docs/events.md. */
const DOCUMENTED_RATE = 10;

describe("the webhook", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  before(async () => {
    all = await program({ settings: { [SETTING]: JSON.stringify(TOPICS) } });
  });

  const ofType = (type: string, from = all) => from.filter(registration => registration.type === type);

  it("does not exist without topics: no function, no open route", async () => {
    for (const settings of [{}, { [SETTING]: "[]" }] as Record<string, string>[]) {
      const without = await program({ settings });
      expect(without.filter(({ name }) => name.startsWith("smtp-webhook"))).to.deep.equal([]);
      const open = ofType("aws:apigatewayv2/route:Route", without).filter(
        ({ inputs }) => inputs.authorizationType !== "AWS_IAM",
      );
      expect(open).to.deep.equal([]);
    }
  });

  it("has its two routes open, and no other", () => {
    const open = ofType("aws:apigatewayv2/route:Route").filter(
      ({ inputs }) => inputs.authorizationType !== "AWS_IAM",
    );
    expect(open.map(({ inputs }) => inputs.routeKey)).to.have.members(Object.values(WEBHOOK_ROUTES));
  });

  // Proves P-security2.4
  it("is throttled far above the delivery policy that the guide gives: SNS does not retry after a 429", () => {
    const { routeSettings } = ofType("aws:apigatewayv2/stage:Stage")[0]?.inputs as {
      routeSettings: { routeKey: string; throttlingRateLimit: number; throttlingBurstLimit: number }[];
    };
    const found = routeSettings.find(({ routeKey }) => routeKey === WEBHOOK_ROUTES.notifications);
    expect(found?.throttlingRateLimit).to.be.at.least(10 * DOCUMENTED_RATE);
    expect(found?.throttlingBurstLimit).to.be.at.least(10 * DOCUMENTED_RATE);
    expect(routeSettings.map(({ routeKey }) => routeKey)).to.include(WEBHOOK_ROUTES.health);
  });

  it("may invoke the recorder, publish alerts and confirm subscriptions to its topics, and nothing else", () => {
    const { policy } = ofType("aws:iam/rolePolicy:RolePolicy").find(({ name }) => name === "smtp-webhook")
      ?.inputs ?? { policy: "{}" };
    const { Statement } = (typeof policy === "string" ? JSON.parse(policy) : policy) as {
      Statement: { Sid: string; Action: string; Resource: unknown }[];
    };
    const own = Statement.filter(({ Sid }) => !["Log", "Trace"].includes(Sid));
    expect(own.map(({ Action }) => Action)).to.deep.equal([
      ...["lambda:InvokeFunction", "sns:Publish", "sns:ConfirmSubscription"],
    ]);
    expect(own.at(-1)?.Resource).to.deep.equal(TOPICS);
  });

  it("may publish to the alert topic, which admits few roles", () => {
    const { policy } = ofType("aws:sns/topicPolicy:TopicPolicy").find(({ name }) => name === "smtp-alerts")
      ?.inputs ?? { policy: "" };
    expect(typeof policy === "string" ? policy : JSON.stringify(policy)).to.include("smtp-webhook");
  });

  for (const [value, problem] of [
    ['["arn:aws:sns:eu-west-1:111122223333:bounces.fifo"]', "webhookTopicArns[0]"],
    ['["bounces"]', "webhookTopicArns[0]"],
    ["arn:aws:sns:eu-west-1:111122223333:bounces", "webhookTopicArns"],
    [JSON.stringify(Array<string>(9).fill(TOPICS[0] ?? "")), "list at most 8 topics"],
  ] as const)
    it(`refuses the setting ${value.slice(0, 60)}`, async () => {
      const error = await program({ settings: { [SETTING]: value } }).then(
        () => new Error("accepted"),
        (reason: unknown) => reason as Error,
      );
      expect(error.message).to.include("Invalid settings:").and.to.include(problem);
    });
});
