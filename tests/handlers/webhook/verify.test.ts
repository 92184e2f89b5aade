import { expect } from "chai";
import { answering, startWebhook } from "../../support/webhook/post";
import { CERTIFICATE_URL, NOW, type SnsSender, snsSender, TOPIC } from "../../support/webhook/sns-sender";
import type { SnsMessage } from "../../../handlers/webhook/sns/message";

const HOST = "https://sns.eu-central-1.amazonaws.com";
const PEM = "SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem";

/** Before or after NOW. */
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000).toISOString();

describe("a message to the webhook", () => {
  let sns: SnsSender;
  let other: SnsSender;
  before(async () => {
    sns = await snsSender();
    other = await snsSender();
  });
  const start = (options: { topics?: string[]; certificate?: string } = {}) =>
    startWebhook({ fetch: answering(options.certificate ?? sns.certificate), ...options });

  for (const SignatureVersion of ["1", "2"])
    for (const Type of ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] as const)
      // Proves P-test-unit.2, P-security2.1
      it(`is accepted if SNS signed it: ${Type}, signature version ${SignatureVersion}`, async () => {
        const webhook = start();
        const { statusCode } = await webhook.post(sns.sign({ Type, SignatureVersion }));
        expect(statusCode).to.equal(200);
        expect(webhook.fetched).to.deep.equal([CERTIFICATE_URL]);
        expect(webhook.calls).to.have.length(1);
      });

  it("is accepted with a subject, with a null one, and with line breaks and other scripts in its text", async () => {
    const webhook = start();
    for (const fields of [{ Subject: "Résumé\n2" }, { Message: 'a\nb\r\n"ü" 漢字' }])
      expect((await webhook.post(sns.sign(fields))).statusCode).to.equal(200);
    const { statusCode } = await webhook.post({ ...sns.sign({}), Subject: null });
    expect(statusCode).to.equal(200);
  });

  it("is accepted from China with the host name of its partition, and only with that", async () => {
    const TopicArn = "arn:aws-cn:sns:cn-north-1:111122223333:bounces";
    const topics = [TopicArn];
    const at = (host: string) => sns.sign({ TopicArn, SigningCertURL: `https://${host}/${PEM}` });
    const webhook = start({ topics });
    expect((await webhook.post(at("sns.cn-north-1.amazonaws.com.cn"))).statusCode).to.equal(200);
    expect((await webhook.post(at("sns.cn-north-1.amazonaws.com"))).statusCode).to.equal(403);
    expect(webhook.fetched).to.have.length(1);
  });

  for (const age of [-4, 74])
    it(`is accepted when it is ${age} minutes old`, async () => {
      const { statusCode } = await start().post(sns.sign({ Timestamp: minutes(-age) }));
      expect(statusCode).to.equal(200);
    });

  const changes: [what: string, change: Partial<SnsMessage>][] = [
    ["another text", { Message: '{"notificationType":"Complaint"}' }],
    ["another message id", { MessageId: "00000000-fdea-4c2c-8f9d-bdfb0c7bf324" }],
    ["another time", { Timestamp: "2026-11-26T11:59:30.000Z" }],
    ["a subject", { Subject: "added" }],
    ["another signature version", { SignatureVersion: "1" }],
    ["no base64 as its signature", { Signature: "####" }],
  ];
  for (const [what, change] of changes)
    // Proves P-security2.1
    it(`is refused if it got ${what} after SNS signed it`, async () => {
      const webhook = start();
      const { statusCode, body } = await webhook.post({ ...sns.sign({}), ...change });
      expect([statusCode, body.detail]).to.deep.equal([403, "The signature does not match the message."]);
      expect(webhook.calls).to.deep.equal([]);
    });

  for (const field of ["Token", "SubscribeURL"] as const)
    it(`is refused if it is a confirmation whose ${field} changed`, async () => {
      const webhook = start();
      const message = { ...sns.sign({ Type: "SubscriptionConfirmation" }), [field]: "https://evil.example/" };
      expect((await webhook.post(message)).statusCode).to.equal(403);
      expect(webhook.calls).to.deep.equal([]);
    });

  it("is refused if somebody else signed it", async () => {
    const webhook = start();
    expect((await webhook.post(other.sign({}))).statusCode).to.equal(403);
    expect(webhook.calls).to.deep.equal([]);
  });

  for (const [what, validity] of [
    ["has expired", { notBefore: new Date("2025-01-01"), notAfter: new Date("2026-11-25") }],
    ["is not valid yet", { notBefore: new Date("2026-11-27"), notAfter: new Date("2028-01-01") }],
  ] as const)
    it(`is refused if its certificate ${what}`, async () => {
      const sender = await snsSender(validity);
      const webhook = start({ certificate: sender.certificate });
      const { statusCode, body } = await webhook.post(sender.sign({}));
      expect([statusCode, body.detail]).to.deep.equal([
        403,
        "The signing certificate is not valid at this time.",
      ]);
    });

  const addresses: [what: string, url: string][] = [
    ["S3 in SNS's clothes", `https://sns.s3-us-west-2.amazonaws.com/${PEM}`],
    ["S3's path style", `https://s3.eu-central-1.amazonaws.com/sns.eu-central-1.amazonaws.com/${PEM}`],
    ["a bucket named like the host", `https://sns.eu-central-1.amazonaws.com.s3.amazonaws.com/${PEM}`],
    ["a longer domain", `https://sns.eu-central-1.amazonaws.com.evil.example/${PEM}`],
    ["a domain that ends alike", `https://evil-sns.eu-central-1.amazonaws.com/${PEM}`],
    ["no dot before the suffix", `https://sns.eu-central-1.evilamazonaws.com/${PEM}`],
    ["another region", `https://sns.us-east-1.amazonaws.com/${PEM}`],
    ["China's suffix", `https://sns.eu-central-1.amazonaws.com.cn/${PEM}`],
    ["the FIPS host", `https://sns-fips.eu-central-1.amazonaws.com/${PEM}`],
    ["no TLS", `http://sns.eu-central-1.amazonaws.com/${PEM}`],
    ["another port", `https://sns.eu-central-1.amazonaws.com:8443/${PEM}`],
    ["a user before the host", `https://sns.eu-central-1.amazonaws.com@evil.example/${PEM}`],
    ["a user of the host", `https://user@sns.eu-central-1.amazonaws.com/${PEM}`],
    ["a dot after the host", `https://sns.eu-central-1.amazonaws.com./${PEM}`],
    ["a homograph", `https://sns.eu-central-1.amazоnaws.com/${PEM}`],
    ["capitals", `https://SNS.eu-central-1.amazonaws.com/${PEM}`],
    ["a backslash", `https:\\\\sns.eu-central-1.amazonaws.com\\${PEM}`],
    ["a folder", `${HOST}/evil/${PEM}`],
    ["a way out of a folder", `${HOST}/evil/../${PEM}`],
    ["an escaped way out", `${HOST}/evil%2f..%2f${PEM}`],
    ["a query", `${HOST}/${PEM}?redirect=https://evil.example`],
    ["an action of the API", `${HOST}/?Action=Publish&x=/${PEM}`],
    ["a fragment", `${HOST}/evil#/${PEM}`],
    ["another name", `${HOST}/OtherService-9c6465fa7f48f5cacd23014631ec1136.pem`],
    ["another extension", `${HOST}/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem.exe`],
    ["a line break", `${HOST}/${PEM}\n`],
    ["a space before it", ` ${HOST}/${PEM}`],
    ["a local address", "https://169.254.169.254/latest/meta-data"],
    ["a file", "file:///etc/passwd"],
    ["no URL", "certificate"],
  ];
  for (const [what, SigningCertURL] of addresses)
    it(`is refused, and nothing is fetched, if the address of its certificate is ${what}`, async () => {
      const webhook = start({ certificate: other.certificate });
      const { statusCode } = await webhook.post(other.sign({ SigningCertURL }));
      expect(statusCode).to.equal(403);
      expect([webhook.fetched, webhook.calls]).to.deep.equal([[], []]);
    });

  const early: [what: string, fields: Partial<SnsMessage>, status: number][] = [
    ["is 76 minutes old", { Timestamp: minutes(-76) }, 403],
    ["is 6 minutes ahead", { Timestamp: minutes(6) }, 403],
    ["has no time", { Timestamp: "yesterday" }, 403],
    ["has a local time", { Timestamp: "2026-11-26T11:59:00" }, 403],
    ["is of another topic", { TopicArn: `${TOPIC}-2` }, 403],
    ["is of the same topic in another account", { TopicArn: TOPIC.replace("1111", "9999") }, 403],
    ["is of the same topic in another region", { TopicArn: TOPIC.replace("central", "west") }, 403],
    ["is of no topic", { TopicArn: "other-bounces" }, 403],
    ["has signature version 3", { SignatureVersion: "3" }, 400],
    ["has a property's name as its version", { SignatureVersion: "constructor" }, 400],
  ];
  for (const [what, fields, status] of early)
    it(`is refused, and nothing is fetched, if it ${what}`, async () => {
      const webhook = start();
      expect((await webhook.post(sns.sign(fields))).statusCode).to.equal(status);
      expect([webhook.fetched, webhook.calls]).to.deep.equal([[], []]);
    });

  it("has a setting for a topic of a partition whose host names are not public refused, whatever the list says", async () => {
    const TopicArn = "arn:aws-iso:sns:us-iso-east-1:111122223333:bounces";
    const webhook = start({ topics: [TopicArn] });
    expect((await webhook.post(sns.sign({ TopicArn }))).statusCode).to.equal(403);
    expect(webhook.fetched).to.deep.equal([]);
  });
});
