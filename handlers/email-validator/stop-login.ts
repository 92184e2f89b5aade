import { randomUUID } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { holdLoginSince } from "../shared/hold-login";
import { invokeManager } from "../shared/invoke-function";

/** What stopping a login works with. */
export interface StopServices {
  dynamodb: Pick<DynamoDBClient, "send">;
  lambda: Pick<LambdaClient, "send">;
  table: string;
  /** The credential manager's name. */
  manager: string;
  now: () => number;
}

/** Why a login is stopped. */
export interface StopRequest {
  /** A sentence for a person, without a period at its end. */
  reason: string;
  /** Where it can be looked up, such as a message id. */
  evidence: string;
  /** When it did what it is stopped for: it is not stopped if it was enabled since. */
  since: Date;
}

/**
 * Holds a login, and has the manager stop it at once. Writing the hold also reaches the manager through the stream, which
 * takes a moment longer. The manager tells administrators and the login's holder.
 *
 * @returns whether the hold is new: false if the login is held already, or was enabled after `since`
 * @throws AWS's error: then call it again
 */
export async function stopLogin(
  { dynamodb, lambda, table, manager, now }: StopServices,
  username: string,
  { reason, evidence, since }: StopRequest,
): Promise<boolean> {
  const request = { reason, evidence, by: "smtp-email-validator", at: new Date(now()) };
  const isNew = await holdLoginSince(dynamodb, table, username, since, request);
  if (!isNew) return false;
  await invokeManager(lambda, manager, {
    usernames: [username],
    cause: "violation",
    correlationId: randomUUID(),
    retryCount: 0,
  });
  return true;
}
