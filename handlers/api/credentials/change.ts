import { CHANGED_BY } from "../../../records/credential";
import { correlationIdOf } from "../http/correlation";
import { Problem } from "../http/problem";
import { type Precondition, preconditionOf } from "../http/precondition";
import type { OperationContext } from "./context";
import { attributesOf, type Change, changed, entityTag, inputsDigest, isChangedOutside } from "./inputs";
import { LOGIN_ATTRIBUTES } from "../../../records/unmanaged";
import { requireManaged } from "./managed";
import { noSuchCredential } from "./read";
import { changedByAttribute, type StoredRecord } from "./table";

/** Each attempt reads the record again; several fail in a row only if many callers change one record at once. */
const MAX_TRIES = 5;

/**
 * Reads a record, decides what to change, and writes that only if its inputs are still as they were read. So If-Match
 * is compared with exactly the version that is replaced, and a change between reading and writing is never lost.
 *
 * @param decide the change of an existing record, or of a new one (undefined)
 * @param more attributes that deciding needs
 * @returns the record as it is now, and whether it is new
 * @throws Problem
 */
export async function change(
  context: OperationContext,
  decide: (record: StoredRecord | undefined) => Change,
  more: readonly string[] = [],
): Promise<{ record: StoredRecord; isNew: boolean }> {
  const { event, table, username, caller, now, onChangedOutside } = context;
  const precondition = preconditionOf(event);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const before = await table.read(username, more);
    requirePrecondition(precondition, before);
    const decided = decide(before);
    const after = changed(before?.item, decided);
    const by = {
      arn: caller.userArn,
      at: now().toISOString(),
      of: inputsDigest(attributesOf(after)),
      correlationId: correlationIdOf(event),
    };
    if (!(await table.change(username, before?.item, decided, by))) continue;
    reportOverwritten(before, onChangedOutside);
    const item = { ...after, [CHANGED_BY]: changedByAttribute(by) };
    return { record: { username, item }, isNew: before === undefined };
  }
  throw keepsChanging(username);
}

/** Deletes a record if its inputs are still as they were read. @throws Problem */
export async function remove(context: OperationContext): Promise<void> {
  const { event, table, username, onChangedOutside } = context;
  const precondition = preconditionOf(event);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const before = await table.read(username, LOGIN_ATTRIBUTES);
    requirePrecondition(precondition, before);
    if (before === undefined) throw noSuchCredential(username);
    requireManaged(before);
    if (!(await table.remove(before))) continue;
    reportOverwritten(before, onChangedOutside);
    return;
  }
  throw keepsChanging(username);
}

function requirePrecondition({ ifMatch, mustBeNew }: Precondition, record: StoredRecord | undefined): void {
  if (mustBeNew && record !== undefined) {
    throw new Problem(
      "precondition-failed",
      `${JSON.stringify(record.username)} already exists; change it with PATCH, or omit if-none-match to replace its settings.`,
    );
  }
  if (ifMatch === undefined) return;
  const matches =
    record !== undefined && (ifMatch === "*" || ifMatch.includes(entityTag(attributesOf(record.item))));
  if (!matches) {
    throw new Problem(
      "precondition-failed",
      "The credential does not exist, or has changed since this etag was returned; read it again before you change it.",
    );
  }
}

/** Logs that a change made by hand is overwritten or deleted. */
function reportOverwritten(
  before: StoredRecord | undefined,
  report: OperationContext["onChangedOutside"],
): void {
  if (before !== undefined && isChangedOutside(attributesOf(before.item))) report([before.username]);
}

function keepsChanging(username: string): Problem {
  return new Problem(
    "changed-meanwhile",
    `${JSON.stringify(username)} was changed by others during each of ${MAX_TRIES} attempts; try again.`,
  );
}
