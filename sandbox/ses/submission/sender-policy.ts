import { domainAndParents, parseAddress } from "../addresses";
import { isAllowed } from "../../iam/policy-evaluation";
import type { RequestContext } from "../../iam/access-request";
import type { SmtpIdentity } from "./authentication";
import type { SenderHeaders } from "./message-headers";
import { type SmtpReply, replies } from "./replies";

/** The parts of a message that decide whether SES sends it. */
export interface Submission {
  envelopeFrom: string;
  recipients: readonly string[];
  headers: SenderHeaders;
}

/** The account settings that the decision depends on. */
export interface SendingAccount {
  region: string;
  accountId: string;
  sendingEnabled(): boolean;
  /** Finds a verified identity by name: an address or a domain. */
  identity(name: string): { defaultConfigurationSet?: string } | undefined;
  configurationSet(name: string): { sendingEnabled: boolean } | undefined;
}

const MAX_RECIPIENTS = 50;

/** Evaluates a submission. @returns the configuration set it is sent with, or the error reply */
export function evaluateSubmission(
  submission: Submission,
  user: SmtpIdentity,
  account: SendingAccount,
): { configurationSet?: string } | SmtpReply {
  const { envelopeFrom, headers, recipients } = submission;
  if (recipients.length > MAX_RECIPIENTS) {
    return replies.transactionFailed(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  const configurationSet = headers.configurationSet ?? defaultConfigurationSet(headers.from, account);
  const settings = configurationSet === undefined ? undefined : account.configurationSet(configurationSet);
  if (configurationSet !== undefined && !settings) return replies.noConfigurationSet(configurationSet);

  // AWS does not document whether ses:FromAddress is the envelope or the header address over SMTP: both must pass.
  const senders = [...new Set([envelopeFrom, ...headers.from])];
  const denied = deniedResource(senders, configurationSet, user, account);
  if (denied) return replies.accessDenied(user.userArn, denied);

  const unverified = [...new Set([...senders, ...headers.otherSenders])].filter(
    address => identityName(address, account) === undefined,
  );
  if (unverified.length > 0) return replies.notVerified(account.region, unverified);
  if (!account.sendingEnabled()) return replies.accountPaused();
  if (configurationSet !== undefined && settings?.sendingEnabled === false) {
    return replies.configurationSetPaused(configurationSet);
  }
  return configurationSet === undefined ? {} : { configurationSet };
}

/**
 * The first resource that the user is not allowed to send with. The identity and the configuration set are both
 * resources of the action, so both must be allowed
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html).
 */
function deniedResource(
  senders: readonly string[],
  configurationSet: string | undefined,
  user: SmtpIdentity,
  account: SendingAccount,
): string | undefined {
  const arn = (resource: string) => `arn:aws:ses:${account.region}:${account.accountId}:${resource}`;
  const configurationSets =
    configurationSet === undefined ? [] : [arn(`configuration-set/${configurationSet}`)];
  const requests = senders.flatMap(sender =>
    [arn(`identity/${identityName(sender, account) ?? domainOf(sender)}`), ...configurationSets].map(
      resource => ({ resource, context: contextOf(sender, user) }),
    ),
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
