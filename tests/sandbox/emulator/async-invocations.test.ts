import {
  AddPermissionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from "@aws-sdk/client-lambda";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { pollUntil } from "../../../sandbox/shared/poll";
import { openWorkbench, type Queue, type Workbench } from "../../support/emulator/workbench";

/** Runs for `ms` and throws if its event says `fail`, or comes from SNS. */
const HANDLER = `
exports.handler = async (event, context) => {
  console.log("invoked " + JSON.stringify({ event, requestId: context.awsRequestId, at: Date.now() }));
  await new Promise(resolve => setTimeout(resolve, event.ms ?? 0));
  if (event.fail ?? event.Records ?? event.detail?.fail) throw new Error("failed on purpose");
};`;

interface Invocation {
  event: { number?: number; ms?: number };
  requestId: string;
  at: number;
}

interface InvocationRecord {
  version: string;
  timestamp: string;
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: string;
    approximateInvokeCount: number;
  };
  requestPayload: unknown;
  responseContext?: { statusCode: number; executedVersion: string; functionError: string };
  responsePayload?: { errorMessage: string };
}

const CONCURRENCY = 3;
const SECONDS_A_MINUTE = 0.5;
const BOUND_MS = 20_000;

describe("an asynchronous invocation, in the emulator", function () {
  this.timeout(60_000);
  let bench: Workbench;
  let functions = 0;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    bench = await openWorkbench({
      LAMBDA_ACCOUNT_CONCURRENCY: String(CONCURRENCY),
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: String(SECONDS_A_MINUTE),
      SES_SMTP_EVENT_AGE_SPEEDUP: "30", // 60 s, the least that AWS accepts, are 2 s
    });
  });
  after(() => bench?.close());

  it("waits when throttled and uses up no attempt: fifty events at a concurrency of three", async () => {
    const { name, failures } = await createFunction({ MaximumRetryAttempts: 0 });
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const others = await createFunction({});
    const synchronous = Array.from({ length: CONCURRENCY }, () => call(others.name, { ms: 1_500 }));
    await Promise.all(numbers.map(number => invoke(name, { number, ms: 20 })));
    await Promise.all(synchronous);
    const seen = await invocations(name, 50);
    expect(seen.map(({ event }) => event.number).sort(byNumber)).to.deep.equal(numbers);
    expect(await bench.receiveAll(failures)).to.deep.equal([]);
  });

  it("waits when throttled by the function's reserved concurrency", async () => {
    const { name } = await createFunction({ MaximumRetryAttempts: 0 });
    await reserve(name, 1);
    for (const number of [1, 2, 3]) await invoke(name, { number, ms: 300 });
    const times = (await invocations(name, 3)).map(({ at }) => at).sort(byNumber);
    expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? at)))).to.be.at.least(290);
  });

  it("is retried twice under the same request ID, the second time after a pause twice as long", async () => {
    const { name } = await createFunction({});
    const requestId = await invoke(name, { fail: true });
    const seen = await invocations(name, 3);
    expect(new Set(seen.map(each => each.requestId))).to.deep.equal(new Set([requestId]));
    const [first = 0, second = 0, third = 0] = seen.map(({ at }) => at).sort(byNumber);
    expect(second - first).to.be.at.least(SECONDS_A_MINUTE * 1_000);
    expect(third - second).to.be.at.least(SECONDS_A_MINUTE * 2_000);
  });

  it("ends, after the last retry, in the on-failure destination with the record AWS documents", async () => {
    const { name, arn, failures } = await createFunction({ MaximumRetryAttempts: 1 });
    const requestId = await invoke(name, { fail: true });
    const record = await onlyRecord(failures);
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
    expect(await invocations(name, 2)).to.have.lengthOf(2);
  });

  it("ends there after one attempt if MaximumRetryAttempts is 0", async () => {
    const { name, failures } = await createFunction({ MaximumRetryAttempts: 0 });
    await invoke(name, { fail: true });
    expect((await onlyRecord(failures)).requestContext.approximateInvokeCount).to.equal(1);
  });

  it("ends there without a response if it is throttled until it is too old", async () => {
    const { name, failures } = await createFunction({ MaximumEventAgeInSeconds: 60 });
    await reserve(name, 1);
    for (const number of [1, 2]) await invoke(name, { number, ms: 3_000 });
    const record = await onlyRecord(failures);
    expect(record.requestContext.condition).to.equal("EventAgeExceeded");
    expect(record).to.not.have.any.keys("responseContext", "responsePayload");
    const ran = (await invocations(name, 1)).map(({ event }) => event);
    expect([...ran, record.requestPayload]).to.have.deep.members([
      { number: 1, ms: 3_000 },
      { number: 2, ms: 3_000 },
    ]);
  });

  it("ends there without an attempt if the function's reserved concurrency is 0", async () => {
    const { name, failures } = await createFunction({});
    await reserve(name, 0);
    await invoke(name, { number: 1 });
    const record = await onlyRecord(failures);
    expect(record.requestContext).to.include({
      condition: "ZeroReservedConcurrency",
      approximateInvokeCount: 0,
    });
  });

  it("ends in the dead-letter queue as it was sent, with the error as attributes", async () => {
    const { name } = await createFunction({ MaximumRetryAttempts: 0 });
    const letters = await bench.createQueue(`${name}-letters`);
    await bench.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: name,
        DeadLetterConfig: { TargetArn: letters.arn },
      }),
    );
    const requestId = await invoke(name, { fail: true });
    const message = await onlyMessage(letters);
    expect(JSON.parse(message.Body ?? "")).to.deep.equal({ fail: true });
    const attributes = message.MessageAttributes ?? {};
    expect(attributes.RequestID?.StringValue).to.equal(requestId);
    expect(attributes.ErrorCode?.StringValue).to.equal("200");
    expect(attributes.ErrorMessage?.StringValue).to.equal("failed on purpose");
  });

  it("is retried and ends in the on-failure destination when SNS invokes", async () => {
    const { name, arn, failures } = await createFunction({ MaximumRetryAttempts: 1 });
    const { TopicArn = "" } = await bench.sns.send(new CreateTopicCommand({ Name: name }));
    await permit(name, "sns.amazonaws.com");
    await bench.sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: arn }));
    await bench.sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
    const record = await onlyRecord(failures);
    expect(record.requestContext.approximateInvokeCount).to.equal(2);
    const { Records } = record.requestPayload as {
      Records: { EventSource: string; Sns: { Message: string } }[];
    };
    expect(Records.map(({ EventSource, Sns }) => [EventSource, Sns.Message])).to.deep.equal([
      ["aws:sns", "hello"],
    ]);
  });

  it("is retried and ends in the on-failure destination when EventBridge invokes", async () => {
    const { name, arn, failures } = await createFunction({ MaximumRetryAttempts: 1 });
    await permit(name, "events.amazonaws.com");
    await events("PutRule", { Name: name, EventPattern: JSON.stringify({ source: [name] }) });
    await events("PutTargets", { Rule: name, Targets: [{ Id: "1", Arn: arn }] });
    await events("PutEvents", {
      Entries: [{ Source: name, DetailType: "test", Detail: JSON.stringify({ fail: true }) }],
    });
    const record = await onlyRecord(failures);
    expect(record.requestContext.approximateInvokeCount).to.equal(2);
    expect((record.requestPayload as { source: string }).source).to.equal(name);
  });

  it("cannot be configured beyond AWS's limits for retries and age", async () => {
    const { name } = await createFunction({});
    for (const settings of [
      { MaximumRetryAttempts: 3 },
      { MaximumRetryAttempts: -1 },
      { MaximumEventAgeInSeconds: 59 },
      { MaximumEventAgeInSeconds: 21_601 },
    ]) {
      const thrown = await configure(name, settings).catch((error: unknown) => error as Error);
      expect(thrown, JSON.stringify(settings)).to.have.property("name", "ValidationException");
    }
  });

  async function createFunction(settings: Partial<PutFunctionEventInvokeConfigCommandInput>) {
    const name = `invoked-${++functions}`;
    const arn = await bench.createFunction(name, HANDLER);
    const failures = await bench.createQueue(`${name}-failures`);
    await configure(name, { ...settings, DestinationConfig: { OnFailure: { Destination: failures.arn } } });
    return { name, arn, failures };
  }

  function configure(FunctionName: string, settings: Partial<PutFunctionEventInvokeConfigCommandInput>) {
    return bench.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
  }

  /** Waits for the function, whose concurrency asynchronous invocations then lack. */
  async function call(FunctionName: string, event: object): Promise<void> {
    const Payload = Buffer.from(JSON.stringify(event));
    await bench.lambda.send(new InvokeCommand({ FunctionName, Payload }));
  }

  /** @returns the request ID that Lambda answers with */
  async function invoke(FunctionName: string, event: object): Promise<string> {
    const { $metadata, StatusCode } = await bench.lambda.send(
      new InvokeCommand({
        FunctionName,
        InvocationType: "Event",
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    expect(StatusCode).to.equal(202);
    return $metadata.requestId ?? "";
  }

  function invocations(name: string, count: number): Promise<Invocation[]> {
    return pollUntil(`${count} invocations of ${name}`, BOUND_MS, async () => {
      const seen = await bench.invocations<Invocation>(name);
      return seen.length >= count ? { done: seen } : { yet: `${seen.length}` };
    });
  }

  function onlyMessage(queue: Queue) {
    return pollUntil(`a message in ${queue.arn}`, BOUND_MS, async () => {
      const [message, ...more] = await bench.receiveAll(queue);
      expect(more).to.deep.equal([]);
      return message === undefined ? { yet: "none" } : { done: message };
    });
  }

  async function onlyRecord(queue: Queue): Promise<InvocationRecord> {
    return JSON.parse((await onlyMessage(queue)).Body ?? "") as InvocationRecord;
  }

  function reserve(FunctionName: string, ReservedConcurrentExecutions: number) {
    return bench.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    );
  }

  function permit(FunctionName: string, Principal: string) {
    return bench.lambda.send(
      new AddPermissionCommand({
        FunctionName,
        Principal,
        StatementId: "test",
        Action: "lambda:InvokeFunction",
      }),
    );
  }

  async function events(action: string, body: object): Promise<void> {
    const answer = await bench.request("events", { target: `AWSEvents.${action}`, body });
    expect(answer.status, answer.body).to.equal(200);
  }
});

function byNumber(a: number | undefined, b: number | undefined): number {
  return (a ?? 0) - (b ?? 0);
}
