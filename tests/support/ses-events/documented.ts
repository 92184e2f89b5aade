import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Counter } from "../../../records/email-events";

/** An example on a page of AWS. */
export interface Documented {
  page: string;
  title: string;
  message: Record<string, unknown>;
}

/** All examples of AWS's pages about notifications and event publishing. */
export const DOCUMENTED = JSON.parse(
  readFileSync(path.join(__dirname, "documented.json"), "utf8"),
) as readonly Documented[];

/** How AWS's examples name the sender: an IAM user that is none of ours. */
const FOREIGN_USERS = /"(ses_user|IAM_user_or_role_name)"/g;

const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;

export interface DocumentedOptions {
  /** When the mails were sent; ms since 1970. The other times move along. */
  sentAt: number;
  /** The IAM user in place of the examples' own; default: the examples' own. */
  userName?: string;
  /** The account in place of the examples' own. */
  accountId?: string;
  /** In place of the examples' `example.com`, so that tests do not meet. */
  domain?: string;
  /** In place of the examples' `ConfigSet`. */
  configurationSet?: string;
}

/** Each example in both shapes: as event publishing has it, and as a notification. */
export function documentedMessages(options: DocumentedOptions): Record<string, unknown>[] {
  return DOCUMENTED.flatMap(({ message }) => {
    const { eventType, notificationType, ...rest } = current(message, options);
    const type = eventType ?? notificationType;
    return [
      { eventType: type, ...rest },
      { notificationType: type, ...rest },
    ];
  });
}

function current(message: Documented["message"], options: DocumentedOptions): Record<string, unknown> {
  const { sentAt, userName, accountId = "123456789012", domain = "example.com", configurationSet } = options;
  const { timestamp } = message.mail as { timestamp: string };
  const later = sentAt - Date.parse(timestamp);
  const text = JSON.stringify(message)
    .replaceAll(TIME, time => new Date(Date.parse(time) + later).toISOString())
    .replaceAll("123456789012", accountId)
    .replaceAll("@example.com", `@${domain}`)
    .replaceAll('"ConfigSet"', JSON.stringify(configurationSet ?? "ConfigSet"));
  return JSON.parse(
    userName === undefined ? text : text.replaceAll(FOREIGN_USERS, JSON.stringify(userName)),
  ) as Record<string, unknown>;
}

type Counts = Partial<Record<Counter, number>>;

/** What the examples that name an IAM user count, each once. */
export const COUNTED_WITH_USER: Counts = {
  sent: 1,
  sent_messages: 1,
  delivered: 2,
  bounced_permanent: 4,
  complaints: 3,
  rejected_messages: 1,
  opened_messages: 1,
  clicks: 1,
  subscriptions: 1,
};

/** What those count that name none. */
export const COUNTED_WITHOUT_USER: Counts = { rendering_failures: 1, delayed: 1 };

/** The recipients of the examples' permanent bounces and complaints. */
export const SUPPRESSED_NAMES = ["jane", "recipient", "richard"] as const;

/** Recipients of the examples' bounces and complaints: mail of two messages bounced to Jane, and Richard complained twice. */
export const DOCUMENTED_BOUNCES = ["jane", "jane", "recipient", "richard"] as const;
export const DOCUMENTED_COMPLAINTS = ["recipient", "richard", "richard"] as const;
