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
 * Long enough for the slowest single call between two renewals (each is bounded to 15 s by its client), short
 * enough that a holder that died does not keep others waiting.
 */
export const LEASE_MS = 30_000;

/** A holder renews before a step when this much of the lease is used up. */
const RENEW_AFTER_MS = 8_000;

/** Far beyond the seconds in which a trace is of use. */
const TRACE_KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * What outlives a holder: written before it acts, so that its successor finds what IAM may not list yet. The
 * name of the user it was about to make, and when it last changed anything.
 */
export interface LeaseHandover {
  userName: string | undefined;
  /** Milliseconds since 1970. */
  changedAt: number | undefined;
  /** The last holder did not come to its end. */
  abandoned: boolean;
}

/** The table and the clock that leases are kept in. */
export interface LeasePorts {
  dynamodb: Pick<DynamoDBClient, "send">;
  table: string;
  clock: Clock;
}

/**
 * One username's exclusive, expiring lease: an item of its own, taken and kept by conditional writes.
 *
 *     free --acquire--> held --release--> free, keeps the trace (until TTL takes the item away)
 *                        |  \--forget---> no item
 *                        \--expires_at passes, or abandon--> free, abandoned
 */
export class Lease {
  private constructor(
    private readonly book: LeasePorts,
    private readonly username: string,
    private readonly holder: string,
    private renewedAt: number,
    readonly handover: LeaseHandover,
  ) {}

  /** @returns undefined where somebody else holds it */
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
   * Call before every change.
   * @throws LeaseLost where it ran out and was taken
   */
  async keep(): Promise<void> {
    const age = this.book.clock.now() - this.renewedAt;
    if (age >= RENEW_AFTER_MS || age < 0) await this.write("");
  }

  /** Notes the user that is about to be made. @throws LeaseLost */
  async recordUser(userName: string): Promise<void> {
    await this.write(", user_name = :user_name", { ":user_name": { S: userName } });
  }

  /**
   * Leaves it to the next holder, with what that one needs to know.
   *
   * @throws LeaseLost as each ending does where somebody else took it meanwhile: the last change may have
   *   crossed with one of theirs, so that somebody must look again
   */
  async release({ userName, changedAt, mayHaveOrphans }: Leaving): Promise<void> {
    const now = this.book.clock.now();
    // The trace matters for seconds; DynamoDB's TTL may take the item away after that.
    const sets = ["expires_at = :expires_at"];
    const removes: string[] = [];
    const values: Record<string, AttributeValue> = {
      ":holder": { S: this.holder },
      ":expires_at": { N: mayHaveOrphans ? String(Math.floor(now / 1000)) : seconds(now + TRACE_KEPT_MS) },
    };
    // A holder's name on a lease that has run out is what tells the next one that it was abandoned.
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

  /** Releases it and forgets the username: nothing of it is left. */
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
      throw new LeaseLost(`The lease of ${this.username} ran out and was taken.`);
    }
  }
}

/** What a holder leaves behind. */
interface Leaving {
  /** The user that is there, as far as it knows. */
  userName: string | undefined;
  /** When IAM was last changed, by this holder or one before it; milliseconds since 1970. */
  changedAt: number | undefined;
  /** It did not find out all that it had to. */
  mayHaveOrphans: boolean;
}

function leaseKey(username: string) {
  const { PK, SK } = leaseItemKey(username);
  return { PK: { S: PK }, SK: { S: SK } };
}

/** Whole seconds, as DynamoDB's TTL wants `expires_at`. */
function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000));
}
