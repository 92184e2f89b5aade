import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../shared/clock";
import { leaseKey as leaseItemKey } from "../../../records/keys";
import { LeaseLost } from "../failures/errors";

/**
 * Long enough for the slowest single call between two renewals (its client bounds each to 15 s), short enough that a
 * holder that died does not keep others waiting.
 */
export const LEASE_MS = 30_000;

/** Age at which a holder renews before its next step. */
const RENEW_AFTER_MS = 8_000;

/** Far longer than the seconds in which a handover is of use. */
const HANDOVER_KEPT_MS = 24 * 60 * 60 * 1000;

/** What a holder leaves to the next one. It is written before the holder acts, because IAM may not list the result yet. */
export interface LeaseHandover {
  /** The user that was created, or was about to be. */
  userName: string | undefined;
  /** When IAM was last changed, in milliseconds since 1970. */
  changedAt: number | undefined;
  /** The last holder did not finish. */
  abandoned: boolean;
}

/** What leases are kept with. */
export interface LeasePorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  clock: Clock;
}

/**
 * One username's exclusive, expiring lease: an item of its own, acquired and renewed by conditional writes.
 *
 *     free --acquire--> held --release--> free, with the handover (until TTL deletes the item)
 *                        |  \--forget---> no item
 *                        \--expires_at passes, or released with possible orphans--> free, abandoned
 */
export class Lease {
  private constructor(
    private readonly book: LeasePorts,
    private readonly username: string,
    private readonly holder: string,
    private renewedAt: number,
    readonly handover: LeaseHandover,
  ) {}

  /** @returns undefined if another run holds it */
  static async acquire(book: LeasePorts, username: string, holder: string): Promise<Lease | undefined> {
    const now = book.clock.now();
    try {
      const { Attributes: old = {} } = await book.dynamodb.send(
        new UpdateItemCommand({
          TableName: book.table,
          Key: leaseKey(username),
          UpdateExpression: "SET holder = :holder, expires_at = :expires_at",
          ConditionExpression: "attribute_not_exists(holder) OR expires_at <= :now OR holder = :holder",
          ExpressionAttributeValues: {
            ":holder": { S: holder },
            ":expires_at": { N: seconds(now + LEASE_MS) },
            ":now": { N: String(Math.floor(now / 1000)) },
          },
          ReturnValues: "ALL_OLD",
        }),
      );
      return new Lease(book, username, holder, now, {
        userName: old.user_name?.S,
        changedAt: old.changed_at?.N === undefined ? undefined : Number(old.changed_at.N),
        abandoned: old.holder !== undefined,
      });
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /**
   * Renews the lease if it is time to. Call before every change.
   * @throws LeaseLost if it expired and another run took it
   */
  async keep(): Promise<void> {
    const age = this.book.clock.now() - this.renewedAt;
    if (age >= RENEW_AFTER_MS || age < 0) await this.write("");
  }

  /** Records the user that is about to be created. @throws LeaseLost */
  async recordUser(userName: string): Promise<void> {
    await this.write(", user_name = :user_name", { ":user_name": { S: userName } });
  }

  /**
   * Ends the lease and leaves the next holder what it needs to know.
   *
   * @throws LeaseLost if another run took the lease meanwhile: its changes and ours may have crossed, so somebody must
   *   look again
   */
  async release({ userName, changedAt, mayHaveOrphans }: HolderResult): Promise<void> {
    const now = this.book.clock.now();
    // The handover matters for seconds; DynamoDB's TTL may delete the item after that.
    const sets = ["expires_at = :expires_at"];
    const removes: string[] = [];
    const values: Record<string, AttributeValue> = {
      ":holder": { S: this.holder },
      ":expires_at": { N: mayHaveOrphans ? String(Math.floor(now / 1000)) : seconds(now + HANDOVER_KEPT_MS) },
    };
    // An expired lease that still names its holder was abandoned.
    if (!mayHaveOrphans) removes.push("holder");
    if (changedAt !== undefined) {
      sets.push("changed_at = :changed_at");
      values[":changed_at"] = { N: String(changedAt) };
    }
    if (userName === undefined) removes.push("user_name");
    await this.end(
      new UpdateItemCommand({
        TableName: this.book.table,
        Key: leaseKey(this.username),
        UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
        ConditionExpression: "holder = :holder",
        ExpressionAttributeValues: values,
      }),
    );
  }

  /** Ends the lease and deletes its item: nothing of the username is left. @throws LeaseLost */
  async forget(): Promise<void> {
    await this.end(
      new DeleteItemCommand({
        TableName: this.book.table,
        Key: leaseKey(this.username),
        ConditionExpression: "holder = :holder",
        ExpressionAttributeValues: { ":holder": { S: this.holder } },
      }),
    );
  }

  private async write(more: string, values: Record<string, { S: string }> = {}): Promise<void> {
    const now = this.book.clock.now();
    await this.held(
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
        }),
      ),
    );
    this.renewedAt = now;
  }

  private async end(command: UpdateItemCommand | DeleteItemCommand): Promise<void> {
    await this.held(
      command instanceof DeleteItemCommand
        ? this.book.dynamodb.send(command)
        : this.book.dynamodb.send(command),
    );
  }

  private async held(answer: Promise<unknown>): Promise<void> {
    try {
      await answer;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new LeaseLost(`The lease of ${this.username} expired and another run took it.`, {
        username: this.username,
      });
    }
  }
}

/** What a holder knows at its end. */
interface HolderResult {
  /** The user that exists, as far as it knows. */
  userName: string | undefined;
  /** When IAM was last changed, by this holder or one before it; milliseconds since 1970. */
  changedAt: number | undefined;
  /** There may be a key or a user nobody knows about. */
  mayHaveOrphans: boolean;
}

function leaseKey(username: string) {
  const { PK, SK } = leaseItemKey(username);
  return { PK: { S: PK }, SK: { S: SK } };
}

/** Whole seconds, as DynamoDB's TTL requires of `expires_at`. */
function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000));
}
