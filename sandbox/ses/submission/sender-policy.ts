import { domainAndParents, parseAddress } from "../addresses";
import type { ReadMessage } from "../message/message";
import { isAllowed } from "../../iam/policy-evaluation";
import type { RequestContext } from "../../iam/access-request";
import type { SmtpIdentity } from "./authentication";
import { type SmtpReply, replies } from "./replies";

/** The parts of a message that decide whether SES sends it. */
export interface Submission {
  envelopeFrom: string;
  recipients: readonly string[];
  message: ReadMessage;
}

/** The account settings that the decision depends on. */
export interface SendingAccount {
  region: string;
  accountId: string;
  /** Whether it is out of SES's sandbox. */
  hasProductionAccess(): boolean;
  sendingEnabled(): boolean;
  /** Counts a message towards the sending quota. @returns the limit that it exceeds, if any */
  takeQuota(recipients: number): "rate" | "daily" | undefined;
  /** Finds a verified identity by name: an address or a domain. */
  identity(name: string): { defaultConfigurationSet?: string } | undefined;
  configurationSet(name: string): { sendingEnabled: boolean } | undefined;
}

const MAX_RECIPIENTS = 50;

/** What an accepted message is sent with. */
export interface Sending {
  configurationSet?: string;
  /** The verified identity: a domain or an address. */
  identity: string;
}

/** Evaluates a submission, and counts it if it is accepted. @returns what it is sent with, or the error reply */
export function evaluateSubmission(
  submission: Submission,
  user: SmtpIdentity,
  account: SendingAccount,
): Sending | SmtpReply {
  const { envelopeFrom, message, recipients } = submission;
  if (recipients.length > MAX_RECIPIENTS) {
    return replies.transactionFailed(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  const configurationSet = message.configurationSet ?? defaultConfigurationSet(message.from, account);
  if (configurationSet !== undefined && !account.configurationSet(configurationSet))
    return replies.noConfigurationSet(configurationSet);

  // AWS does not document whether ses:FromAddress is the envelope or the header address over SMTP: both must pass.
  const senders = [...new Set([envelopeFrom, ...message.from])];
  const { identityArns } = message;
  const invalid = identityArns.find(arn => !IDENTITY_ARN.test(arn));
  if (invalid !== undefined) return replies.transactionFailed(`Invalid identity ARN: ${invalid}`);
  const denied =
    deniedResource(senders, configurationSet, identityArns, user, account) ??
    identityArns.find(arn => !isOwnIdentity(arn, account));
  if (denied) return replies.accessDenied(user.userArn, denied);

  return judgeByAccount({ senders, message, recipients }, account);
}

/** What a message is judged by besides the sender's policies. */
export interface AccountQuestion {
  /** Of the envelope and From. */
  senders: readonly string[];
  message: Pick<ReadMessage, "from" | "otherSenders" | "configurationSet">;
  recipients: readonly string[];
}

/** Judges a message by the state of the account, and counts it if it is accepted. */
export function judgeByAccount(
  { senders, message, recipients }: AccountQuestion,
  account: SendingAccount,
): Sending | SmtpReply {
  const configurationSet = message.configurationSet ?? defaultConfigurationSet(message.from, account);
  const settings = configurationSet === undefined ? undefined : account.configurationSet(configurationSet);
  if (configurationSet !== undefined && !settings) return replies.noConfigurationSet(configurationSet);
  if (recipients.length > MAX_RECIPIENTS) {
    return replies.transactionFailed(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  const unverified = [
    ...new Set([...senders, ...message.otherSenders, ...toVerify(recipients, account)]),
  ].filter(address => identityName(address, account) === undefined);
  if (unverified.length > 0) return replies.notVerified(account.region, unverified);
  if (!account.sendingEnabled()) return replies.accountPaused();
  if (configurationSet !== undefined && settings?.sendingEnabled === false) {
    return replies.configurationSetPaused(configurationSet);
  }
  const exceeded = account.takeQuota(recipients.length);
  if (exceeded !== undefined)
    return exceeded === "rate" ? replies.rateExceeded() : replies.dailyQuotaExceeded();
  const identity = message.from.map(address => identityName(address, account)).find(Boolean) ?? "";
  return { identity, ...(configurationSet !== undefined && { configurationSet }) };
}

/**
 * The recipients that must be verified: all but the mailbox simulator's while the account is in SES's sandbox
 * (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html).
 */
function toVerify(recipients: readonly string[], account: SendingAccount): readonly string[] {
  if (account.hasProductionAccess()) return [];
  return recipients.filter(address => !address.toLowerCase().endsWith("@simulator.amazonses.com"));
}

/** Of X-SES-SOURCE-ARN and its like; the region of an identity in several regions is `*`. */
const IDENTITY_ARN = /^arn:aws(-[a-z]+)*:ses:([a-z0-9-]+|\*):\d{12}:identity\/\S+$/;

/**
 * Whether an identity is this account's. One of another account needs a policy of its owner that authorizes the sender
 * (https://docs.aws.amazon.com/ses/latest/dg/sending-authorization.html), and local SES has one account only.
 */
function isOwnIdentity(arn: string, account: SendingAccount): boolean {
  const prefix = `arn:aws:ses:${account.region}:${account.accountId}:identity/`;
  return arn.startsWith(prefix) && account.identity(arn.slice(prefix.length)) !== undefined;
}

/**
 * The first resource that the user is not allowed to send with. The identities, those named by ARN included, and the
 * configuration set are resources of the action, so all must be allowed
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html).
 */
function deniedResource(
  senders: readonly string[],
  configurationSet: string | undefined,
  identityArns: readonly string[],
  user: SmtpIdentity,
  account: SendingAccount,
): string | undefined {
  const arn = (resource: string) => `arn:aws:ses:${account.region}:${account.accountId}:${resource}`;
  const configurationSets =
    configurationSet === undefined ? [] : [arn(`configuration-set/${configurationSet}`)];
  const requests = senders.flatMap(sender =>
    [
      arn(`identity/${identityName(sender, account) ?? domainOf(sender)}`),
      ...configurationSets,
      ...identityArns,
    ].map(resource => ({ resource, context: contextOf(sender, user) })),
  );
  return requests.find(
    request => !isAllowed({ action: "ses:SendRawEmail", ...request }, user.policies, user.boundary),
  )?.resource;
}

function contextOf(sender: string, user: SmtpIdentity): RequestContext {
  return { "ses:FromAddress": sender, "aws:username": user.userName, "aws:SecureTransport": "true" };
}

/** The identity that covers an address: the address itself, its domain, or the closest verified parent domain. */
function identityName(address: string, account: SendingAccount): string | undefined {
  return [address, ...domainAndParents(domainOf(address))].find(name => account.identity(name));
}

function defaultConfigurationSet(from: readonly string[], account: SendingAccount): string | undefined {
  const name = from.map(address => identityName(address, account)).find(found => found !== undefined);
  return name === undefined ? undefined : account.identity(name)?.defaultConfigurationSet;
}

function domainOf(address: string): string {
  return parseAddress(address)?.domain ?? address;
}
