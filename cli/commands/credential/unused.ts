import type { KeyUse } from "../../api/last-used";

/** Which logins were not used within a period. */
export interface Unused {
  unused: KeyUse[];
  /** Their key is younger than the period and was not used since: what came before is not known. */
  tooNew: number;
  /** IAM says nothing of their key. */
  unknown: number;
}

/** @param since the beginning of the period */
export function unusedSince(uses: readonly KeyUse[], since: Date): Unused {
  const idle = uses.filter(
    ({ isUnknown, lastUsedAt }) => !isUnknown && (lastUsedAt === undefined || lastUsedAt < since),
  );
  const unused = idle.filter(use => use.lastUsedAt !== undefined || isOlder(use, since));
  return {
    unused,
    tooNew: idle.length - unused.length,
    unknown: uses.filter(({ isUnknown }) => isUnknown).length,
  };
}

/** A rotation replaces the key, and with it what IAM knows of its use. */
function isOlder({ credential: { rotatedAt, createdAt } }: KeyUse, since: Date): boolean {
  const madeAt = Date.parse(rotatedAt ?? createdAt ?? "");
  return madeAt < since.getTime();
}

/** What the list leaves out, in sentences; empty if nothing. */
export function leftOut({ tooNew, unknown }: Unused, period: string): string[] {
  const notes = [];
  if (tooNew > 0)
    notes.push(
      `${logins(tooNew)} created or rotated within ${period} and not used since: not listed, because IAM knows nothing about earlier use.`,
    );
  if (unknown > 0)
    notes.push(
      `${logins(unknown)} not listed, because IAM says nothing of the access key: it no longer exists.`,
    );
  return notes;
}

function logins(count: number): string {
  return count === 1 ? "1 login" : `${count} logins`;
}
