import {
  CreateEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  PutAccountPricingAttributesCommand,
  PutAccountSuppressionAttributesCommand,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { call, failure, mailer, MESSAGE, NOW } from "../../support/ses/local-ses";
import { useSdk } from "../../support/ses/sesv2-client";

describe("local SES: what AWS decides, and finds in DNS", () => {
  const { bench, client } = useSdk();
  const EmailIdentity = "example.com";
  beforeEach(() => {
    call(bench().ses, "POST", "/v2/email/identities", { EmailIdentity });
    bench().clock.now = new Date(bench().clock.now.getTime() + 86_400_000); // the key's delay is over
  });

  const account = () => client().send(new GetAccountCommand({}));
  const identity = () => client().send(new GetEmailIdentityCommand({ EmailIdentity }));
  const send = () => mailer(bench()).sendMail(MESSAGE);

  it("is a healthy account without a plan's fee at first", async () => {
    expect(await account()).to.deep.include({
      EnforcementStatus: "HEALTHY",
      SendingEnabled: true,
      PricingAttributes: { CurrentPlan: "NONE" },
      SuppressionAttributes: { SuppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
  });

  it("is a review, during which mail is sent, and a shutdown, which refuses it", async () => {
    bench().ses.account.enforcementStatus = "PROBATION";
    await send();
    expect(await account()).to.include({ EnforcementStatus: "PROBATION", SendingEnabled: true });
    bench().ses.account.enforcementStatus = "SHUTDOWN";
    expect(await account()).to.include({ EnforcementStatus: "SHUTDOWN", SendingEnabled: false });
    expect((await failure(send())).responseCode).to.equal(554);
  });

  it("is the answer to a request for production access", async () => {
    bench().ses.account.review = { Status: "DENIED", CaseId: "1" };
    expect((await account()).Details).to.deep.equal({ ReviewDetails: { Status: "DENIED", CaseId: "1" } });
    bench().ses.reset();
    expect(await account()).to.not.have.property("Details");
  });

  it("is a plan from the next month, unless it is the present one", async () => {
    const put = (Plan: "PRO" | "NONE") => client().send(new PutAccountPricingAttributesCommand({ Plan }));
    await put("PRO");
    expect((await account()).PricingAttributes).to.deep.equal({ CurrentPlan: "NONE", NextPlan: "PRO" });
    await put("NONE");
    expect((await account()).PricingAttributes).to.deep.equal({ CurrentPlan: "NONE" });
  });

  it("keeps Auto Validation as it was put", async () => {
    const ValidationAttributes = { ConditionThreshold: { ConditionThresholdEnabled: "ENABLED" as const } };
    const SuppressedReasons = ["BOUNCE" as const];
    const attributes = { SuppressedReasons, ValidationAttributes };
    await client().send(new PutAccountSuppressionAttributesCommand(attributes));
    expect((await account()).SuppressionAttributes).to.deep.equal(attributes);
    bench().ses.reset();
    expect((await account()).SuppressionAttributes).to.not.have.property("ValidationAttributes");
  });

  it("is an identity without its records: mail is refused, and the reason is in VerificationInfo", async () => {
    await client().send(new CreateEmailIdentityCommand({ EmailIdentity: "other.example" }));
    Object.assign(bench().ses.dnsFindings(EmailIdentity), {
      verification: "FAILED",
      error: "HOST_NOT_FOUND",
    });
    const { VerificationInfo, ...rest } = await identity();
    expect(rest).to.include({ VerifiedForSendingStatus: false, VerificationStatus: "FAILED" });
    expect(VerificationInfo).to.include({ ErrorType: "HOST_NOT_FOUND" });
    expect((await failure(send())).response).to.match(/^554 Message rejected: Email address is not verified/);
    const { EmailIdentities = [] } = await client().send(new ListEmailIdentitiesCommand({}));
    expect(
      EmailIdentities.map(({ IdentityName, SendingEnabled }) => [IdentityName, SendingEnabled]),
    ).to.deep.equal([
      [EmailIdentity, false],
      ["other.example", true],
    ]);
  });

  it("is an identity whose records have gone away lately: mail is still sent", async () => {
    bench().ses.dnsFindings(EmailIdentity).verification = "TEMPORARY_FAILURE";
    expect(await identity()).to.include({
      VerifiedForSendingStatus: true,
      VerificationStatus: "TEMPORARY_FAILURE",
    });
    await send();
  });

  it("is the state of DKIM and MAIL FROM, and the zone of the DKIM keys", async () => {
    call(bench().ses, "PUT", `/v2/email/identities/${EmailIdentity}/mail-from`, {
      MailFromDomain: "mail.example.com",
      BehaviorOnMxFailure: "REJECT_MESSAGE",
    });
    Object.assign(bench().ses.dnsFindings(EmailIdentity), { dkim: "PENDING", mailFrom: "FAILED" });
    const { DkimAttributes, MailFromAttributes, VerificationInfo } = await identity();
    expect(DkimAttributes).to.include({ Status: "PENDING", SigningHostedZone: "dkim.amazonses.com" });
    expect(MailFromAttributes).to.deep.equal({
      MailFromDomain: "mail.example.com",
      MailFromDomainStatus: "FAILED",
      BehaviorOnMxFailure: "REJECT_MESSAGE",
    });
    expect(VerificationInfo?.LastSuccessTimestamp?.getTime()).to.be.at.least(NOW.getTime());
    expect(VerificationInfo).to.not.have.property("ErrorType");
  });
});
