import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { countMarks, toCounts } from "../../../handlers/email-events/count/count-marks";
import type { EmailEvent } from "../../../handlers/email-events/events";
import { parseMessage } from "../../../handlers/email-events/parse/parse";
import { EventRecorder } from "../../../handlers/email-events/record/record-events";
import { EventTable, type Values } from "../../../handlers/email-events/table";
import { EVENT_PK_PREFIX, TOTAL_PK } from "../../../records/email-events";
import { SUPPRESSION_PK } from "../../../records/keys";
import { itemValues } from "../../../handlers/shared/item-values";
import { DynamoDbModel } from "../aws-model/dynamodb";
import { metered, type Units, unitsOfRefused } from "./capacity";

export const ACCOUNT = "123456789012";
export const NOW = Date.parse("2026-11-20T12:00:00Z");
const TABLE = "mail";

/** What happens to a call: it fails before or after it took effect. */
export type Fault = "before" | "after" | undefined;

/** The real recorder on the model of DynamoDB. */
export class EventStore {
  readonly model = new DynamoDbModel(TABLE);
  now = NOW;
  /** The names of the operations that were called. */
  readonly calls: string[] = [];
  /** What the calls are billed as. */
  readonly units: Units = { read: 0, write: 0 };
  faultOf: () => Fault = () => undefined;
  readonly retention = { days: 90, attribute: "expires_at" };
  readonly table = new EventTable(this.client(), TABLE);

  /** As in an execution environment that was just started. */
  recorder(): EventRecorder {
    return new EventRecorder(this.table, { accountId: ACCOUNT, retention: this.retention }, () => this.now);
  }

  client(): Pick<DynamoDBClient, "send"> {
    const send = async (command: { constructor: { name: string }; input: object }) => {
      const operation = command.constructor.name.replace(/Command$/, "");
      this.calls.push(operation);
      const fault = this.faultOf();
      if (fault === "before") throw new Error("ECONNRESET");
      const answer = this.call(operation, command.input);
      if (fault === "after") throw new Error("ECONNRESET");
      return answer;
    };
    return { send };
  }

  private call(operation: string, input: object): unknown {
    try {
      const { answer, units } = metered(this.model, operation, input, () =>
        this.model.call(operation, input),
      );
      this.bill(units);
      return answer;
    } catch (error) {
      this.bill(unitsOfRefused(error));
      throw error;
    }
  }

  private bill({ read, write }: Units): void {
    this.units.read += read;
    this.units.write += write;
  }

  /** Counts and reads the totals of all logins; what is 0 is left out. */
  async totals(): Promise<Record<string, Record<string, number>>> {
    await countMarks(this.table, this.retention, () => this.now);
    return Object.fromEntries(
      this.items(TOTAL_PK).map(item => [
        String(item.SK).replace("USER#", ""),
        Object.fromEntries(Object.entries(toCounts(item)).filter(([, count]) => count > 0)),
      ]),
    );
  }

  /** The totals of all logins together. */
  async total(): Promise<Record<string, number>> {
    return added(Object.values(await this.totals()));
  }

  suppressed(): string[] {
    return this.items(SUPPRESSION_PK)
      .map(({ email }) => String(email))
      .sort();
  }

  events(): Values[] {
    return this.all().filter(({ PK }) => String(PK).startsWith(EVENT_PK_PREFIX));
  }

  all(): Values[] {
    return this.model.all().map(itemValues);
  }

  private items(partition: string): Values[] {
    return this.all().filter(({ PK }) => PK === partition);
  }
}

export function added(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** @throws Error if a message is not an event */
export function eventsIn(messages: readonly unknown[], now = NOW): EmailEvent[] {
  return messages.map(message => {
    const parsed = parseMessage(JSON.stringify(message), new Date(now).toISOString());
    if (parsed.kind !== "event") throw new Error(`not an event: ${JSON.stringify(parsed)}`);
    return parsed.event;
  });
}
