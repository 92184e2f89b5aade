import { readAddresses } from "../../handlers/reconciler/addresses";
import { usersBelow } from "../../handlers/reconciler/adapters/users-below";
import { senderPolicy } from "../../handlers/reconciler/policy";
import { USER_POLICY_NAME, userPath } from "../../handlers/shared/iam-names";
import { issueText, sentence, type Issue } from "../../mailer/validation/issue";
import type { Adopting } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import { type Candidate, readCandidate } from "./candidate";
import { CannotContinue, FINISH, UserIsGone } from "./errors";
import { identitiesNaming, readIdentityPolicies } from "./identity-policies";
import { policySpace, refusals, rightsLost } from "./judge";
import { whereNow } from "./marked-user";
import { type Attributes, type OtherRecord, readUsername, type UsernameItems } from "./other-system";
import { findPassword } from "./password";
import type { AdoptPorts, AdoptRequest } from "./ports";
import { requireItsLogin, requireMark, requireNoLogin } from "./records-judged";

/** An adoption that can begin, or go on. */
export interface Adoption {
  request: AdoptRequest;
  user: Candidate;
  /** An attempt that has begun, which this one continues. */
  mark: Adopting | undefined;
  /** The login's access key. */
  accessKeyId: string;
  /** Undefined if nobody knows it. */
  password: string | undefined;
  addresses: readonly string[];
  policy: string;
  patterns: readonly string[];
  /** The username's record before; undefined if it has none. */
  record: Attributes | undefined;
  /** The other system's records of this login. */
  foreign: readonly OtherRecord[];
  /** What the user may do now and may not do afterward, for a person. */
  lost: string[];
}

/**
 * Reads everything that decides, and changes nothing.
 *
 * @param keep awaited between calls, of which there are many
 * @throws CannotContinue if an attempt that has begun must be undone; otherwise CommandError that names every reason why
 *   the user cannot become a login
 */
export async function prepare(
  request: AdoptRequest,
  ports: AdoptPorts,
  keep: () => Promise<void> = () => Promise.resolve(),
): Promise<Adoption> {
  const items = await readUsername(ports.dynamodb, ports.table, request.username);
  const mark = requireMark(request, items.record);
  try {
    return await prepareFrom(request, items, mark, ports, keep);
  } catch (error) {
    if (mark === undefined || !(error instanceof CommandError)) throw error;
    if (!mark.verified || error instanceof UserIsGone) throw new CannotContinue(error.message, mark);
    throw new CommandError(`${error.message} ${FINISH}`);
  }
}

async function prepareFrom(
  request: AdoptRequest,
  { record, foreign }: UsernameItems,
  mark: Adopting | undefined,
  ports: AdoptPorts,
  keep: () => Promise<void>,
): Promise<Adoption> {
  const { username } = request;
  if (mark === undefined) requireNoLogin(username, record);
  const user = await findUser(request, mark, ports);
  await keep();
  await requireNoOtherUser(username, user, ports);
  const { addresses, patterns } = requireAddresses(
    request,
    [record, ...foreign.map(each => each.attributes)],
    ports,
  );
  const policy = senderPolicy(patterns, ports.rules.sendingResources);
  const naming = identitiesNaming(user, await readIdentityPolicies(ports.ses, keep));
  const target = { username, stack: ports.stack, boundaryArn: ports.boundaryArn, mark };
  refuse([...refusals(user, target, naming), ...policySpace(user, policy)]);
  const accessKeyId = mark?.access_key_id ?? user.keys.find(({ active }) => active)?.id ?? "";
  requireItsLogin(foreign, user, accessKeyId, mark);
  await keep();
  return {
    request,
    user,
    mark,
    accessKeyId,
    password: await findPassword(request, user, accessKeyId, foreign[0], ports),
    addresses,
    patterns,
    policy,
    record,
    foreign,
    lost: rightsLost(user, patterns),
  };
}

/** A user whose adoption has begun is known by its ID, under either name. */
async function findUser(
  { user: name }: AdoptRequest,
  mark: Adopting | undefined,
  { iam }: AdoptPorts,
): Promise<Candidate> {
  const key = `IAM user ${JSON.stringify(name)}`;
  if (mark === undefined) {
    const user = await readCandidate(iam, name);
    if (user === undefined)
      throw new CommandError(`${key}: no such user: list them with ses-smtp credential adopt --list.`);
    return user;
  }
  const now = await whereNow(iam, mark);
  const user = now === undefined ? undefined : await readCandidate(iam, now.name);
  if (user === undefined)
    throw new UserIsGone(`${key}: it no longer exists; a user that has its name now is another one.`);
  return beforeAdoption(user, mark);
}

/** The policy of our name is the attempt's; what it has replaced is judged. */
function beforeAdoption(user: Candidate, { policy }: Adopting): Candidate {
  const others = user.policies.filter(({ name, arn }) => arn !== undefined || name !== USER_POLICY_NAME);
  const before = policy === undefined ? [] : [{ name: USER_POLICY_NAME, document: policy }];
  return { ...user, policies: [...before, ...others] };
}

/** A record that was deleted or overwritten may have left one, which the manager has not removed yet. */
async function requireNoOtherUser(
  username: string,
  { name }: Candidate,
  { iam, stack }: AdoptPorts,
): Promise<void> {
  const below = await usersBelow(iam, userPath(stack, username));
  const others = below.flatMap(({ UserName }) =>
    UserName === undefined || UserName === name ? [] : [UserName],
  );
  if (others.length > 0)
    throw new CommandError(
      `Username ${JSON.stringify(username)}: it has the IAM user ${others.join(", ")} already: use another username, or remove that login first (ses-smtp credential remove).`,
    );
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new CommandError(issues.map(issue => sentence(issueText(issue))).join("\n"));
}

function requireAddresses(
  { addresses, username }: AdoptRequest,
  records: readonly (Attributes | undefined)[],
  { rules }: AdoptPorts,
): { addresses: readonly string[]; patterns: readonly string[] } {
  const recorded = records.map(record => record?.allowed_from_addresses).find(list => list !== undefined);
  const given = addresses ?? recorded ?? [];
  const read = readAddresses({ allowed_from_addresses: given }, rules);
  if (read.kind === "enabled" && read.mistake === undefined)
    return { addresses: [...(given as Iterable<string>)], patterns: read.patterns };
  const failure =
    read.kind === "invalid" ? read.failure : read.kind === "enabled" ? read.mistake?.whole : undefined;
  throw new CommandError(
    `Username ${JSON.stringify(username)}: ${failure?.message ?? "no sender addresses"} Name the addresses with --from.`,
  );
}
