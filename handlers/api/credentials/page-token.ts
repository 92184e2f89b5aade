import { credentialKey } from "../../../records/keys";
import type { ApiEvent } from "../http/event";
import { type FieldProblem, invalidRequest } from "../http/problem";
import { statuses } from "./schemas";

/** The parameters of a list request. */
export interface ListQuery {
  status: string | undefined;
  limit: number;
  /** The username to continue after. */
  after: string | undefined;
}

const USUAL_PAGE = 50;
const MAX_PAGE = 100;

const PARAMETERS = ["status", "limit", "pageToken"];

/** @throws Problem that names every invalid parameter at once */
export function listQueryOf({ queryStringParameters: given = {} }: ApiEvent): ListQuery {
  const { status, limit = String(USUAL_PAGE), pageToken } = given;
  const errors: FieldProblem[] = [];
  const invalid = (parameter: string, value: string, remedy: string) =>
    errors.push({ detail: `${parameter} is ${JSON.stringify(value.slice(0, 64))}; ${remedy}.`, parameter });
  for (const name of Object.keys(given))
    if (!PARAMETERS.includes(name)) {
      const shown = name.slice(0, 64);
      errors.push({
        detail: `${JSON.stringify(shown)}: unknown parameter; expected ${PARAMETERS.join(", ")}.`,
        parameter: shown,
      });
    }
  if (status !== undefined && !statuses.options.includes(status as (typeof statuses.options)[number]))
    invalid("status", status, `use one of ${statuses.options.join(", ")}`);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_PAGE)
    invalid("limit", limit, `use a number from 1 to ${MAX_PAGE}`);
  const after = pageToken === undefined ? undefined : readPageToken(pageToken, status);
  if (pageToken !== undefined && after === undefined)
    invalid("pageToken", pageToken, "use the nextPageToken of the page before, with the same status");
  if (errors.length > 0) throw invalidRequest(errors);
  return { status, limit: Number(limit), after };
}

/** Opaque to callers; it continues a list, with the same status filter only. */
export function pageToken(after: string, status: string | undefined): string {
  return Buffer.from(JSON.stringify([VERSION, status ?? "", after])).toString("base64url");
}

const VERSION = 1;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_SORT_KEY_BYTES = 1024;

function readPageToken(token: string, status: string | undefined): string | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    const [version, of, after] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
    if (version !== VERSION || of !== (status ?? "") || typeof after !== "string") return undefined;
    const isKey = Buffer.byteLength(credentialKey(after).SK) <= MAX_SORT_KEY_BYTES;
    return isKey && pageToken(after, status) === token ? after : undefined;
  } catch {
    return undefined; // not JSON: not a token of ours
  }
}
