import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { InvokedFunctions } from "../../support/emulator/invoked-functions";
import { openWorkbench, type Workbench } from "../../support/emulator/workbench";

const CONCURRENCY = 3;
const SECONDS_A_MINUTE = 0.5;

describe("an asynchronous invocation, in the emulator", () => {
  let bench: Workbench;
  let functions: InvokedFunctions;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    bench = await openWorkbench({
      LAMBDA_ACCOUNT_CONCURRENCY: String(CONCURRENCY),
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: String(SECONDS_A_MINUTE),
      SES_SMTP_EVENT_AGE_SPEEDUP: "30", // 60 s, the least that AWS accepts, are 2 s
    });
    functions = new InvokedFunctions(bench);
  });
  after(() => bench?.close());

  it("waits when throttled and uses up no attempt: fifty events at a concurrency of three", async () => {
    const { name, failures } = await functions.createFunction({ MaximumRetryAttempts: 0 });
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const others = await functions.createFunction({});
    const synchronous = Array.from({ length: CONCURRENCY }, () => functions.call(others.name, { ms: 1_500 }));
    await Promise.all(numbers.map(number => functions.invoke(name, { number, ms: 20 })));
    await Promise.all(synchronous);
    const seen = await functions.invocations(name, 50);
    expect(seen.map(({ event }) => event.number).sort(byNumber)).to.deep.equal(numbers);
    expect(await bench.receiveAll(failures)).to.deep.equal([]);
  });

  it("waits when throttled by the function's reserved concurrency", async () => {
    const { name } = await functions.createFunction({ MaximumRetryAttempts: 0 });
    await functions.reserve(name, 1);
    for (const number of [1, 2, 3]) await functions.invoke(name, { number, ms: 300 });
    const times = (await functions.invocations(name, 3)).map(({ at }) => at).sort(byNumber);
    expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? at)))).to.be.at.least(290);
  });

  it("is retried twice under the same request ID, the second time after a pause twice as long", async () => {
    const { name } = await functions.createFunction({});
    const requestId = await functions.invoke(name, { fail: true });
    const seen = await functions.invocations(name, 3);
    expect(new Set(seen.map(each => each.requestId))).to.deep.equal(new Set([requestId]));
    const [first = 0, second = 0, third = 0] = seen.map(({ at }) => at).sort(byNumber);
    expect(second - first).to.be.at.least(SECONDS_A_MINUTE * 1_000);
    expect(third - second).to.be.at.least(SECONDS_A_MINUTE * 2_000);
  });

  it("ends, after the last retry, in the on-failure destination with the record AWS documents", async () => {
    const { name, arn, failures } = await functions.createFunction({ MaximumRetryAttempts: 1 });
    const requestId = await functions.invoke(name, { fail: true });
    const record = await functions.onlyRecord(failures);
    expect(record).to.deep.include({
      version: "1.0",
      requestContext: {
        requestId,
        functionArn: `${arn}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: 2,
      },
      requestPayload: { fail: true },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    });
    expect(record.timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(record.responsePayload?.errorMessage).to.equal("failed on purpose");
    expect(await functions.invocations(name, 2)).to.have.lengthOf(2);
  });

  it("ends there after one attempt if MaximumRetryAttempts is 0", async () => {
    const { name, failures } = await functions.createFunction({ MaximumRetryAttempts: 0 });
    await functions.invoke(name, { fail: true });
    expect((await functions.onlyRecord(failures)).requestContext.approximateInvokeCount).to.equal(1);
  });

  it("ends there without a response if it is throttled until it is too old", async () => {
    const { name, failures } = await functions.createFunction({ MaximumEventAgeInSeconds: 60 });
    await functions.reserve(name, 1);
    for (const number of [1, 2]) await functions.invoke(name, { number, ms: 3_000 });
    const record = await functions.onlyRecord(failures);
    expect(record.requestContext.condition).to.equal("EventAgeExceeded");
    expect(record).to.not.have.any.keys("responseContext", "responsePayload");
    const ran = (await functions.invocations(name, 1)).map(({ event }) => event);
    expect([...ran, record.requestPayload]).to.have.deep.members([
      { number: 1, ms: 3_000 },
      { number: 2, ms: 3_000 },
    ]);
  });

  it("ends there without an attempt if the function's reserved concurrency is 0", async () => {
    const { name, failures } = await functions.createFunction({});
    await functions.reserve(name, 0);
    await functions.invoke(name, { number: 1 });
    const record = await functions.onlyRecord(failures);
    expect(record.requestContext).to.include({
      condition: "ZeroReservedConcurrency",
      approximateInvokeCount: 0,
    });
  });

  it("ends in the dead-letter queue as it was sent, with the error as attributes", async () => {
    const { name } = await functions.createFunction({ MaximumRetryAttempts: 0 });
    const letters = await bench.createQueue(`${name}-letters`);
    await bench.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: name,
        DeadLetterConfig: { TargetArn: letters.arn },
      }),
    );
    const requestId = await functions.invoke(name, { fail: true });
    const message = await functions.onlyMessage(letters);
    expect(JSON.parse(message.Body ?? "")).to.deep.equal({ fail: true });
    const attributes = message.MessageAttributes ?? {};
    expect(attributes.RequestID?.StringValue).to.equal(requestId);
    expect(attributes.ErrorCode?.StringValue).to.equal("200");
    expect(attributes.ErrorMessage?.StringValue).to.equal("failed on purpose");
  });

  it("is retried and ends in the on-failure destination when SNS invokes", async () => {
    const { name, arn, failures } = await functions.createFunction({ MaximumRetryAttempts: 1 });
    const { TopicArn = "" } = await bench.sns.send(new CreateTopicCommand({ Name: name }));
    await functions.permit(name, "sns.amazonaws.com");
    await bench.sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: arn }));
    await bench.sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
    const record = await functions.onlyRecord(failures);
    expect(record.requestContext.approximateInvokeCount).to.equal(2);
    const { Records } = record.requestPayload as {
      Records: { EventSource: string; Sns: { Message: string } }[];
    };
    expect(Records.map(({ EventSource, Sns }) => [EventSource, Sns.Message])).to.deep.equal([
      ["aws:sns", "hello"],
    ]);
  });

  it("is retried and ends in the on-failure destination when EventBridge invokes", async () => {
    const { name, arn, failures } = await functions.createFunction({ MaximumRetryAttempts: 1 });
    await functions.permit(name, "events.amazonaws.com");
    await functions.events("PutRule", { Name: name, EventPattern: JSON.stringify({ source: [name] }) });
    await functions.events("PutTargets", { Rule: name, Targets: [{ Id: "1", Arn: arn }] });
    await functions.events("PutEvents", {
      Entries: [{ Source: name, DetailType: "test", Detail: JSON.stringify({ fail: true }) }],
    });
    const record = await functions.onlyRecord(failures);
    expect(record.requestContext.approximateInvokeCount).to.equal(2);
    expect((record.requestPayload as { source: string }).source).to.equal(name);
  });

  it("cannot be configured beyond AWS's limits for retries and age", async () => {
    const { name } = await functions.createFunction({});
    for (const settings of [
      { MaximumRetryAttempts: 3 },
      { MaximumRetryAttempts: -1 },
      { MaximumEventAgeInSeconds: 59 },
      { MaximumEventAgeInSeconds: 21_601 },
    ]) {
      const thrown = await functions.configure(name, settings).catch((error: unknown) => error as Error);
      expect(thrown, JSON.stringify(settings)).to.have.property("name", "ValidationException");
    }
  });
});

function byNumber(a: number | undefined, b: number | undefined): number {
  return (a ?? 0) - (b ?? 0);
}
