import { GetEmailIdentityPoliciesCommand, paginateListEmailIdentities } from "@aws-sdk/client-sesv2";
import { readAddresses } from "../../handlers/reconciler/addresses";
import { senderPolicy } from "../../handlers/reconciler/policy";
import { issueText, sentence, type Issue } from "../../mailer/validation/issue";
import { ADOPTING_ATTRIBUTE } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import { type Candidate, readCandidate } from "./candidate";
import { refusals, rightsLost } from "./judge";
import { decryptOther, type OtherRecord, readRecords } from "./other-system";
import type { AdoptPorts, AdoptRequest } from "./ports";

/** An adoption that can begin. */
export interface Adoption {
  request: AdoptRequest;
  user: Candidate;
  /** The login's access key. */
  accessKeyId: string;
  /** Undefined if nobody knows it. */
  password: string | undefined;
  addresses: readonly string[];
  policy: string;
  patterns: readonly string[];
  /** The other system's record, if there is one. */
  other: OtherRecord | undefined;
  /** Whether the username has a record already. */
  hasRecord: boolean;
  /** An earlier attempt, which this one continues. */
  earlier: Earlier | undefined;
  /** What the user may do now and may not do afterward, for a person. */
  lost: string[];
}

/** As the record's `adopting` says it. */
export interface Earlier {
  user: string;
  path: string;
  to: string;
}

/**
 * Reads everything that decides, and changes nothing.
 *
 * @throws CommandError that names every reason why the user cannot become a login
 */
export async function prepare(request: AdoptRequest, ports: AdoptPorts): Promise<Adoption> {
  const { record, other } = await readRecords(ports.dynamodb, ports.table, request.username);
  requireOwnRecord(request.username, record);
  const earlier = earlierOf(record);
  if (earlier !== undefined && earlier.user !== request.user)
    throw new CommandError(
      `Username ${JSON.stringify(request.username)}: the IAM user ${earlier.user} is being adopted as it: finish that first (ses-smtp credential adopt ${earlier.user} --as ${request.username}).`,
    );
  const user =
    (await readCandidate(ports.iam, request.user)) ??
    (earlier && (await readCandidate(ports.iam, earlier.to)));
  if (user === undefined)
    throw new CommandError(
      `IAM user ${JSON.stringify(request.user)}: no such user: list them with aws iam list-users.`,
    );
  const { username } = request;
  const target = { username, stack: ports.stack, boundaryArn: ports.boundaryArn };
  refuse(refusals(user, target, await identityPoliciesNaming(user, ports)));
  const accessKeyId = user.keys.find(({ active }) => active)?.id ?? "";
  const { addresses, patterns } = requireAddresses(request, record, other, ports);
  return {
    request,
    user,
    accessKeyId,
    password: await findPassword(request, accessKeyId, other, ports),
    addresses,
    patterns,
    policy: senderPolicy(patterns, ports.rules.sendingResources),
    other,
    hasRecord: record !== undefined,
    earlier,
    lost: rightsLost(user, patterns),
  };
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new CommandError(issues.map(issue => sentence(issueText(issue))).join("\n"));
}

function requireOwnRecord(username: string, record: Readonly<Record<string, unknown>> | undefined): void {
  if (record?.encrypted_password === undefined) return;
  const name = JSON.stringify(username);
  throw new CommandError(
    record.encrypted_credentials === undefined
      ? `Username ${name}: it has a login already: use another, or remove that one (ses-smtp credential remove).`
      : `Record ${name}: it has two logins (encrypted_password and encrypted_credentials): delete the IAM user of the one that is not used, then remove its attribute.`,
  );
}

function earlierOf(record: Readonly<Record<string, unknown>> | undefined): Earlier | undefined {
  const { user, path, to } = (record?.[ADOPTING_ATTRIBUTE] ?? {}) as Record<string, unknown>;
  if (typeof user !== "string" || typeof path !== "string" || typeof to !== "string") return undefined;
  return { user, path, to };
}

function requireAddresses(
  { addresses, username }: AdoptRequest,
  record: Readonly<Record<string, unknown>> | undefined,
  other: OtherRecord | undefined,
  { rules }: AdoptPorts,
): { addresses: readonly string[]; patterns: readonly string[] } {
  const given = addresses ?? record?.allowed_from_addresses ?? other?.attributes.allowed_from_addresses ?? [];
  const read = readAddresses({ allowed_from_addresses: given }, rules);
  if (read.kind === "enabled" && read.mistake === undefined)
    return { addresses: [...(given as Iterable<string>)], patterns: read.patterns };
  const failure =
    read.kind === "invalid" ? read.failure : read.kind === "enabled" ? read.mistake?.whole : undefined;
  throw new CommandError(
    `Username ${JSON.stringify(username)}: ${failure?.message ?? "no sender addresses"} Name the addresses with --from.`,
  );
}

/** @throws CommandError if there is none, or SES does not accept it */
async function findPassword(
  { password, withoutPassword, user }: AdoptRequest,
  accessKeyId: string,
  other: OtherRecord | undefined,
  ports: AdoptPorts,
): Promise<string | undefined> {
  if (withoutPassword) return undefined;
  const key = `IAM user ${user}`;
  const found = password ?? (await fromOther(accessKeyId, other, ports));
  if (found === undefined)
    throw new CommandError(
      `${key}: its SMTP password is not known: pipe it in with --password-stdin, or use --without-password.`,
    );
  const answer = await ports.login(accessKeyId, found);
  if (answer.kind === "accepted") return found;
  const why =
    answer.kind === "refused"
      ? "SES rejects this password (535)"
      : `the login could not be verified (${answer.reason})`;
  throw new CommandError(
    `${key}, access key ${accessKeyId}: ${why}: use the SMTP password of region ${ports.region}, or --without-password.`,
  );
}

async function fromOther(
  accessKeyId: string,
  other: OtherRecord | undefined,
  { kms }: AdoptPorts,
): Promise<string | undefined> {
  if (other === undefined) return undefined;
  const secret = await decryptOther(kms, other);
  if (secret.accessKeyId === accessKeyId) return secret.password;
  throw new CommandError(
    `Record ${JSON.stringify(other.username)}: its password is for the access key ${secret.accessKeyId}, and the user's active key is ${accessKeyId}: pipe the password in with --password-stdin, or use --without-password.`,
  );
}

/** The user's ARN changes, and an identity's policy would name nobody afterward. */
async function identityPoliciesNaming({ arn, id }: Candidate, { ses }: AdoptPorts): Promise<string[]> {
  const naming: string[] = [];
  for await (const { EmailIdentities = [] } of paginateListEmailIdentities({ client: ses }, {})) {
    for (const { IdentityName: EmailIdentity = "" } of EmailIdentities) {
      const { Policies = {} } = await ses.send(new GetEmailIdentityPoliciesCommand({ EmailIdentity }));
      if (Object.values(Policies).some(policy => policy.includes(`"${arn}"`) || policy.includes(`"${id}"`)))
        naming.push(EmailIdentity);
    }
  }
  return naming;
}
