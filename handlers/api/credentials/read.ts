import { SECRET_ATTRIBUTE } from "../../../records/credential";
import { encryptionContext } from "../../../records/encryption";
import type { Answer } from "../http/answer";
import { readBody } from "../http/body";
import { Problem } from "../http/problem";
import type { OperationContext } from "./context";
import { attributesOf, entityTag, isChangedOutside } from "./inputs";
import { listQueryOf, pageToken } from "./page-token";
import { emptyBody } from "./schemas";
import type { StoredRecord } from "./table";
import { credentialOf } from "./view";

/**
 * With a status filter, most of the records that are read may not match. A request reads at most this many pages; if it
 * finds fewer than `limit`, its page token says where to continue.
 */
const MAX_QUERIES = 10;

export async function listCredentials({ event, table, onChangedOutside }: OperationContext): Promise<Answer> {
  const { status, limit, after } = listQueryOf(event);
  const found: StoredRecord[] = [];
  let next = after;
  for (let query = 0; query < MAX_QUERIES && found.length < limit; query++) {
    const { records, last } = await table.page(next, limit);
    found.push(...records.filter(({ item }) => status === undefined || item.status?.S === status));
    next = last;
    if (last === undefined) break;
  }
  if (found.length > limit) {
    found.length = limit;
    next = found.at(-1)?.username; // the next page begins with what did not fit
  }
  reportChangedOutside(found, onChangedOutside);
  return {
    status: 200,
    body: {
      credentials: found.map(credentialOf),
      ...(next === undefined ? {} : { nextPageToken: pageToken(next, status) }),
    },
  };
}

export async function getCredential(context: OperationContext): Promise<Answer> {
  return shown(await existing(context), 200, context);
}

/** Returns the encrypted password. The caller needs kms:Decrypt to use it. */
export async function getSecret(context: OperationContext): Promise<Answer> {
  const { event, table, username } = context;
  readBody(event, emptyBody);
  const record = await existing(context, [SECRET_ATTRIBUTE]);
  const { smtp_username: smtpUsername, [SECRET_ATTRIBUTE]: encryptedPassword } = attributesOf(record.item);
  if (typeof smtpUsername !== "string" || typeof encryptedPassword !== "string") {
    throw new Problem(
      "no-login",
      `${JSON.stringify(username)} has no password yet; wait until its status is active, or see its failure.`,
    );
  }
  const answer = shown(record, 200, context);
  return {
    ...answer,
    body: {
      ...answer.body,
      encryptedPassword,
      encryptionContext: encryptionContext({ table: table.name, username, smtpUsername }),
    },
  };
}

/** @throws Problem if there is no record */
async function existing(
  { table, username }: OperationContext,
  more: readonly string[] = [],
): Promise<StoredRecord> {
  const record = await table.read(username, more);
  if (record === undefined) throw noSuchCredential(username);
  return record;
}

export function noSuchCredential(username: string): Problem {
  return new Problem(
    "not-found",
    `There is no credential ${JSON.stringify(username)}; list them with GET /api/credentials, or create it with PUT.`,
  );
}

/** The response that shows a credential, with its entity tag for If-Match. */
export function shown(
  record: StoredRecord,
  status: 200 | 201,
  { onChangedOutside }: Pick<OperationContext, "onChangedOutside">,
): Answer {
  reportChangedOutside([record], onChangedOutside);
  return {
    status,
    body: credentialOf(record),
    headers: { etag: entityTag(attributesOf(record.item)) },
  };
}

function reportChangedOutside(
  records: readonly StoredRecord[],
  report: OperationContext["onChangedOutside"],
): void {
  const usernames = records
    .filter(({ item }) => isChangedOutside(attributesOf(item)))
    .map(({ username }) => username);
  if (usernames.length > 0) report(usernames);
}
