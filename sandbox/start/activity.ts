import { QueryCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CREDENTIAL_PK, usernameOf } from "../../records/keys";
import { clientConfig } from "../shared/account";
import type { SandboxReport } from "../shared/report";
import { type LoginState, loginLines } from "./activity-text";

const PAUSE_MS = 1_000;

/**
 * Prints what happens to logins while the sandbox runs: reads the table once a second, which costs nothing here, and says
 * what has changed. The stream belongs to the program.
 *
 * @returns stops it
 */
export function watchLogins(
  { emulator, tableName }: SandboxReport,
  print: (line: string) => void,
): () => Promise<void> {
  const client = new DynamoDBClient({ ...clientConfig(emulator), maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client);
  let before: Map<string, LoginState> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const look = async () => {
    try {
      const after = await readLogins(documents, tableName);
      for (const login of after.values())
        login.hasWorked = login.status === "active" || before?.get(login.username)?.hasWorked === true;
      for (const text of loginLines(before ?? after, after)) print(text);
      before = after;
    } catch {
      // An injected fault or a restart: the next reading says what changed.
    }
    if (isStopped) return;
    timer = setTimeout(() => {
      looking = look();
    }, PAUSE_MS);
  };
  let looking = look();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await looking;
    client.destroy();
  };
}

async function readLogins(
  documents: DynamoDBDocumentClient,
  TableName: string,
): Promise<Map<string, LoginState>> {
  const logins = new Map<string, LoginState>();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: "PK = :pk",
        ExpressionAttributeValues: { ":pk": CREDENTIAL_PK },
        ExpressionAttributeNames: { "#status": "status" },
        ProjectionExpression: "SK, #status, smtp_username, allowed_from_addresses, failure",
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    for (const item of page.Items ?? []) {
      const login = stateOf(item);
      logins.set(login.username, login);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return logins;
}

/** A record written by hand may hold anything. */
function stateOf(item: Record<string, unknown>): LoginState {
  const { SK, status, smtp_username: smtpUsername, allowed_from_addresses: addresses, failure } = item;
  const list = addresses instanceof Set ? [...(addresses as Set<unknown>)] : addresses;
  const reason = (failure as { message?: unknown } | undefined)?.message;
  return {
    username: usernameOf(String(SK)) ?? String(SK),
    status: typeof status === "string" ? status : "without a status",
    addresses: Array.isArray(list) ? list.join(", ") : "no valid list",
    ...(typeof smtpUsername === "string" && { smtpUsername }),
    ...(typeof reason === "string" && { failure: reason }),
  };
}
