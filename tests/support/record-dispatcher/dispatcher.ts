import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { createHandler } from "../../../handlers/record-dispatcher/handler";
import type { DispatcherClients } from "../../../handlers/record-dispatcher/clients";
import { type ManagerEvent, parseManagerEvent } from "../../../handlers/shared/manager-event";
import { DynamoDbModel } from "../aws-model/dynamodb";
import { DISPATCHER_ENVIRONMENT } from "./environment";

/** What Lambda takes of an asynchronous event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const MAX_EVENT_BYTES = 1_048_576;

/** The dispatcher on the strict model of a table, in an account without IAM users. */
export class Dispatcher {
  /** The names of DynamoDB's operations that were called. */
  readonly calls: string[] = [];
  readonly events: ManagerEvent[] = [];
  readonly logged: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  readonly handle: ReturnType<typeof createHandler>;

  constructor(
    now: number,
    receivingRules = "routes",
    readonly model = new DynamoDbModel(DISPATCHER_ENVIRONMENT.TABLE_NAME),
  ) {
    const none = { send: async () => ({}) };
    const send = async ({
      constructor: { name },
      input,
    }: {
      constructor: { name: string };
      input: object;
    }) => {
      const operation = name.replace(/Command$/, "");
      this.calls.push(operation);
      return this.model.call(operation, input);
    };
    const services: DispatcherClients = {
      dynamodb: { send } as DispatcherClients["dynamodb"],
      iam: { send: async () => ({ Users: [], IsTruncated: false }) } as DispatcherClients["iam"],
      lambda: {
        send: async ({ input: { Payload } }: { input: { Payload: string } }) => {
          if (Buffer.byteLength(Payload) > MAX_EVENT_BYTES) throw new Error("RequestEntityTooLarge");
          this.events.push(parseManagerEvent(JSON.parse(Payload)));
          return { StatusCode: 202 };
        },
      } as DispatcherClients["lambda"],
      scheduler: none,
      ses: none,
      sqs: none,
    };
    const note = (level: string) => (message: string, fields: object) =>
      void this.logged.push({ level, message, fields: { ...fields } });
    const log = { info: note("info"), warn: note("warn"), error: note("error") };
    const environment = { ...DISPATCHER_ENVIRONMENT, RECEIVING_RULES: receivingRules };
    this.handle = createHandler(environment, services, { log, now: () => now }, { emit: () => undefined });
  }

  put(PK: string, SK: string, attributes: Record<string, AttributeValue> = {}): void {
    this.model.put({ ...attributes, PK: { S: PK }, SK: { S: SK } });
  }

  /** Has the stream report changes of these items. @returns how many of them it would report again */
  async report(keys: readonly { PK: string; SK: string }[]): Promise<number> {
    const Records = keys.map(({ PK, SK }, index) => ({
      eventID: `event-${index}`,
      eventName: "INSERT",
      dynamodb: { SequenceNumber: String(index), Keys: { PK: { S: PK }, SK: { S: SK } } },
    }));
    const answer = await this.handle({ Records });
    if (answer === undefined || !("batchItemFailures" in answer)) throw new Error("not a batch's answer");
    return answer.batchItemFailures.length;
  }

  async sweep() {
    const answer = await this.handle({ sweep: {} });
    if (answer === undefined || !("findings" in answer)) throw new Error("not a sweep's answer");
    return answer;
  }
}
