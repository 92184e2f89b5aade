import { SUPPRESSION_REASONS, type SuppressionReason } from "../../records/email-events";
import { SUPPRESSION_PK, suppressionItemKey, suppressionKey } from "../../records/keys";
import { inParallel } from "../shared/in-parallel";
import type { EmailSuppression } from "./models";
import type { EventTable, Values } from "./table";

const CONCURRENT = 8;

/** An entry to be added. */
export interface NewSuppression {
  address: string;
  reason: SuppressionReason;
  /** Who adds it. */
  source: string;
  /** Of the mail that is the reason. */
  messageId?: string;
  /** Default: never. */
  expiresAt?: Date;
}

/**
 * The suppression list: partition `SUPPRESSION`, one item for each address in lower case. The mailer reads the same
 * items. An entry whose time is over has no effect, also while DynamoDB has not removed it.
 */
export class Suppressions {
  constructor(
    private readonly table: EventTable,
    private readonly now: () => number = Date.now,
  ) {}

  /** Adds an entry, or replaces the one that is there. */
  async add(entry: NewSuppression): Promise<EmailSuppression> {
    const item = this.itemOf(entry);
    await this.table.putAll([item]);
    return toSuppression(item);
  }

  /** Adds an entry that does not expire, unless there is one like that already: it came first, or somebody wanted it. */
  async addPermanent(entry: Omit<NewSuppression, "expiresAt">): Promise<void> {
    const { PK, SK, ...values } = this.itemOf(entry);
    const added = await this.table.update({ key: { PK, SK }, set: values, onlyIf: { PK: undefined } });
    if (added !== undefined) return;
    const there = await this.table.get({ PK, SK });
    if (there === undefined || there.expires_at !== undefined) await this.add(entry);
  }

  /** @returns the entry that was removed, also one whose time was over */
  async remove(address: string): Promise<EmailSuppression | undefined> {
    const item = await this.table.delete(suppressionItemKey(address));
    return item && toSuppression(item);
  }

  /** @returns undefined if there is none; `inForce` says whether its time is over */
  async get(address: string): Promise<EmailSuppression | undefined> {
    const item = await this.table.get(suppressionItemKey(address));
    return item && toSuppression(item);
  }

  isInForce({ expires_at }: EmailSuppression): boolean {
    return expires_at === undefined || Date.parse(expires_at) > this.now();
  }

  /** All entries in force. */
  async *inForce(): AsyncGenerator<EmailSuppression> {
    for await (const page of this.table.query(SUPPRESSION_PK))
      yield* page.map(toSuppression).filter(entry => this.isInForce(entry));
  }

  /** Deletes entries whose time is over, where DynamoDB does not. @returns how many there were */
  async deleteExpired(hasTime: () => boolean): Promise<number> {
    let deleted = 0;
    for await (const page of this.table.query(SUPPRESSION_PK, undefined, ["SK", "expires_at"])) {
      const expired = page.filter(({ expires_at }) => {
        const end = expiryOf(expires_at);
        return end !== undefined && Date.parse(end) <= this.now();
      });
      if (!hasTime()) return deleted;
      const keyOf = ({ SK }: Values) => ({ PK: SUPPRESSION_PK, SK: String(SK) });
      // Somebody may extend an entry meanwhile.
      const results = await inParallel(expired, CONCURRENT, entry =>
        this.table.delete(keyOf(entry), { expires_at: entry.expires_at }),
      );
      deleted += results.filter(Boolean).length;
    }
    return deleted;
  }

  private itemOf({ address, reason, source, messageId, expiresAt }: NewSuppression) {
    return {
      ...suppressionItemKey(address),
      entity_type: "email_suppression",
      email: suppressionKey(address),
      reason,
      source,
      created_at: new Date(this.now()).toISOString(),
      ...(messageId !== undefined && { message_id: messageId }),
      // Seconds, so that DynamoDB's TTL can remove it.
      ...(expiresAt && { expires_at: Math.floor(expiresAt.getTime() / 1000) }),
    };
  }
}

/** Reads an entry as anybody may have written it: what is missing or has another type gets a default. */
function toSuppression(item: Values): EmailSuppression {
  const { SK, email, reason, source, created_at, message_id } = item;
  const expires = expiryOf(item.expires_at);
  return {
    email: typeof email === "string" ? email : String(SK).replace(/^EMAIL#/, ""),
    reason: SUPPRESSION_REASONS.find(known => known === reason) ?? "manual",
    source: typeof source === "string" ? source : "unknown",
    created_at: typeof created_at === "string" ? created_at : "",
    ...(expires !== undefined && { expires_at: expires }),
    ...(typeof message_id === "string" && { message_id }),
  };
}

/** Seconds since 1970 or ISO 8601, as the mailer reads it too; a time that cannot be read ends nothing. */
function expiryOf(value: unknown): string | undefined {
  const date =
    typeof value === "number" ? new Date(value * 1000) : new Date(typeof value === "string" ? value : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
