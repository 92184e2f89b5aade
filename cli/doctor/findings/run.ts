import type { CheckName } from "./catalog";
import { bySeverity, type Detail, error, type Finding } from "./finding";

/** One check of one subject. */
export interface Check {
  name: CheckName;
  subject: string;
  /** Its own bound, if it takes longer than others. */
  maxMs?: number;
  /** Observes, then judges what was observed. */
  run(): Promise<readonly Detail[]>;
}

/** A check as an edge that observes, and a pure function that judges. */
export function check<Observed>(
  name: CheckName,
  subject: string,
  observe: () => Promise<Observed>,
  judge: (observed: Observed) => readonly Detail[],
): Check {
  return { name, subject, run: async () => judge(await observe()) };
}

/** What a run found. */
export interface Diagnosis {
  findings: Finding[];
  /** Checks that were made, the failed ones included. */
  checks: number;
}

export interface RunOptions {
  /** Called before each check. */
  onCheck?: (check: Pick<Check, "name" | "subject">) => void;
  /** Why an observation failed, for a person; default: the error's message. */
  explain?: (error: unknown) => string;
  /** Replaced in tests. */
  maxCheckMs?: number;
}

/** From the first question to the last answer of one check, whatever a server does. */
const MAX_CHECK_MS = 30_000;

/** At a time: more would be throttled (GetEmailIdentity may be called once a second: https://docs.aws.amazon.com/ses/latest/dg/quotas.html). */
const MAX_PARALLEL = 6;

/**
 * Makes all checks. Never rejects: a check whose observation fails is itself a finding, an error, because nothing is known
 * to be right then.
 */
export async function runDoctor(checks: readonly Check[], options: RunOptions = {}): Promise<Diagnosis> {
  const results: Finding[][] = checks.map(() => []);
  const entries = checks.entries();
  const work = async () => {
    for (const [index, each] of entries) {
      options.onCheck?.(each);
      results[index] = await runCheck(each, options);
    }
  };
  await Promise.all(Array.from({ length: MAX_PARALLEL }, work));
  return { findings: bySeverity(results.flat()), checks: checks.length };
}

async function runCheck(each: Check, options: RunOptions): Promise<Finding[]> {
  const { name, subject } = each;
  const { explain = messageOf } = options;
  const maxCheckMs = each.maxMs ?? options.maxCheckMs ?? MAX_CHECK_MS;
  let late: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`no answer within ${maxCheckMs / 1_000} s`)), maxCheckMs);
  });
  try {
    const details = await Promise.race([each.run(), deadline]);
    return details.map(detail => ({ check: name, subject, ...detail }));
  } catch (cause) {
    return [{ check: name, subject, ...unchecked(explain(cause)) }];
  } finally {
    clearTimeout(late);
  }
}

function unchecked(reason: string): Detail {
  return error(
    `could not be checked: ${reason.replace(/\.$/, "")}`,
    "Nothing is known about it, so it may be wrong.",
    "Correct the reason and run `ses-smtp doctor` again; docs/operations.md has the permissions that it needs.",
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** One observation for all checks that use it. */
export function once<Observed>(observe: () => Promise<Observed>): () => Promise<Observed> {
  let observed: Promise<Observed> | undefined;
  return () => (observed ??= observe());
}
