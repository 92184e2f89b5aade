import { domainAndParents, parseAddress } from "../addresses";
import type { SmtpIdentity } from "../identity";
import { isAllowed } from "../policy/policy-evaluation";
import type { RequestContext } from "../policy/access-request";
import type { SenderHeaders } from "./message-headers";
import { type SmtpReply, replies } from "./replies";

/** A message at the end of DATA, as far as SES's permission to send it goes. */
export interface Submission {
  envelopeFrom: string;
  recipients: readonly string[];
  headers: SenderHeaders;
}

/** What the sender policy asks of the account. */
export interface SendingAccount {
  region: string;
  accountId: string;
  sendingEnabled(): boolean;
  /** A verified identity by its name, an address or a domain. */
  identity(name: string): { defaultConfigurationSet?: string } | undefined;
  configurationSet(name: string): { sendingEnabled: boolean } | undefined;
}

const MAX_RECIPIENTS = 50;

/** Judges a submission: the configuration set it goes out with, or the refusal. */
export function judge(
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

  // Over SMTP, AWS does not say whether ses:FromAddress is the envelope's or the header's: both must pass.
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
 * The first resource that the user may not send with. The identity and the configuration set are resources of
 * the same action and both must be allowed
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
  const questions = senders.flatMap(sender =>
    [arn(`identity/${identityName(sender, account) ?? domainOf(sender)}`), ...configurationSets].map(
      resource => ({ resource, context: contextOf(sender, user) }),
    ),
  );
  return questions.find(
    question => !isAllowed({ action: "ses:SendRawEmail", ...question }, user.policies, user.boundary),
  )?.resource;
}

function contextOf(sender: string, user: SmtpIdentity): RequestContext {
  return { "ses:FromAddress": sender, "aws:username": user.userName, "aws:SecureTransport": "true" };
}

/** The address's own identity, else its domain's, else that of the nearest verified parent domain. */
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
