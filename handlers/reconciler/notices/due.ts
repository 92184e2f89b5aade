import { createHash } from "node:crypto";
import {
  DAY_MS,
  graceOf,
  rotationDaysOf,
  type RotationSettings,
  scheduledRotationAt,
} from "../../../records/rotation";
import { FAILURES, type FailureCode } from "../failures/catalogue";
import { ownerEmail } from "../../shared/owner-email";
import { validUntil } from "../lifetime";
import { gainedBefore } from "../receiving-rules/gained";
import { mailboxOf } from "../receiving-rules/of-record";
import { isAlertedWhenParked } from "../report-failure";
import type { PreviousKey, Request } from "../types";
import type { Audience, Delivery, Notice } from "./notice";

/** How long before a scheduled event people are told of it. The daily sweep looks. */
const AHEAD_MS = 7 * DAY_MS;

/** Of a rotation that comes often: not before this part of the time between two. */
const MAX_AHEAD_SHARE = 0.5;

/** The end of a previous login is announced between this and a day less before it. */
const END_AHEAD_MS = 1.5 * DAY_MS;

/** A login that was used this recently is in use: IAM's last-used time lags by hours. */
const IN_USE_MS = DAY_MS;

/** What decides which notices are due. */
export interface NoticeFacts {
  username: string;
  /** As the run has left it. */
  record: Pick<Request, "attributes" | "hold">;
  /** The run has found it reported as compromised. */
  compromised: boolean;
  previous: PreviousKey | undefined;
  /** When the previous login was used last, as far as is known. */
  previousUsedAt: number | undefined;
}

/** Everything that people should know about a login now, whether they were told before or not. */
export function noticesDue(facts: NoticeFacts, rotation: RotationSettings, now: number): Delivery[] {
  const { attributes, hold } = facts.record;
  const found: Delivery[] = [];
  const add = (id: string, notice: Notice, audiences: readonly Audience[] = EVERYBODY) => {
    for (const audience of audiences)
      if (audience === "administrators" || ownerEmail(attributes) !== undefined)
        found.push({ id: `${audience} ${notice.kind} ${id}`.slice(0, MAX_ID_LENGTH), audience, notice });
  };
  // A report has no name once it is handled, and a run that is repeated must say the same.
  if (facts.compromised) add("", { kind: "compromised", replaced: attributes.status === "active" });
  if (hold?.kind === "suspended") add(hold.at || hold.reason, { kind: "suspended", reason: hold.reason });
  if (attributes.status === "failed") addFailure(attributes, add);
  const gained = gainedNotice(attributes);
  if (gained !== undefined) add(hashOf(gained.senders), gained);
  const end = validUntil(attributes);
  if (end !== undefined && failureOf(attributes).code === "expired")
    add(text(attributes.valid_until), { kind: "ended", at: end });
  if (attributes.status === "active") {
    if (end !== undefined && end > now && end - now <= AHEAD_MS)
      add(text(attributes.valid_until), { kind: "ending", at: end });
    const ahead = rotationAhead(facts, rotation, now);
    if (ahead !== undefined) add(text(attributes.smtp_username), ahead);
  }
  const old = oldLoginInUse(facts, rotation, now);
  if (old !== undefined) add(`${facts.previous?.id ?? ""} ${old.until < old.latest ? "first" : "last"}`, old);
  return found;
}

function gainedNotice(attributes: Request["attributes"]): (Notice & { kind: "senders_gained" }) | undefined {
  const senders = gainedBefore(attributes);
  const mailbox = mailboxOf({ attributes });
  if (senders.length === 0 || mailbox === undefined) return undefined;
  return { kind: "senders_gained", senders, mailbox };
}

function hashOf(senders: readonly string[]): string {
  return createHash("sha256").update(senders.join("\n")).digest("hex").slice(0, 16);
}

const EVERYBODY: readonly Audience[] = ["administrators", "holder"];

/** Parts of an id can come from a record, and the lease item must stay small. */
const MAX_ID_LENGTH = 120;

function addFailure(
  attributes: Request["attributes"],
  add: (id: string, notice: Notice, audiences: readonly Audience[]) => void,
): void {
  const { code, message, of } = failureOf(attributes);
  if (!isFailureCode(code) || code === "suspended") return;
  const works = attributes.verified_status === "active";
  // What is parked alerts by itself. A holder whose login works has nothing to do.
  const audiences = EVERYBODY.filter(audience =>
    audience === "administrators" ? !isAlertedWhenParked(code) : !works,
  );
  add(
    `${code} ${text(of?.digest).slice(0, 16)}`,
    { kind: "failed", code, message: text(message), works },
    audiences,
  );
}

function rotationAhead(
  { username, record: { attributes } }: NoticeFacts,
  rotation: RotationSettings,
  now: number,
): Notice | undefined {
  const at = scheduledRotationAt(username, attributes, rotation, now);
  const days = rotationDaysOf(attributes, rotation);
  if (at === undefined || days === undefined || at <= now) return undefined;
  if (at - now > Math.min(AHEAD_MS, days * DAY_MS * MAX_AHEAD_SHARE)) return undefined;
  return { kind: "rotation_ahead", at, until: at + graceOf(attributes, rotation).graceMs };
}

function oldLoginInUse(
  { record, previous, previousUsedAt }: NoticeFacts,
  rotation: RotationSettings,
  now: number,
) {
  if (previous === undefined || previous.deleteAt !== undefined || previousUsedAt === undefined)
    return undefined;
  const isNear = previous.until > now && previous.until - now <= END_AHEAD_MS;
  const isUsed = previousUsedAt > previous.since && previousUsedAt > now - IN_USE_MS;
  if (!isNear || !isUsed) return undefined;
  const latest = previous.since + graceOf(record.attributes, rotation).maxGraceMs;
  return { kind: "old_login_in_use", until: previous.until, latest } as const;
}

function failureOf({ failure }: Request["attributes"]) {
  return (failure ?? {}) as { code?: unknown; message?: unknown; of?: { digest?: unknown } };
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === "string" && Object.hasOwn(FAILURES, code);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
