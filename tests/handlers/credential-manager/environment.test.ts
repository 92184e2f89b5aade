import { expect } from "chai";
import { createHandler } from "../../../handlers/credential-manager/handler";
import type { ManagerEnvironment } from "../../../handlers/credential-manager/environment";
import type { Environment, LambdaEnvironment } from "../../../handlers/shared/environment";

const COMPLETE: Environment<ManagerEnvironment & LambdaEnvironment> = {
  AWS_REGION: "eu-central-1",
  TABLE_NAME: "mail",
  KMS_KEY_ARN: "arn:aws:kms:eu-central-1:123456789012:key/one",
  STACK_NAME: "test",
  USER_BOUNDARY_ARN: "arn:aws:iam::123456789012:policy/boundary",
  ALLOWED_FROM_DOMAINS: "company.com",
  SENDING_RESOURCES: "arn:one,arn:two",
  SMTP_HOST: "smtp.test",
  SMTP_PORT: "587",
  ROTATION_DAYS: "0",
  ROTATION_GRACE_DAYS: "7",
  ROTATION_MAX_GRACE_DAYS: "30",
  SCHEDULE_GROUP: "wake-ups",
  SCHEDULE_ROLE_ARN: "arn:aws:iam::123456789012:role/wake-ups",
  PARKED_QUEUE_ARN: "arn:aws:sqs:eu-central-1:123456789012:parked",
  FAILURES_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:failures",
  PARKED_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/parked",
  ALERT_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:alerts",
};

describe("the credential manager's environment", () => {
  it("is complete with the required variables; SMTP_CA is optional", () => {
    expect(createHandler(COMPLETE)).to.be.a("function");
  });

  for (const name of Object.keys(COMPLETE) as (keyof typeof COMPLETE)[]) {
    for (const value of [undefined, ""]) {
      it(`fails at cold start if ${name} is ${JSON.stringify(value) ?? "missing"}`, () => {
        expect(() => createHandler({ ...COMPLETE, [name]: value })).to.throw(
          `Environment variable ${name} is missing.`,
        );
      });
    }
  }
});

describe("the credential manager, invoked with something else than its event", () => {
  const context = { invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:manager" };
  for (const [what, event, field] of [
    ["an empty event", {}, "usernames"],
    ["a batch of stream records", { Records: [] }, "usernames"],
    [
      "an event without a correlation id",
      { usernames: ["ann"], cause: "test", retryCount: 0 },
      "correlationId",
    ],
  ] as const) {
    it(`fails and names the field: ${what}`, async () => {
      const thrown = await createHandler(COMPLETE)(event, context).catch((error: unknown) => error);
      expect(thrown).to.be.an("error");
      expect(String(thrown)).to.include(`Invalid manager event: ${field} `);
    });
  }
});
