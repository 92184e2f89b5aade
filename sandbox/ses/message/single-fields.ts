import type { HeaderField } from "./header-section";
import { reject } from "./rejection";

/** The fields that cannot appear more than once (https://docs.aws.amazon.com/ses/latest/dg/header-fields.html). */
export const SINGLE_FIELDS: readonly string[] = [
  ...["Accept-Language", "acceptLanguage", "Archived-At", "Auto-Submitted", "Bounces-to", "Comments"],
  ...["Content-Alternative", "Content-Base", "Content-Class", "Content-Description", "Content-Disposition"],
  ...["Content-Duration", "Content-ID", "Content-Language", "Content-Length", "Content-Location"],
  ...["Content-MD5", "Content-Transfer-Encoding", "Content-Type", "Date", "Delivered-To"],
  ...["Disposition-Notification-Options", "Disposition-Notification-To", "DKIM-Signature"],
  ...["DomainKey-Signature", "Errors-To", "From", "Importance", "In-Reply-To", "Keywords", "List-Archive"],
  ...["List-Help", "List-Id", "List-Owner", "List-Post", "List-Subscribe", "List-Unsubscribe"],
  ...["List-Unsubscribe-Post", "Message-Context", "Message-ID", "MIME-Version", "Organization"],
  ...["Original-From", "Original-Message-ID", "Original-Recipient", "Original-Subject", "Precedence"],
  ...["Priority", "References", "Reply-To", "Return-Path", "Return-Receipt-To", "Sender", "Solicitation"],
  ...["Sensitivity", "Subject", "Thread-Index", "Thread-Topic", "User-Agent", "VBR-Info"],
];

/** X-SES-CONFIGURATION-SET is not in AWS's list: of two, nobody could say which one monitors the message. */
const KEYS = new Set([...SINGLE_FIELDS, "X-SES-CONFIGURATION-SET"].map(name => name.toLowerCase()));

/** @throws InvalidMessage with the name as the message spells it the second time */
export function checkSingleFields(fields: readonly HeaderField[]): void {
  const seen = new Set<string>();
  for (const { key, name } of fields) {
    if (seen.has(key)) reject(`Duplicate header '${name}'.`);
    if (KEYS.has(key)) seen.add(key);
  }
}
