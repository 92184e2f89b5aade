import { SendEmailCommand, type SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  PutAccountSendingAttributesCommand,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import PostalMime from "postal-mime";

import { useSdk } from "../../support/ses/sesv2-client";

const SIMPLE = {
  Simple: {
    Subject: { Data: "Grüße aus dem Test", Charset: "UTF-8" },
    Body: { Text: { Data: "Hello,\n\n.a line, and a long one: " + "x".repeat(2_000) } },
    Headers: [{ Name: "Auto-Submitted", Value: "auto-generated" }],
  },
};
const MESSAGE: SendEmailCommandInput = {
  FromEmailAddress: "notices@company.com",
  Destination: { ToAddresses: ["jane@example.com"] },
  Content: SIMPLE,
};

describe("SendEmail of local SES", () => {
  const { bench, client } = useSdk();

  beforeEach(() => client().send(new CreateEmailIdentityCommand({ EmailIdentity: "company.com" })));

  const send = (more: Partial<SendEmailCommandInput> = {}) =>
    client().send(new SendEmailCommand({ ...MESSAGE, ...more }));
  const errorOf = (sending: Promise<unknown>) =>
    sending.then(
      () => "accepted",
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it("puts a simple message into the mailbox, as its parts were given", async () => {
    const { MessageId = "" } = await send();
    const [message] = bench().ses.mailbox.list();
    expect(message).to.deep.include({
      id: MessageId,
      operation: "SendEmail",
      subject: "Grüße aus dem Test",
      envelope: { from: "notices@company.com", to: ["jane@example.com"] },
    });
    const { text, subject, headers } = await PostalMime.parse(message!.raw);
    expect(text?.trimEnd()).to.equal(SIMPLE.Simple.Body.Text.Data);
    expect(subject).to.equal("Grüße aus dem Test");
    expect(headers).to.deep.include({
      key: "auto-submitted",
      originalKey: "Auto-Submitted",
      value: "auto-generated",
    });
  });

  it("sends HTML beside text, and a raw message as it is", async () => {
    const Body = { Text: { Data: "plain" }, Html: { Data: "<p>rich</p>" } };
    await send({ Content: { Simple: { Subject: { Data: "Both" }, Body } } });
    const Data = Buffer.from(
      "From: notices@company.com\r\nTo: jane@example.com\r\nSubject: Raw\r\n\r\nraw\r\n",
    );
    await client().send(new SendEmailCommand({ Content: { Raw: { Data } } }));
    const [raw, both] = bench().ses.mailbox.list();
    const parsed = await PostalMime.parse(both!.raw);
    expect([parsed.text?.trim(), parsed.html?.trim()]).to.deep.equal(["plain", "<p>rich</p>"]);
    expect(raw?.raw.toString()).to.equal(Data.toString());
    expect(raw?.envelope.to).to.deep.equal(["jane@example.com"]);
  });

  it("rejects a sender that is not verified, as SES words it", async () => {
    expect(await errorOf(send({ FromEmailAddress: "notices@elsewhere.com" }))).to.equal(
      "MessageRejected: Email address is not verified. The following identities failed the check in region " +
        "EU-CENTRAL-1: notices@elsewhere.com",
    );
  });

  it("rejects a recipient that is not verified while the account is in SES's sandbox", async () => {
    bench().ses.account.productionAccess = false;
    expect(await errorOf(send())).to.match(/^MessageRejected: .*jane@example\.com$/);
  });

  it("rejects an unknown configuration set, and takes one that exists", async () => {
    expect(await errorOf(send({ ConfigurationSetName: "mail" }))).to.match(/^NotFoundException: .*mail/);
    await client().send(new CreateConfigurationSetCommand({ ConfigurationSetName: "mail" }));
    await send({ ConfigurationSetName: "mail" });
    expect(bench().ses.mailbox.list()[0]?.configurationSet).to.equal("mail");
  });

  it("rejects everything while sending is paused", async () => {
    await client().send(new PutAccountSendingAttributesCommand({ SendingEnabled: false }));
    expect(await errorOf(send())).to.match(/^SendingPausedException: /);
  });

  for (const [what, more] of [
    ["no recipient", { Destination: {} }],
    ["a recipient that is no address", { Destination: { ToAddresses: ["jane"] } }],
    ["no body", { Content: { Simple: { Subject: { Data: "x" }, Body: {} } } }],
    ["no content", { Content: {} }],
  ] as const)
    it(`rejects a message with ${what}`, async () => {
      expect(await errorOf(send(more as Partial<SendEmailCommandInput>))).to.match(/^BadRequestException: /);
    });
});
