import { expect } from "chai";
import { answering, startWebhook } from "../../support/webhook/post";
import { type SnsSender, snsSender } from "../../support/webhook/sns-sender";

const RAW = '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"a@b.example"}]}}';

describe("a body that the webhook gets", () => {
  let sns: SnsSender;
  before(async () => {
    sns = await snsSender();
  });
  const start = () => startWebhook({ fetch: answering(sns.certificate) });

  const cases: [what: string, body: unknown, status: number, detail: string][] = [
    ["is a raw message", RAW, 400, "Turn off raw message delivery"],
    ["is not JSON", "a=b&c=d", 400, "The body is not a JSON object."],
    ["is empty", "", 400, "The body is not a JSON object."],
    ["is a list", "[]", 400, "The body is not an SNS message: Type"],
    ["is null", "null", 400, "The body is not a JSON object."],
    ["has a number where a string belongs", { Type: "Notification", MessageId: 1 }, 400, "MessageId"],
    ["is larger than 1 MB", "x".repeat(1024 * 1024 + 1), 413, "at most 1048576 are accepted"],
  ];
  for (const [what, body, status, detail] of cases)
    // Proves P-security2.3
    it(`and that ${what} is refused with ${status}, and nothing is fetched or called`, async () => {
      const webhook = start();
      const response = await webhook.post(body);
      expect(response.statusCode).to.equal(status);
      expect(response.headers["content-type"]).to.equal("application/problem+json");
      expect(response.body.detail).to.include(detail);
      expect([webhook.fetched, webhook.calls]).to.deep.equal([[], []]);
    });

  it("is refused if its header says that it is raw, whatever it contains", async () => {
    const webhook = start();
    const { statusCode } = await webhook.post(sns.sign({}), {
      headers: { "x-amz-sns-rawdelivery": "true" },
    });
    expect(statusCode).to.equal(400);
    expect([webhook.fetched, webhook.calls]).to.deep.equal([[], []]);
  });

  it("is refused if it is a confirmation without a token, or of an unknown type", async () => {
    const webhook = start();
    const confirmation = { ...sns.sign({ Type: "SubscriptionConfirmation" }), Token: undefined };
    expect((await webhook.post(confirmation)).statusCode).to.equal(400);
    expect((await webhook.post({ ...sns.sign({}), Type: "Confirmation" })).statusCode).to.equal(400);
    expect((await webhook.post({ ...sns.sign({}), Subject: { a: 1 } })).statusCode).to.equal(400);
    expect([webhook.fetched, webhook.calls]).to.deep.equal([[], []]);
  });

  it("is read in base64 too, as API Gateway passes on what it takes for binary", async () => {
    const webhook = start();
    const body = Buffer.from(JSON.stringify(sns.sign({ Message: "ü" }))).toString("base64");
    expect((await webhook.post(body, { isBase64Encoded: true })).statusCode).to.equal(200);
  });

  it("is not in the log, and a refused one has an entry only if it names a listed topic", async () => {
    const webhook = start();
    await webhook.post(sns.sign({ Message: RAW, Subject: "to a@b.example" }));
    await webhook.post({ ...sns.sign({ Message: RAW }), Signature: "AAAA" });
    await webhook.post(sns.sign({ Message: RAW, TopicArn: "arn:aws:sns:eu-central-1:111122223333:others" }));
    await webhook.post(RAW);
    const entries = webhook.log.filter(({ message }) => message !== "done");
    expect(entries.map(({ level, message }) => [level, message])).to.deep.equal([
      ["INFO", "accepted"],
      ["WARN", "refused"],
    ]);
    expect(JSON.stringify(webhook.log)).not.to.include("a@b.example");
  });
});
