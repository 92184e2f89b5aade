import { expect } from "chai";
import { program } from "../support/policy-pack/program";

describe("the resources for mail and its records", () => {
  let inputsOf: (type: string) => Record<string, unknown>;
  before(async () => {
    const all = await program();
    inputsOf = type => {
      const found = all.filter(registration => registration.type === type);
      expect(found, type).to.have.lengthOf(1);
      return found[0]?.inputs ?? {};
    };
  });

  // Proves R2.1, D-modules.1, T1-a
  it("monitor mail without a configuration set: the stack's is the identity's default", () => {
    const { configurationSetName } = inputsOf("aws:sesv2/configurationSet:ConfigurationSet");
    expect(configurationSetName).to.equal("ses-smtp-test");
    expect(inputsOf("aws:sesv2/emailIdentity:EmailIdentity")).to.include({ configurationSetName });
  });

  // Proves D-network-security.3, T1-b, P-overview.3, P-setup2.2
  it("sign with Easy DKIM and keys of 2048 bits", () => {
    expect(inputsOf("aws:sesv2/emailIdentity:EmailIdentity")).to.deep.include({
      emailIdentity: "company.com",
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    });
  });

  // Proves D-network-security.3, P-overview.3
  it("let SES suppress addresses after a bounce or complaint", () => {
    const { suppressionOptions } = inputsOf("aws:sesv2/configurationSet:ConfigurationSet");
    expect(suppressionOptions).to.deep.equal({ suppressedReasons: ["BOUNCE", "COMPLAINT"] });
  });

  it("include a table that removes expired items, streams keys only, and is protected", () => {
    expect(inputsOf("aws:dynamodb/table:Table")).to.deep.include({
      ttl: { attributeName: "expires_at", enabled: true }, // as leases and suppressions write it
      streamViewType: "KEYS_ONLY",
      deletionProtectionEnabled: true,
    });
  });
});
