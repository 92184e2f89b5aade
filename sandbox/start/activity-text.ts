import { visible } from "../../mailer/errors/visible";
import { SNS_USER } from "../alert-emails";
import type { AcceptedMessage, RefusedMessage } from "../ses/submission/accepted-message";

/** What a record shows of a login; nothing secret. */
export interface LoginState {
  username: string;
  status: string;
  /** The access key ID. */
  smtpUsername?: string;
  addresses: string;
  failure?: string;
  /** It was active at some reading. */
  hasWorked?: boolean;
}

/** A terminal of 80 columns, less the time of day and two spaces. */
const MAX_TEXT = 70;

/** What happened between two readings of the table, one line for each login that it happened to. */
export function loginLines(
  before: ReadonlyMap<string, LoginState>,
  after: ReadonlyMap<string, LoginState>,
): string[] {
  const gone = [...before.keys()].filter(name => !after.has(name)).map(name => `${name}: removed`);
  const changed = [...after.values()].flatMap(now => changeOf(before.get(now.username), now));
  return [...gone, ...changed].map(line);
}

function changeOf(before: LoginState | undefined, now: LoginState): string[] {
  const { username, status, smtpUsername, addresses, failure = "no reason given" } = now;
  const isNew = before === undefined;
  if (status === "active" && (isNew || before.hasWorked !== true))
    return [`${username}: login created, sends from ${addresses}`];
  if (!isNew && status === "active" && before.smtpUsername !== smtpUsername)
    return [`${username}: rotated, the user name is now ${smtpUsername ?? "unknown"}`];
  if (isNew || before.status !== status) {
    if (status === "failed") return [`${username}: failed: ${failure}`];
    const words: Readonly<Record<string, string>> = {
      pending: "change requested",
      active: "login works again",
      disabled: "login stopped",
    };
    return [`${username}: ${words[status] ?? status}`];
  }
  if (now.failure !== undefined && before.failure !== now.failure)
    return [`${username}: refused: ${failure}`];
  return before.addresses === addresses ? [] : [`${username}: changed, sends from ${addresses}`];
}

/** A message that local SES accepted or refused, or an email of SNS. */
export function messageLine(message: AcceptedMessage | RefusedMessage): string {
  const { envelope, subject } = message;
  if ("reply" in message) return line(`refused ${envelope.from}: ${reasonIn(message)}`);
  const to = envelope.to.length > 1 ? `${envelope.to.length} recipients` : (envelope.to[0] ?? "nobody");
  if (message.user === SNS_USER) return line(`alert to ${to}: ${subject}`);
  return line(`accepted ${envelope.from} to ${to}: ${subject}`);
}

/** SES's reply for a policy names the IAM user and the identity, which is longer than a line. */
function reasonIn({ reply }: RefusedMessage): string {
  return reply.startsWith("554 Access denied") ? "sender not allowed for this login" : reply;
}

/** Of one line, without anything that a terminal would obey. */
function line(text: string): string {
  const shown = visible(text);
  return shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT - 1)}…` : shown;
}
