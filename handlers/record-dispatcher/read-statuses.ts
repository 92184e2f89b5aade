import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { credentialKey, usernameOf } from "../../records/keys";
import type { RecordStatus } from "./dispatch";

/** Of BatchGetItem, https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html. */
const MAX_KEYS_PER_READ = 100;

/**
 * Reads, in one consistent call, what {@link RecordStatus} holds of each record.
 *
 * @param usernames each once, at most {@link MAX_KEYS_PER_READ}
 * @returns by username; those without a record are absent, and those that DynamoDB left unprocessed when throttled
 * @throws AWS's error
 */
export async function readStatuses(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  usernames: readonly string[],
): Promise<Map<string, RecordStatus>> {
  const { Responses = {} } = await dynamodb.send(
    new BatchGetItemCommand({
      RequestItems: {
        [table]: {
          Keys: usernames.map(username => {
            const { PK, SK } = credentialKey(username);
            return { PK: { S: PK }, SK: { S: SK } };
          }),
          ConsistentRead: true,
          // The policy allows these attributes only. `status` is a reserved word of DynamoDB's expressions.
          ProjectionExpression: "PK, SK, #status, #failure",
          ExpressionAttributeNames: { "#status": "status", "#failure": "failure" },
        },
      },
    }),
  );
  const statuses = new Map<string, RecordStatus>();
  for (const { SK, status, failure } of Responses[table] ?? []) {
    const username = usernameOf(SK?.S ?? "");
    if (username === undefined) continue;
    statuses.set(username, { ...(status ? { status } : {}), ...(failure ? { failure } : {}) });
  }
  return statuses;
}
