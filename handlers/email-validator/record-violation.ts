import { addressKey, dayOf, eventKey, EVENT_PK_PREFIX } from "../../records/email-events";
import { suppressionKey } from "../../records/keys";
import type { EmailViolation } from "../email-events/models";
import { expiry, type Retention } from "../email-events/retention";
import type { EventTable } from "../email-events/table";
import { nameBasedUuid } from "../shared/name-based-uuid";
import type { Violation, ViolationKind } from "./judge";
import type { SentMail } from "./sent-mail";

/**
 * Records a violation, once for each sender that it names. An event that arrives again changes nothing.
 *
 * @returns whether it was not known before
 */
export async function recordViolation(
  table: EventTable,
  retention: Retention,
  mail: SentMail,
  { kinds, senders }: Violation,
  now: number,
): Promise<boolean> {
  let isNew = false;
  for (const sender of senders) {
    const id = { type: "violation", messageId: mail.messageId, recipient: sender } as const;
    const values: EmailViolation = {
      id: nameBasedUuid("violation", mail.messageId, sender),
      email: suppressionKey(sender),
      kinds: [...kinds],
      message_id: mail.messageId,
      ...(mail.source !== undefined && { envelope_sender: mail.source }),
      ...(mail.configurationSet !== undefined && { configuration_set: mail.configurationSet }),
      timestamp: mail.sentAt,
      created_at: new Date(now).toISOString(),
      username: mail.username,
    };
    const expires = expiry(retention, mail.sentAt, retention.days);
    // The pointer first: an erasure that finds it finds the event too.
    await table.update({
      key: addressKey(id),
      setOnce: { entity_type: "email_address_event", day: dayOf(mail.sentAt), ...expires },
    });
    const written = await table.update({
      key: eventKey(dayOf(mail.sentAt), id),
      set: { entity_type: "email_violation", ...values, ...expires },
      onlyIf: { id: undefined },
    });
    isNew ||= written !== undefined;
  }
  return isNew;
}

/** How long an alert that was begun may take before another message's event sends it. */
const MAX_PENDING_MS = 60_000;

/**
 * Publishes an alert about a login and a kind of violation once a day. If it cannot be published, the next event, and each
 * repetition of this one, tries again.
 *
 * @throws what `publish` throws; AWS's error
 */
export async function alertOnce(
  table: EventTable,
  retention: Retention,
  { username, messageId, kind }: { username: string; messageId: string; kind: ViolationKind | "suspended" },
  now: number,
  publish: () => Promise<void>,
): Promise<void> {
  const at = new Date(now).toISOString();
  const key = { PK: `${EVENT_PK_PREFIX}${dayOf(at)}`, SK: `alert#${username}#${kind}` };
  const claim = {
    ...expiry(retention, at, 2),
    entity_type: "email_alert",
    message_id: messageId,
    begun_at: at,
  };
  const claimed = await table.update({ key, setOnce: claim });
  if (claimed?.done_at !== undefined) return;
  const pending = now - Date.parse(String(claimed?.begun_at)) < MAX_PENDING_MS;
  if (claimed?.message_id !== messageId && pending) return;
  await publish();
  await table.update({ key, set: { done_at: at } });
}
