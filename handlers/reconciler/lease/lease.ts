import { isDeepStrictEqual } from "node:util";
import { type AttributeValue, DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { isUsername } from "../../../records/credential";
import { userName } from "../../shared/iam-names";
import { LeaseLost } from "../failures/errors";
import {
  ifHolds,
  IS_FREE,
  isFreeValues,
  LEASE_MS,
  type LeaseItem,
  leaseKey,
  type LeasePorts,
  seconds,
} from "./item";
import {
  handoverAttributes,
  type HolderResult,
  type LeaseHandover,
  readChangedAt,
  readHandover,
  ttlOf,
} from "./handover";

/** Age at which a holder renews before its next step: the slowest call that follows still ends before the lease does. */
const RENEW_AFTER_MS = 12_000;

/** What a holder learns from a mark on its lease. */
export interface Mark {
  /** When the run that marked it changed IAM, in milliseconds since 1970; undefined if it did not. */
  changedAt: number | undefined;
}

/**
 * One username's exclusive, expiring lease: an item of its own, acquired, renewed and released by conditional writes.
 *
 *     free --acquire--> held --release--> free, with the handover (until TTL deletes the item)
 *                        | \---forget---> no item
 *                        |\--expires_at passes--> free, abandoned
 *                        \--mark (by others)--> held; it can be released only once its holder has seen the mark
 *
 * `dirty` counts the marks and is never reset.
 */
export class Lease {
  private mark: Mark | undefined;
  /** When the item was last seen, by a write or a look; what was read before `answeredAt` may be older than our write. */
  private seenAt: number;
  private answeredAt: number;

  private constructor(
    private readonly book: LeasePorts,
    private readonly username: string,
    readonly holder: string,
    private renewedAt: number,
    /** `dirty` as this holder saw it last, whatever somebody may have written there. */
    private seen: AttributeValue | undefined,
    private changedAt: number | undefined,
    private proposedUser: string | undefined,
    readonly handover: LeaseHandover,
  ) {
    this.seenAt = renewedAt;
    this.answeredAt = book.clock.now();
  }

  /**
   * Also records a name for a new user, unless the item names one: most holders that need one create a credential.
   *
   * @returns undefined if another run holds it
   */
  static async acquire(book: LeasePorts, username: string, holder: string): Promise<Lease | undefined> {
    const now = book.clock.now();
    const name = isUsername(username) ? userName(username, new Date(now)) : undefined;
    const sets = ["holder = :holder", "expires_at = :expires_at"];
    if (name !== undefined) sets.push("user_name = if_not_exists(user_name, :name)");
    const acquired = await ifHolds(
      book.dynamodb.send(
        new UpdateItemCommand({
          TableName: book.table,
          Key: leaseKey(username),
          UpdateExpression: `SET ${sets.join(", ")}`,
          ConditionExpression: `${IS_FREE} OR holder = :holder`,
          ExpressionAttributeValues: {
            ":holder": { S: holder },
            ":expires_at": { N: seconds(now + LEASE_MS) },
            ...(name === undefined ? {} : { ":name": { S: name } }),
            ...isFreeValues(now),
          },
          ReturnValues: "ALL_OLD",
        }),
      ),
    );
    if (acquired === undefined) return undefined;
    const { Attributes: old = {} } = acquired;
    const handover = readHandover(old, username, now);
    const proposed = old.user_name === undefined ? name : undefined;
    return new Lease(book, username, holder, now, old.dirty, handover.changedAt, proposed, handover);
  }

  /**
   * Call before every change: renews the lease in time, and reads it if it was not read for this long, to see whether
   * it was marked. {@link takeMark} returns the mark.
   * @throws LeaseLost if it expired and another run took it
   */
  async keep(maxUnseenMs = RENEW_AFTER_MS): Promise<void> {
    const now = this.book.clock.now();
    const age = now - this.renewedAt;
    if (age >= RENEW_AFTER_MS || age < 0) return this.write("");
    if (this.unseenMs >= 0 && this.unseenMs < maxUnseenMs) return;
    const look = await this.book.looks.look(this.username, Math.max(now - maxUnseenMs, this.answeredAt));
    if (look === undefined) return this.write("");
    if (look.item.holder?.S !== this.holder) throw this.lost();
    this.seenAt = look.at;
    this.notice(look.item);
  }

  /** The name that was recorded when the lease was acquired, for the first user that is created; undefined from then on. */
  takeProposedUser(): string | undefined {
    const { proposedUser } = this;
    this.proposedUser = undefined;
    return proposedUser;
  }

  /** Records attributes that the next holder must know of, however this one ends. @throws LeaseLost */
  async record(attributes: Readonly<Record<string, AttributeValue | undefined>>): Promise<void> {
    const given = Object.entries(attributes).flatMap(([name, value]) =>
      value ? [[name, value] as const] : [],
    );
    await this.write(
      given.map(([name]) => `, ${name} = :${name}`).join(""),
      Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
    );
  }

  /** For how long the item has not been seen, in milliseconds. */
  get unseenMs(): number {
    return this.book.clock.now() - this.seenAt;
  }

  get isMarked(): boolean {
    return this.mark !== undefined;
  }

  /** Returns a mark once. The caller must then read the record again. */
  takeMark(): Mark | undefined {
    const { mark } = this;
    this.mark = undefined;
    return mark;
  }

  /**
   * Ends the lease and leaves the next holder what it needs to know.
   *
   * @returns false if somebody has marked it: the lease is still held, and the mark can be taken
   * @throws LeaseLost if another run took the lease meanwhile: its changes and ours may have crossed, so a run must
   *   check again
   */
  async release(result: HolderResult): Promise<boolean> {
    const attributes: Record<string, AttributeValue | undefined> = {
      ...handoverAttributes(result),
      holder: undefined,
      expires_at: ttlOf(result, this.book.clock.now()),
      released_by: { S: this.holder },
      // Somebody's, and not a number.
      ...(this.seen !== undefined && this.seen.N === undefined && { dirty: undefined }),
    };
    const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
    const removed = Object.keys(attributes).filter(name => attributes[name] === undefined);
    return this.end(
      new UpdateItemCommand({
        TableName: this.book.table,
        Key: leaseKey(this.username),
        UpdateExpression: `SET ${present.map(([name]) => `${name} = :${name}`).join(", ")} REMOVE ${removed.join(", ")}`,
        // The SDK's own retry finds the lease released by itself.
        ConditionExpression: `${this.unmarked()} OR (attribute_not_exists(holder) AND released_by = :holder)`,
        ExpressionAttributeValues: {
          ...this.holderValues(),
          ...Object.fromEntries(present.map(([name, value]) => [`:${name}`, value!])),
        },
      }),
    );
  }

  /** Ends the lease and deletes its item: nothing of the username is left. Otherwise like {@link release}. */
  async forget(): Promise<boolean> {
    return this.end(
      new DeleteItemCommand({
        TableName: this.book.table,
        Key: leaseKey(this.username),
        ConditionExpression: `${this.unmarked()} OR attribute_not_exists(PK)`,
        ExpressionAttributeValues: this.holderValues(),
      }),
    );
  }

  private unmarked(): string {
    return `(holder = :holder AND ${this.seen === undefined ? "attribute_not_exists(dirty)" : "dirty = :seen"})`;
  }

  private holderValues(): LeaseItem {
    return { ":holder": { S: this.holder }, ...(this.seen === undefined ? {} : { ":seen": this.seen }) };
  }

  private async end(command: UpdateItemCommand | DeleteItemCommand): Promise<boolean> {
    const { dynamodb } = this.book;
    const ended = await ifHolds<unknown>(
      command instanceof DeleteItemCommand ? dynamodb.send(command) : dynamodb.send(command),
    );
    if (ended !== undefined) return true;
    await this.write(""); // still ours: then it was marked, and this shows by what
    return false;
  }

  private async write(more: string, values: Record<string, AttributeValue> = {}): Promise<void> {
    const now = this.book.clock.now();
    const renewed = await ifHolds(
      this.book.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.book.table,
          Key: leaseKey(this.username),
          UpdateExpression: `SET expires_at = :expires_at${more}`,
          ConditionExpression: "holder = :holder",
          ExpressionAttributeValues: {
            ":holder": { S: this.holder },
            ":expires_at": { N: seconds(now + LEASE_MS) },
            ...values,
          },
          ReturnValues: "ALL_NEW",
        }),
      ),
    );
    if (renewed === undefined) throw this.lost();
    this.renewedAt = this.seenAt = now;
    this.answeredAt = this.book.clock.now();
    this.notice(renewed.Attributes ?? {});
  }

  /** Notes whether somebody has marked the lease since it was last seen. */
  private notice(item: LeaseItem): void {
    if (isDeepStrictEqual(item.dirty, this.seen)) return;
    this.seen = item.dirty;
    const changedAt = readChangedAt(item, this.book.clock.now());
    this.mark = { changedAt: changedAt === this.changedAt ? this.mark?.changedAt : changedAt };
    this.changedAt = changedAt;
  }

  private lost(): LeaseLost {
    const { username } = this;
    return new LeaseLost(`The lease of ${username} expired and another run took it.`, { username });
  }
}
