import { signedHeaders } from "../../../sandbox/shared/sigv4";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** A record of a DynamoDB stream, as far as tests read it. */
interface StreamRecord {
  dynamodb: { SequenceNumber: string; Keys: { PK: { S: string }; SK: { S: string } } };
}

/**
 * The sequence numbers of one credential's records in the table's stream, oldest first. Plain requests: DynamoDB Streams
 * would need an SDK client of its own.
 */
export async function sequenceNumbersOf(report: SandboxReport, username: string): Promise<string[]> {
  const { Streams } = await ask<{ Streams: { StreamArn: string }[] }>(report, "ListStreams", {
    TableName: report.tableName,
  });
  const StreamArn = Streams[0]?.StreamArn;
  const { StreamDescription } = await ask<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
    report,
    "DescribeStream",
    { StreamArn },
  );
  const numbers: string[] = [];
  for (const { ShardId } of StreamDescription.Shards) {
    const { ShardIterator } = await ask<{ ShardIterator: string }>(report, "GetShardIterator", {
      StreamArn,
      ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    const { Records } = await ask<{ Records: StreamRecord[] }>(report, "GetRecords", { ShardIterator });
    const own = Records.filter(
      ({ dynamodb: { Keys } }) => Keys.PK.S === "SMTP_USER" && Keys.SK.S === `USER#${username}`,
    );
    numbers.push(...own.map(({ dynamodb }) => dynamodb.SequenceNumber));
  }
  return numbers;
}

async function ask<T>(report: SandboxReport, action: string, body: object): Promise<T> {
  const { emulator, region, accessKeyId, secretAccessKey } = report;
  const request = {
    method: "POST",
    url: "/",
    headers: {
      host: new URL(emulator).host,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDBStreams_20120810.${action}`,
    },
    body: JSON.stringify(body),
  };
  const scope = { accessKeyId, secretAccessKey, region, service: "dynamodb" };
  const headers = signedHeaders(request, scope);
  const answer = await fetch(emulator, { method: "POST", headers, body: request.body });
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
