import { expect } from "chai";
import { answering, startWebhook } from "../../support/webhook/post";
import { type SnsSender, snsSender, TOPIC } from "../../support/webhook/sns-sender";

describe("what the webhook does with a verified message", () => {
  let sns: SnsSender;
  before(async () => {
    sns = await snsSender();
  });
  const start = (fails?: Error) =>
    startWebhook({ fetch: answering(sns.certificate), ...(fails === undefined ? {} : { fails }) });
  const named = (name: string) => Object.assign(new Error("from AWS"), { name });

  // Proves P-component2.1, P-api.1
  it("hands a notification to the recorder, as SNS itself would", async () => {
    const webhook = start();
    const message = sns.sign({ Subject: "Amazon SES Email Event Notification" });
    expect((await webhook.post(message)).body).to.deep.equal({ status: "accepted" });
    const [{ command, input } = { command: "", input: {} }] = webhook.calls;
    expect([command, input.FunctionName, input.InvocationType]).to.deep.equal([
      ...["InvokeCommand", "smtp-feedback-recorder", "Event"],
    ]);
    const { Type, MessageId, TopicArn, Message, Timestamp, Subject } = message;
    expect(JSON.parse(String(input.Payload))).to.deep.equal({
      Records: [
        {
          ...{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: "" },
          Sns: { Type, MessageId, TopicArn, Message, Timestamp, Subject },
        },
      ],
    });
  });

  it("confirms a subscription by the signed API in the topic's region, and never follows its link", async () => {
    const webhook = start();
    const message = sns.sign({ Type: "SubscriptionConfirmation" });
    await webhook.post(message);
    expect(webhook.calls).to.deep.equal([
      {
        command: "ConfirmSubscriptionCommand",
        input: { TopicArn: TOPIC, Token: message.Token, AuthenticateOnUnsubscribe: "true" },
        region: "eu-central-1",
      },
    ]);
    expect(webhook.fetched).to.deep.equal([message.SigningCertURL]);
  });

  it("alerts of the end of a subscription", async () => {
    const webhook = start();
    await webhook.post(sns.sign({ Type: "UnsubscribeConfirmation" }));
    const [{ command, input } = { command: "", input: {} }] = webhook.calls;
    expect(command).to.equal("PublishCommand");
    expect(input.TopicArn).to.equal("arn:aws:sns:eu-central-1:123456789012:smtp-alerts");
    expect(input.Message).to.include(`unsubscribed the webhook from the topic ${TOPIC}`);
  });

  it("answers 503 if AWS does not do its part, so that SNS delivers the message again", async () => {
    for (const Type of ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] as const)
      for (const name of ["ThrottlingException", "AuthorizationError", "TimeoutError"]) {
        const { statusCode, body } = await start(named(name)).post(sns.sign({ Type }));
        expect(statusCode, `${Type} ${name}`).to.equal(503);
        expect(JSON.stringify(body)).not.to.include("from AWS");
      }
  });

  it("answers 400 if SNS does not know the token: delivering that again cannot help", async () => {
    const webhook = start(named("InvalidParameterException"));
    const { statusCode, body } = await webhook.post(sns.sign({ Type: "SubscriptionConfirmation" }));
    expect([statusCode, body.detail]).to.deep.equal([
      400,
      "SNS does not accept the token; subscribe this address to the topic again.",
    ]);
  });

  // Proves P-api.2
  it("tells that it is healthy without calling anything", async () => {
    const webhook = start();
    const { statusCode, body } = await webhook.handler({ routeKey: "GET /api/webhooks/ses/health" });
    expect([statusCode, JSON.parse(body)]).to.deep.equal([
      200,
      { status: "healthy", service: "smtp-webhook" },
    ]);
    expect([webhook.calls, webhook.fetched]).to.deep.equal([[], []]);
  });
});
