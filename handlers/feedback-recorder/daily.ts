import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SESv2Client } from "@aws-sdk/client-sesv2";
import type { SNSClient } from "@aws-sdk/client-sns";
import { credentialKey, usernameOf } from "../../records/keys";
import { countMarks } from "../email-events/count/count-marks";
import { sendDigests } from "../email-events/digest/send-digests";
import { deleteExpired } from "../email-events/expire/delete-expired";
import type { Retention } from "../email-events/retention";
import { Suppressions } from "../email-events/suppressions";
import type { EventTable } from "../email-events/table";
import { type Environment, required } from "../shared/environment";
import type { Log } from "../shared/logging/logger";
import { inParallel } from "../shared/in-parallel";
import { Notices } from "../shared/notices";
import { ownerEmail } from "../shared/owner-email";
import { itemKey, readItems } from "../shared/read-items";
import type { RecorderEnvironment } from "./environment";

/** The services of the daily run; both that send make one attempt: another after a timeout could send twice. */
export interface DailyClients {
  dynamodb: Pick<DynamoDBClient, "send">;
  alerts: Pick<SNSClient, "send">;
  ses: Pick<SESv2Client, "send">;
}

/** Left for what is under way when the time is up. */
const CLOSING_MS = 10_000;

/**
 * What is due once a day: counting, the digests, and deleting what has expired where DynamoDB does not. A part that fails
 * stops no other, and fails the run at its end.
 *
 * @throws Error that names a missing variable
 */
export function dailyRun(
  environment: Environment<RecorderEnvironment>,
  { dynamodb, alerts, ses }: DailyClients,
  table: EventTable,
  retention: Retention,
  log: Pick<Log, "info" | "warn">,
  now: () => number,
): (remainingMs: () => number) => Promise<void> {
  const deleted = required(environment, "DELETE_EXPIRED");
  const notices = new Notices(alerts, ses, environment);
  const suppressions = new Suppressions(table, now);
  const ownersOf = (usernames: readonly string[]) => readOwners(dynamodb, table.name, usernames);
  const deleteItems = async (hasTime: () => boolean) => {
    if (deleted !== "everything") return;
    const { items, isComplete } = await deleteExpired(table, { days: retention.days, now: now(), hasTime });
    log.info("expired items deleted", { items, is_complete: isComplete });
  };
  const deleteSuppressions = async (hasTime: () => boolean) => {
    if (deleted === "nothing") return;
    const items = await suppressions.deleteExpired(hasTime);
    if (items > 0) log.info("expired suppressions deleted", { items });
  };
  const parts = [
    () => countMarks(table, retention, now),
    () => sendDigests({ table, suppressions, notices, ownersOf, now, log }),
    deleteItems,
    deleteSuppressions,
  ];
  return async remainingMs => {
    const hasTime = () => remainingMs() > CLOSING_MS;
    // One after the other, whatever becomes of the one before.
    await inParallel(parts, 1, part => part(hasTime));
  };
}

/** The holders of logins, by their records. */
async function readOwners(
  dynamodb: Pick<DynamoDBClient, "send">,
  table: string,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const read = await readItems(dynamodb, table, usernames.map(credentialKey), ["PK", "SK", "owner_email"]);
  const owners = usernames.map(username => {
    if (read.isUnprocessed(credentialKey(username))) throw new Error("DynamoDB left reads unprocessed");
    const item = read.get(credentialKey(username));
    return [item && usernameOf(itemKey(item).SK), ownerEmail({ owner_email: item?.owner_email?.S })] as const;
  });
  return new Map(
    owners.filter((entry): entry is [string, string] => entry[0] !== undefined && entry[1] !== undefined),
  );
}
