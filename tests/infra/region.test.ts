import { expect } from "chai";
import { capture, SettingsError } from "../../cost/capture";
import { INFRA } from "../support/policy-pack/program";

describe("a region that is no setting of the stack", () => {
  it("is asked of the provider, and a key in another one is reported with every other issue", async () => {
    const error = await capture({
      directory: INFRA,
      stack: "test",
      config: {
        "ses-smtp:domains": '["company.com"]',
        "ses-smtp:kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "ses-smtp:logLevel": "loud",
      },
    }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(SettingsError);
    expect((error as Error).message).to.match(
      /^Invalid settings:\n {2}ses-smtp:logLevel: "loud" is not valid; .+\n {2}ses-smtp:kmsKeyArn: the key is in us-east-1 but the stack is in eu-central-1; .+$/,
    );
  });
});
