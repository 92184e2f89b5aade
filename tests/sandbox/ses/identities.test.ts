import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityFeedbackAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";

import { NOW, call, failure } from "../../support/ses/local-ses";
import { useSdk } from "../../support/ses/sesv2-client";

describe("local SES, through the AWS SDK: an identity", () => {
  const { bench, client } = useSdk();
  const EmailIdentity = "example.org";
  const ConfigurationSetName = "news";
  const createIdentity = async () => client().send(new CreateEmailIdentityCommand({ EmailIdentity }));
  const createSet = async () => client().send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
  const getIdentity = async () => client().send(new GetEmailIdentityCommand({ EmailIdentity }));

  it("is verified immediately, with three stable DKIM tokens", async () => {
    const created = await createIdentity();
    expect(created).to.include({ IdentityType: "DOMAIN", VerifiedForSendingStatus: true });
    const { DkimAttributes, ...rest } = await getIdentity();
    expect(DkimAttributes?.Tokens).to.have.length(3);
    expect(new Set(DkimAttributes?.Tokens)).to.have.property("size", 3);
    expect(DkimAttributes?.Tokens?.[0]).to.match(/^[a-z2-7]{32}$/);
    expect(DkimAttributes).to.include({ Status: "SUCCESS", CurrentSigningKeyLength: "RSA_2048_BIT" });
    expect(DkimAttributes?.LastKeyGenerationTimestamp).to.deep.equal(NOW);
    expect(rest).to.include({ VerifiedForSendingStatus: true, VerificationStatus: "SUCCESS" });
    bench().ses.reset();
    expect((await createIdentity()).DkimAttributes?.Tokens).to.deep.equal(DkimAttributes?.Tokens);
  });
  it("can sign with the domain's own DKIM key: its only token is the selector", async () => {
    const key = { DomainSigningSelector: "mail2026", DomainSigningPrivateKey: "cHJpdmF0ZQ==" };
    const created = await client().send(
      new CreateEmailIdentityCommand({ EmailIdentity, DkimSigningAttributes: key }),
    );
    const own = { SigningAttributesOrigin: "EXTERNAL", Tokens: ["mail2026"] };
    expect(created.DkimAttributes).to.deep.include(own);
    const put = async (SigningAttributesOrigin: "AWS_SES" | "EXTERNAL", SigningAttributes?: typeof key) =>
      client().send(
        new PutEmailIdentityDkimSigningAttributesCommand({
          EmailIdentity,
          SigningAttributesOrigin,
          SigningAttributes,
        }),
      );
    expect((await put("AWS_SES")).DkimTokens).to.have.length(3);
    expect((await getIdentity()).DkimAttributes).to.include({ SigningAttributesOrigin: "AWS_SES" });
    await put("EXTERNAL", key);
    expect((await getIdentity()).DkimAttributes).to.deep.include(own);
  });
  it("is unique, case-insensitively", async () => {
    await createIdentity();
    const error = await failure(
      client().send(new CreateEmailIdentityCommand({ EmailIdentity: "EXAMPLE.org" })),
    );
    expect(error).to.deep.include({ name: "AlreadyExistsException" });
  });
  it("can be an email address", async () => {
    const created = await client().send(new CreateEmailIdentityCommand({ EmailIdentity: "a+b@example.org" }));
    expect(created).to.include({ IdentityType: "EMAIL_ADDRESS" });
    const got = await client().send(new GetEmailIdentityCommand({ EmailIdentity: "a+b@example.org" }));
    expect(got).to.include({ IdentityType: "EMAIL_ADDRESS" });
  });
  it("must be a domain or an email address", async () => {
    const error = await failure(
      client().send(new CreateEmailIdentityCommand({ EmailIdentity: "not a domain" })),
    );
    expect(error).to.include({ name: "BadRequestException" });
  });
  it("does not exist after its deletion", async () => {
    await createIdentity();
    await client().send(new DeleteEmailIdentityCommand({ EmailIdentity }));
    expect(await failure(getIdentity())).to.include({ name: "NotFoundException" });
  });
  it("is listed, with pagination", async () => {
    for (const name of ["a.test", "b.test", "c.test"]) {
      await client().send(new CreateEmailIdentityCommand({ EmailIdentity: name }));
    }
    const first = await client().send(new ListEmailIdentitiesCommand({ PageSize: 2 }));
    const second = await client().send(
      new ListEmailIdentitiesCommand({ PageSize: 2, NextToken: first.NextToken }),
    );
    const names = [first, second].map(page => page.EmailIdentities?.map(({ IdentityName }) => IdentityName));
    expect(names).to.deep.equal([["a.test", "b.test"], ["c.test"]]);
    expect(second.NextToken).to.equal(undefined);
    expect(call(bench().ses, "GET", "/v2/email/identities").status).to.equal(200);
  });
  it("stores the attributes that are set", async () => {
    await createIdentity();
    await createSet();
    await client().send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity, SigningEnabled: false }));
    await client().send(
      new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity, EmailForwardingEnabled: false }),
    );
    await client().send(
      new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity,
        MailFromDomain: "bounce.example.org",
      }),
    );
    await client().send(
      new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity, ConfigurationSetName }),
    );
    const identity = await getIdentity();
    expect(identity).to.include({ FeedbackForwardingStatus: false, ConfigurationSetName });
    expect(identity.DkimAttributes?.SigningEnabled).to.equal(false);
    expect(identity.MailFromAttributes).to.include({
      MailFromDomain: "bounce.example.org",
      MailFromDomainStatus: "SUCCESS",
    });
  });
  it("rejects a MAIL FROM domain that is not a subdomain, and a configuration set that does not exist", async () => {
    await createIdentity();
    const mailFrom = new PutEmailIdentityMailFromAttributesCommand({
      EmailIdentity,
      MailFromDomain: "evil.test",
    });
    expect(await failure(client().send(mailFrom))).to.include({ name: "BadRequestException" });
    const set = new PutEmailIdentityConfigurationSetAttributesCommand({
      EmailIdentity,
      ConfigurationSetName,
    });
    expect(await failure(client().send(set))).to.include({ name: "NotFoundException" });
  });
});
