import type { User } from "@aws-sdk/client-iam";
import { isAccessDenied, isNotFound } from "../../handlers/reconciler/adapters/iam-errors";
import { usersBelow } from "../../handlers/reconciler/adapters/users-below";
import { inParallel } from "../../handlers/shared/in-parallel";
import { type Candidate, readCandidate } from "./candidate";
import { reasonOf } from "./errors";
import { identitiesNaming, type IdentityPolicies, readIdentityPolicies } from "./identity-policies";
import { refusals } from "./judge";
import { type CandidateGroup, type CandidatePolicy, PolicyReader, readRightsGiven } from "./policies";
import { policyRights } from "./policy-rights";
import type { AdoptPorts } from "./ports";

/** An IAM user that sends by SMTP, as far as its rights say. */
interface FoundCandidate {
  name: string;
  path: string;
  /** Its active access keys. */
  keys: string[];
  /** Why it would be refused; empty if it would not. */
  refused: string[];
}

/** What was found, and what could not be looked at, in sentences. */
export interface FoundCandidates {
  candidates: FoundCandidate[];
  notes: string[];
}

type ListPorts = Pick<
  AdoptPorts,
  "iam" | "ses" | "stack" | "boundaryArn" | "table" | "kmsKeyArn" | "progress"
>;

/** An account may have 5,000 users, and each takes some calls; IAM throttles. */
export const MAX_EXAMINED = 1_000;
const AT_ONCE = 4;

/**
 * The users of the account, outside the stacks' paths, that may do nothing but send (`ses:Send*`), directly or by a group,
 * and that nobody uses in the console.
 */
export async function listCandidates(ports: ListPorts): Promise<FoundCandidates> {
  const notes: string[] = [];
  const names = await smtpUsers(ports, notes);
  const reader = new PolicyReader(ports.iam);
  const found = await examine(names, ports, notes, async name => {
    const rights = await readRightsGiven(ports.iam, name);
    if (rights === undefined) return undefined;
    const [policies, groups] = await Promise.all([reader.policiesOf(name, rights), reader.groupsOf(rights)]);
    if (!onlySends(policies, groups)) return undefined;
    const user = await readCandidate(ports.iam, name, reader);
    return user?.added.includes("console password") ? undefined : user;
  });
  const identities = found.length === 0 ? [] : await identityPolicies(ports, notes);
  return { candidates: found.map(user => judged(user, identities, ports)), notes };
}

/** Those that may be examined, by name. */
async function smtpUsers(ports: ListPorts, notes: string[]): Promise<string[]> {
  const users = await usersBelow(ports.iam, "/").catch((error: unknown): User[] => {
    if (!isAccessDenied(error)) throw error;
    notes.push(`IAM users are not listed: ${reasonOf(error, ports)}.`);
    return [];
  });
  const outside = users.filter(
    ({ Path = "/", PasswordLastUsed }) => !Path.startsWith("/ses-smtp/") && PasswordLastUsed === undefined,
  );
  if (outside.length > MAX_EXAMINED)
    notes.push(`Only the first ${MAX_EXAMINED} of ${outside.length} IAM users were examined.`);
  return outside
    .map(({ UserName = "" }) => UserName)
    .sort()
    .slice(0, MAX_EXAMINED);
}

/** Users that disappear meanwhile are left out; of those that the caller may not read, one reason is noted. */
async function examine(
  names: readonly string[],
  ports: ListPorts,
  notes: string[],
  look: (name: string) => Promise<Candidate | undefined>,
): Promise<Candidate[]> {
  const denied: string[] = [];
  ports.progress(`Examining ${names.length} IAM users …`);
  const found = await inParallel(names, AT_ONCE, async name => {
    try {
      return await look(name);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (!isAccessDenied(error)) throw error;
      denied.push(reasonOf(error, ports));
      return undefined;
    }
  });
  const [reason] = denied;
  if (reason !== undefined) notes.push(`${denied.length} IAM users could not be examined: ${reason}.`);
  return found.filter(user => user !== undefined);
}

/** Pure. */
export function onlySends(policies: readonly CandidatePolicy[], groups: readonly CandidateGroup[]): boolean {
  const documents = [...policies, ...groups.flatMap(group => group.policies)].map(({ document }) => document);
  const rights = documents.map(policyRights);
  if (rights.includes(undefined)) return false;
  const allowed = rights.flatMap(each => each ?? []).filter(({ effect }) => effect === "Allow");
  return allowed.length > 0 && allowed.every(({ sendsOnly }) => sendsOnly);
}

async function identityPolicies(ports: ListPorts, notes: string[]): Promise<IdentityPolicies[]> {
  try {
    return await readIdentityPolicies(ports.ses);
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    notes.push(`The policies of SES identities were not looked at: ${reasonOf(error, ports)}.`);
    return [];
  }
}

function judged(
  user: Candidate,
  identities: readonly IdentityPolicies[],
  { stack, boundaryArn }: ListPorts,
): FoundCandidate {
  const issues = refusals(user, { stack, boundaryArn }, identitiesNaming(user, identities));
  return {
    name: user.name,
    path: user.path,
    keys: user.keys.filter(({ active }) => active).map(({ id }) => id),
    refused: issues.map(({ problem, remedy }) => `${problem}: ${remedy}`),
  };
}
