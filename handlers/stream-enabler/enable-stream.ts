import {
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import type { Clock } from "../shared/clock";

/** What the table is reached through, and a clock to bound the wait. */
export interface StreamPorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  clock: Clock;
}

/** A role's new policy takes seconds to take effect, a table somewhat longer to change. */
const MAX_WAIT_MS = 90_000;
const PAUSE_MS = 2_000;

/**
 * Makes sure that a table has a stream, and changes nothing else about it. An existing stream is used whatever its view
 * type, because only the keys of its records are read. Can be run again at any time.
 *
 * @returns the stream's ARN
 * @throws Error that names the table, if it has no stream after 90 s; AWS's own error if that persists
 */
export async function enableStream(table: string, { dynamodb, clock }: StreamPorts): Promise<string> {
  const end = clock.now() + MAX_WAIT_MS;
  for (;;) {
    try {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
      const arn = usableStream(Table);
      if (arn !== undefined) return arn;
      if (Table?.TableStatus === "ACTIVE" && !Table.StreamSpecification?.StreamEnabled) {
        await dynamodb.send(
          new UpdateTableCommand({
            TableName: table,
            StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
          }),
        );
      }
    } catch (error) {
      if (!mayPass(error) || clock.now() >= end) throw error;
    }
    if (clock.now() >= end) throw new Error(`Table ${table} has no stream after ${MAX_WAIT_MS / 1000} s.`);
    await clock.sleep(PAUSE_MS);
  }
}

function usableStream(table: TableDescription | undefined): string | undefined {
  return table?.TableStatus === "ACTIVE" && table.StreamSpecification?.StreamEnabled
    ? table.LatestStreamArn
    : undefined;
}

/** Denied because the role has not propagated yet, or in conflict with another change of the table. */
function mayPass(error: unknown): boolean {
  return error instanceof Error && ["AccessDeniedException", "ResourceInUseException"].includes(error.name);
}
