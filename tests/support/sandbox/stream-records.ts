import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { credentialKey } from "../../../records/keys";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** The sequence numbers of one credential's records in the table's stream, oldest first. */
export async function sequenceNumbersOf(
  { emulator, tableName: TableName }: SandboxReport,
  username: string,
): Promise<string[]> {
  const streams = new DynamoDBStreamsClient(clientConfig(emulator));
  try {
    const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName }));
    const StreamArn = Streams[0]?.StreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const numbers: string[] = [];
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const position = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
      const { ShardIterator } = await streams.send(new GetShardIteratorCommand(position));
      const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
      const { PK, SK } = credentialKey(username);
      const own = Records.filter(
        ({ dynamodb }) => dynamodb?.Keys?.PK?.S === PK && dynamodb.Keys.SK?.S === SK,
      );
      numbers.push(...own.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? ""));
    }
    return numbers;
  } finally {
    streams.destroy();
  }
}
