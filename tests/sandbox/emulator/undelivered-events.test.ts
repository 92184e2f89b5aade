import { DeleteFunctionCommand } from "@aws-sdk/client-lambda";
import { SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { openDeliveries, ruleArn, statement, type Deliveries } from "../../support/emulator/deliveries";

/**
 * What Lambda does not even accept, because the function is gone or does not permit it, is the sender's to keep; what a
 * function fails to handle is Lambda's (async-invocations.test.ts).
 */
describe("an event that Lambda does not accept, in the emulator", () => {
  let on: Deliveries;
  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openDeliveries();
  });
  after(() => on?.bench.close());

  const remove = (FunctionName: string) => on.bench.lambda.send(new DeleteFunctionCommand({ FunctionName }));

  it("goes from SNS to the subscription's redrive queue: without permission, and once the function is gone", async () => {
    const topic = await on.createTopic();
    const letters = await on.bench.createQueue("not-invoked");
    await on.setPolicy(letters, [statement("sns.amazonaws.com", letters.arn, topic)]);
    const { name, arn } = await on.createFunction();
    await on.bench.sns.send(
      new SubscribeCommand({
        TopicArn: topic,
        Protocol: "lambda",
        Endpoint: arn,
        Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: letters.arn }) },
      }),
    );
    await on.publish(topic, "without permission");
    await on.permit(name, "sns.amazonaws.com", topic);
    await on.publish(topic, "permitted");
    expect(await on.invocations(name)).to.deep.equal(["permitted"]);
    await remove(name);
    await on.publish(topic, "to nobody");
    const bodies = (await on.bench.receiveAll(letters)).map(
      ({ Body = "" }) => JSON.parse(Body) as { Message: string },
    );
    expect(bodies.map(({ Message }) => Message)).to.deep.equal(["without permission", "to nobody"]);
  });

  it("goes from EventBridge to the target's dead-letter queue, in both cases", async () => {
    const letters = await on.bench.createQueue("not-invoked-by-rule");
    const { name, arn } = await on.createFunction();
    const rule = await on.createRule(arn, { DeadLetterConfig: { Arn: letters.arn } });
    await on.setPolicy(letters, [statement("events.amazonaws.com", letters.arn, ruleArn(rule))]);
    await on.putEvent(rule, "without permission");
    await on.permit(name, "events.amazonaws.com", ruleArn(rule));
    await on.putEvent(rule, "permitted");
    expect(await on.invocations(name)).to.deep.equal(["permitted"]);
    await remove(name);
    await on.putEvent(rule, "to nobody");
    const bodies = (await on.bench.receiveAll(letters)).map(
      ({ Body = "" }) => JSON.parse(Body) as { detail: { text: string } },
    );
    expect(bodies.map(({ detail }) => detail.text)).to.deep.equal(["without permission", "to nobody"]);
  });
});
