import type { ApiEvent } from "./event";
import { invalidRequest } from "./problem";

/** The state that a request requires before its change. */
export interface Precondition {
  /** `*`, or entity tags, one of which must be the credential's; undefined if the request has none. */
  ifMatch: "*" | readonly string[] | undefined;
  /** The credential must not exist. */
  mustBeNew: boolean;
}

/** A strong entity tag (https://www.rfc-editor.org/rfc/rfc9110#name-etag); a weak one never matches here. */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]*"$/;

/** @throws Problem for headers that are malformed or mean something that is not supported */
export function preconditionOf({ headers = {} }: ApiEvent): Precondition {
  const given = headers["if-match"]?.trim();
  const ifNoneMatch = headers["if-none-match"]?.trim();
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw invalidRequest([
      {
        detail: 'if-none-match: only "*" is supported, for a credential that must be new.',
        header: "if-none-match",
      },
    ]);
  }
  return { ifMatch: given === undefined ? undefined : tagsIn(given), mustBeNew: ifNoneMatch === "*" };
}

function tagsIn(header: string): "*" | string[] {
  if (header === "*") return "*";
  const tags = header.split(",").map(tag => tag.trim());
  if (tags.every(tag => ENTITY_TAG.test(tag))) return tags;
  throw invalidRequest([
    {
      detail: 'if-match: use the etag of an earlier response, in its double quotes, or "*".',
      header: "if-match",
    },
  ]);
}
