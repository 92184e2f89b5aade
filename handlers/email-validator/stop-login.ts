import { randomUUID } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { holdLoginSince, type HoldOutcome } from "../shared/hold-login";
import { currentScope } from "../shared/logging/scope";
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
  /** A label for the manager's log; default: `violation`. */
  cause?: string;
}

/**
 * How long messages may still be sent after a hold: its Deny takes seconds to reach SES, more under load. A later one
 * shows that the login is not stopped, whatever the table says.
 */
const MAX_STOPPING_MS = 60_000;

/**
 * Holds a login, and has the manager stop it at once. Writing the hold also reaches the manager through the stream, which
 * takes a moment longer. The manager tells administrators and the login's holder. A login that is held already and goes on
 * sending is stopped again.
 *
 * @throws AWS's error: then call it again
 */
export async function stopLogin(
  services: StopServices,
  username: string,
  { reason, evidence, since, cause }: StopRequest,
): Promise<HoldOutcome["kind"]> {
  const { dynamodb, table, now } = services;
  const request = { reason, evidence, by: "smtp-email-validator", at: new Date(now()) };
  const outcome = await holdLoginSince(dynamodb, table, username, since, request);
  const goesOn = outcome.kind === "held" && since.getTime() > outcome.at + MAX_STOPPING_MS;
  if (outcome.kind === "new" || goesOn) await reconcileNow(services, username, cause);
  return outcome.kind;
}

/** Has the manager make IAM what the record and the hold ask for. */
export async function reconcileNow(
  { lambda, manager }: Pick<StopServices, "lambda" | "manager">,
  username: string,
  cause = "violation",
): Promise<void> {
  await invokeManager(lambda, manager, {
    usernames: [username],
    cause,
    correlationId: currentScope().correlation_id ?? randomUUID(),
    retryCount: 0,
  });
}
