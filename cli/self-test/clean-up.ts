import { setTimeout as sleep } from "node:timers/promises";
import { DeleteConfigurationSetCommand } from "@aws-sdk/client-sesv2";
import { removeIamUser } from "../../handlers/reconciler/adapters/iam-removal";
import { usersBelow } from "../../handlers/reconciler/adapters/users-below";
import { userName, userPath } from "../../handlers/shared/iam-names";
import { suppressionKey } from "../../records/keys";
import { suppressedBySelfTest } from "../../records/self-test";
import { pathTo } from "../api/client";
import { explainAwsError } from "../shared/aws-errors";
import type { Made, SelfTest } from "./self-test";
import { until } from "./until";

/** How long the manager may take to remove a login. */
const MAX_REMOVAL_MS = 120_000;

type Parts = Pick<SelfTest, "names" | "aws" | "api" | "emails" | "stack" | "startedAt" | "awaited">;

/**
 * Removes what a run has made, the record last: as long as it is there, the daily sweep finds the rest.
 *
 * @param made what there may be
 * @returns what could not be removed, and why; empty if nothing is left
 */
export async function cleanUp(parts: Parts, made: ReadonlySet<Made>): Promise<string[]> {
  const problems: string[] = [];
  for (const [what, remove] of REMOVALS) {
    if (!made.has(what)) continue;
    await remove(parts).catch((error: unknown) => {
      const reason = explainAwsError(error, {}) ?? (error instanceof Error ? error.message : String(error));
      problems.push(`${nameOf(what, parts)}: ${reason}`);
    });
  }
  return problems;
}

const REMOVALS: readonly (readonly [Made, (parts: Parts) => Promise<unknown>])[] = [
  ["key user", removeKeyUser],
  ["configuration set", removeConfigurationSet],
  ["suppressions", removeSuppressions],
  ["credential", removeCredential],
];

/** As messages name it. */
function nameOf(what: Made, { names }: Parts): string {
  return `${what} ${{ "key user": names.keyUser, "configuration set": names.configurationSet, suppressions: names.credential, credential: names.credential }[what]}`;
}

/** By its name, and by its path: IAM may not list a user yet that was created a moment ago. */
async function removeKeyUser({ aws, names, stack, startedAt }: Parts): Promise<void> {
  const listed = await usersBelow(aws.iam, userPath(stack.smtpUsers.stack, names.keyUser));
  const users = new Set([userName(names.keyUser, startedAt), ...listed.map(({ UserName = "" }) => UserName)]);
  for (const user of users) await removeIamUser(aws.iam, user, () => Promise.resolve());
}

export async function removeConfigurationSet({ aws, names }: Parts): Promise<void> {
  await aws.ses
    .send(new DeleteConfigurationSetCommand({ ConfigurationSetName: names.configurationSet }))
    .catch((error: unknown) => {
      if ((error as Error).name !== "NotFoundException") throw error;
    });
}

/** What is on its way to the list would be there afterward, so it is waited for. */
export async function removeSuppressions(parts: Pick<Parts, "names" | "emails" | "awaited">): Promise<void> {
  const { emails, names, awaited } = parts;
  const late = await waitForSuppressions(parts);
  for (const address of suppressedBySelfTest(names)) await emails.lift(address);
  awaited.clear();
  if (late.length > 0)
    throw new Error(`${late.join(", ")} may still get on the list: what became of the mail was not recorded`);
}

/** @returns those that are not listed in time */
async function waitForSuppressions({
  emails,
  awaited,
}: Pick<Parts, "emails" | "awaited">): Promise<string[]> {
  const end = performance.now() + MAX_EVENT_MS;
  for (;;) {
    if (awaited.size === 0) return [];
    const listed = new Set((await emails.suppressions({})).map(({ email }) => email));
    const missing = [...awaited].filter(address => !listed.has(suppressionKey(address)));
    if (missing.length === 0 || performance.now() > end) return missing;
    await sleep(PAUSE_MS);
  }
}

/** Of the simulator, events come within seconds. */
const MAX_EVENT_MS = 30_000;

const PAUSE_MS = 500;

/** The manager removes the IAM user once the record is gone. */
async function removeCredential({ api, aws, names, stack }: Parts): Promise<void> {
  await api.call({ method: "DELETE", path: pathTo("credentials", names.credential) }, ["not-found"]);
  const path = userPath(stack.smtpUsers.stack, names.credential);
  const patience = { signal: new AbortController().signal, maxMs: MAX_REMOVAL_MS };
  await until("the IAM user is gone", patience, async () => {
    const users = await usersBelow(aws.iam, path);
    return users.length === 0 ? { done: true } : { yet: `IAM user ${users[0]?.UserName}` };
  });
}
