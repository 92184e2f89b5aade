import { GetAccessKeyLastUsedCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EXPOSED } from "../shared/aws-verdicts";
import { holdLogin } from "../shared/hold-login";
import { usernameInUserName } from "../shared/iam-names";
import type { Log } from "../shared/logging/logger";

/** The fields used of an event of AWS Health: https://docs.aws.amazon.com/health/latest/ug/cloudwatch-events-health.html. */
export interface HealthEvent {
  source?: string;
  detail?: {
    eventArn?: unknown;
    eventTypeCode?: unknown;
    statusCode?: unknown;
    affectedEntities?: unknown;
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
const KEY_ID = /^\w{16,128}$/;

/** The access keys that an event says are exposed; none if it is another event, or says that the matter is closed. */
export function exposedKeys({ source, detail = {} }: HealthEvent): string[] {
  const { eventTypeCode, statusCode, affectedEntities } = detail;
  if (source !== "aws.health" || eventTypeCode !== EXPOSED || statusCode === "closed") return [];
  const entities: unknown[] = Array.isArray(affectedEntities) ? affectedEntities : [];
  const keys = entities.map(entity => ((entity ?? {}) as { entityValue?: unknown }).entityValue);
  return [...new Set(keys.filter(key => typeof key === "string" && KEY_ID.test(key)))] as string[];
}

/** What holding works with. */
export interface HoldingServices {
  iam: Pick<IAMClient, "send">;
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  log: Pick<Log, "info">;
}

/**
 * Holds the logins of exposed keys: suspended, not replaced. Writing the hold is a change in the table like any other,
 * which has the manager stop the login. A key that was deleted meanwhile, or that is not of this stack, holds nothing.
 *
 * @throws AWS's error: Lambda then delivers the event again
 */
export async function holdExposed(
  event: HealthEvent,
  { iam, dynamodb, table, log }: HoldingServices,
  at: Date,
): Promise<void> {
  const evidence = typeof event.detail?.eventArn === "string" ? event.detail.eventArn : "AWS Health";
  for (const key of exposedKeys(event)) {
    const username = await usernameOfKey(iam, key);
    const fields = { key, username, evidence };
    if (username === undefined) {
      log.info("AWS Health reports an exposed key of another user", fields);
      continue;
    }
    const reason = `AWS Health reports that the access key ${key} of this login is exposed`;
    const isNew = await holdLogin(dynamodb, table, username, { reason, evidence, by: "aws.health", at });
    log.info(isNew ? "held: its key is exposed" : "held already: its key is exposed", fields);
  }
}

/** @returns undefined if no user of this stack has the key: IAM then denies the question, or does not know the key */
async function usernameOfKey(iam: Pick<IAMClient, "send">, AccessKeyId: string): Promise<string | undefined> {
  try {
    const { UserName = "" } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    return usernameInUserName(UserName);
  } catch (error) {
    if (error instanceof Error && NOT_OURS.has(error.name)) return undefined;
    throw error;
  }
}

/** The SDK names IAM's errors with or without `Exception`, depending on its version. */
const NOT_OURS = new Set(["AccessDenied", "AccessDeniedException", "NoSuchEntity", "NoSuchEntityException"]);
