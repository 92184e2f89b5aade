import { RunError } from "@pulumi/pulumi";

/** The configuration namespace, and the project's name. */
const NAMESPACE = "ses-smtp";

/** What is wrong with one setting, as the operator reads it. */
export interface Issue {
  /** Such as `ses-smtp:domains[0]`. */
  key: string;
  problem: string;
  remedy: string;
}

function renderIssue({ key, problem, remedy }: Issue): string {
  return `${key}: ${problem}; ${remedy}`;
}

/** All issues in one error, so that the operator fixes them in one go. */
export function invalidSettings(issues: readonly Issue[]): RunError {
  return new RunError(["Invalid settings:", ...issues.map(renderIssue)].join("\n  "));
}

/** The full key of a setting, as `pulumi config set` takes it. */
export function settingKey(name: string): string {
  return `${NAMESPACE}:${name}`;
}

/**
 * Looks up an existing resource that a setting names.
 * @param remedy what to do if it does not exist
 * @returns the resource, or an issue with the setting, its value, AWS's reason and the remedy
 */
export async function lookUp<T>(
  { setting, value, remedy }: { setting: string; value: string; remedy: string },
  result: Promise<T>,
): Promise<{ found: T } | { issue: Issue }> {
  try {
    return { found: await result };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).trim();
    return { issue: { key: settingKey(setting), problem: `cannot read "${value}": ${reason}`, remedy } };
  }
}
