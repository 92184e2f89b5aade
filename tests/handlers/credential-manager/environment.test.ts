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
