import { expect } from "chai";
import { createHandler } from "../../../handlers/record-dispatcher/handler";
import type { DispatcherClients } from "../../../handlers/record-dispatcher/clients";
import type { ManagerEvent } from "../../../handlers/shared/manager-event";
import { DISPATCHER_ENVIRONMENT } from "../../support/record-dispatcher/environment";

interface Command {
  constructor: { name: string };
  input: Record<string, unknown>;
}

/** A table with these statuses, and a Lambda that refuses events with the usernames in `refused`. */
function aws(statuses: Record<string, string>, refused: readonly string[] = []) {
  const calls: Command[] = [];
  const events: ManagerEvent[] = [];
  const none = { send: async () => ({}) };
  const ports: DispatcherClients = {
    iam: none,
    scheduler: none,
    ses: none,
    sqs: none,
    dynamodb: {
      send: async (command: Command) => {
        calls.push(command);
        const Responses = Object.entries(statuses).map(([username, status]) => ({
          PK: { S: "SMTP_USER" },
          SK: { S: `USER#${username}` },
          status: { S: status },
        }));
        return { Responses: { mail: Responses } };
      },
    },
    lambda: {
      send: async (command: Command) => {
        calls.push(command);
        const event = JSON.parse(String(command.input.Payload)) as ManagerEvent;
        await new Promise(resolve => setImmediate(resolve));
        if (event.usernames.some(username => refused.includes(username))) throw new Error("throttled");
        events.push(event);
        return { StatusCode: 202 };
      },
    },
  };
  return { ports, calls, events, handle: createHandler(DISPATCHER_ENVIRONMENT, ports) };
}

const record = (username: string, n: string) => ({
  eventID: `event-${n}`,
  dynamodb: { SequenceNumber: n, Keys: { PK: { S: "SMTP_USER" }, SK: { S: `USER#${username}` } } },
});

describe("the record dispatcher", () => {
  it("reads the statuses of a batch in one consistent call, of the attributes that it may read", async () => {
    const { handle, calls } = aws({ a: "pending", b: "pending" });
    expect(await handle({ Records: [record("a", "1"), record("b", "2"), record("a", "3")] })).to.deep.equal({
      batchItemFailures: [],
    });
    expect(calls.map(({ constructor: { name } }) => name)).to.deep.equal([
      "BatchGetItemCommand",
      "InvokeCommand",
    ]);
    const key = (username: string) => ({ PK: { S: "SMTP_USER" }, SK: { S: `USER#${username}` } });
    expect(calls[0]?.input).to.deep.equal({
      RequestItems: {
        mail: {
          Keys: [key("a"), key("b")],
          ConsistentRead: true,
          ProjectionExpression: "#PK, #SK, #status, #failure, #compromised_at, #compromised_for, #changed_by",
          ExpressionAttributeNames: {
            ...{ "#PK": "PK", "#SK": "SK", "#status": "status", "#failure": "failure" },
            ...{ "#compromised_at": "compromised_at", "#compromised_for": "compromised_for" },
            "#changed_by": "changed_by",
          },
        },
      },
    });
  });

  it("invokes the manager asynchronously, and sends what stops a login before anything else", async () => {
    const { handle, calls, events } = aws({ new: "pending", off: "disabled" });
    await handle({ Records: [record("new", "1"), record("off", "2"), record("gone", "3")] });
    expect(events).to.deep.equal([
      { usernames: ["off", "gone"], cause: "stream", correlationId: "event-2", retryCount: 0 },
      { usernames: ["new"], cause: "stream", correlationId: "event-1", retryCount: 0 },
    ]);
    for (const { input } of calls.slice(1))
      expect(input).to.include({ FunctionName: "manager", InvocationType: "Event" });
  });

  it("reports the records of an event that could not be sent, and sends the others", async () => {
    const { handle, events } = aws({ a: "pending", off: "disabled" }, ["off"]);
    const answer = await handle({ Records: [record("a", "1"), record("off", "2"), record("off", "3")] });
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "2" }, { itemIdentifier: "3" }] });
    expect(events.map(({ usernames }) => usernames)).to.deep.equal([["a"]]);
  });

  it("fails as a whole if the table cannot be read, so that the stream keeps the batch", async () => {
    const { ports, events } = aws({});
    const dynamodb = { send: async () => Promise.reject(new Error("table down")) };
    const thrown = await createHandler(DISPATCHER_ENVIRONMENT, { ...ports, dynamodb })({
      Records: [record("a", "1")],
    }).catch((error: unknown) => error);
    expect(thrown).to.be.an("error").with.property("message", "table down");
    expect(events).to.deep.equal([]);
  });

  // Proves T3.1-c
  it("calls nothing for other items of the table, or without records", async () => {
    const { handle, calls } = aws({});
    const lease = {
      dynamodb: { SequenceNumber: "1", Keys: { PK: { S: "SMTP_LEASE" }, SK: { S: "USER#a" } } },
    };
    for (const event of [{}, { Records: [] }, { Records: [lease] }]) {
      expect(await handle(event)).to.deep.equal({ batchItemFailures: [] });
    }
    expect(calls).to.deep.equal([]);
  });

  for (const name of Object.keys(DISPATCHER_ENVIRONMENT)) {
    it(`fails at cold start without ${name}`, () => {
      expect(() => createHandler({ ...DISPATCHER_ENVIRONMENT, [name]: undefined })).to.throw(
        `Environment variable ${name} is missing.`,
      );
    });
  }
});
