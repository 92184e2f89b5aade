import { randomUUID } from "node:crypto";
import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { LeaseLost } from "../../handlers/reconciler/failures/errors";
import { handoverAttributes, type HolderResult } from "../../handlers/reconciler/lease/handover";
import { LEASE_MS, leaseKey, type LeasePorts } from "../../handlers/reconciler/lease/item";
import { Lease } from "../../handlers/reconciler/lease/lease";
import { SharedLooks } from "../../handlers/reconciler/lease/looks";
import { UpdateExpression } from "../../handlers/reconciler/adapters/update-expression";
import { userName } from "../../handlers/shared/iam-names";
import { CommandError } from "../shared/context";
import type { AdoptPorts } from "./ports";

/** A lease of a run that has died ends by itself; a living one is done by then. */
const MAX_LEASE_WAIT_MS = LEASE_MS + 10_000;
const LEASE_PAUSE_MS = 2_000;

/** The manager writes these items too, and DynamoDB cancels one of two transactions that meet. */
const MAX_TRIES = 5;
const CONFLICT_PAUSE_MS = 200;

/** Somebody else has changed the record since it was read: nothing was written. */
export class ChangedMeanwhile extends CommandError {
  constructor(username: string) {
    super(
      `Username ${JSON.stringify(username)}: its record was changed by somebody else meanwhile: look at it (ses-smtp credential show ${username}), then run the command again.`,
    );
  }
}

/** The same lease as the manager's, so that only one of us changes a login at a time. */
export class HeldLease {
  private left: HolderResult;

  private constructor(
    private readonly lease: Lease,
    private readonly username: string,
    private readonly ports: AdoptPorts,
  ) {
    this.left = { ...lease.handover };
  }

  /** @throws CommandError if it stays taken */
  static async acquire(username: string, ports: AdoptPorts): Promise<HeldLease> {
    const { dynamodb, table, clock } = ports;
    const leases: Omit<LeasePorts, "looks"> = { dynamodb, table, clock };
    const book: LeasePorts = { ...leases, looks: new SharedLooks(leases, [username]) };
    const holder = randomUUID();
    const until = clock.now() + MAX_LEASE_WAIT_MS;
    for (;;) {
      const lease = await Lease.acquire(book, username, holder);
      if (lease !== undefined) return new HeldLease(lease, username, ports);
      if (clock.now() + LEASE_PAUSE_MS > until)
        throw new CommandError(
          `Username ${JSON.stringify(username)}: another run is working on it: wait a minute, then run the command again.`,
        );
      ports.progress("Waiting for another run to end …");
      await clock.sleep(LEASE_PAUSE_MS);
    }
  }

  /** What the holder before has left. */
  get handover(): Lease["handover"] {
    return this.lease.handover;
  }

  /** The name of a new user of ours: the one that the lease has noted, if it is new. */
  newUserName(): string {
    return this.lease.takeProposedUser() ?? userName(this.username, new Date(this.ports.clock.now()));
  }

  /** Call before each change. @throws LeaseLost */
  keep(): Promise<void> {
    return this.lease.keep();
  }

  /**
   * Writes records together with what the next holder must know, or nothing.
   *
   * @throws ChangedMeanwhile if the condition of a record does not hold; LeaseLost if another run has the lease
   */
  async write(items: readonly TransactWriteItem[], change: Partial<HolderResult> = {}): Promise<void> {
    const { dynamodb, clock } = this.ports;
    await this.keep();
    const left = { ...this.left, ...change, changedAt: clock.now() };
    const TransactItems = [...items, this.itemOf(left)];
    for (let tries = 1; ; tries++) {
      try {
        await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
        this.left = left;
        return;
      } catch (error) {
        // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html: in the items' order.
        const codes = reasonsOf(error);
        if (codes.at(-1) === "ConditionalCheckFailed") throw this.lost();
        if (codes.includes("ConditionalCheckFailed")) throw new ChangedMeanwhile(this.username);
        if (tries === MAX_TRIES || !codes.includes("TransactionConflict")) throw error;
        await clock.sleep(CONFLICT_PAUSE_MS);
      }
    }
  }

  /** What the next holder must know once this one has ended. */
  leave(change: Partial<HolderResult>): void {
    this.left = { ...this.left, ...change };
  }

  /** Until IAM shows everywhere what was changed: before that, the manager or SES could see a user as it was. */
  async untilIamSettles(): Promise<void> {
    const { clock, settleMs } = this.ports;
    this.ports.progress(`Waiting until IAM has settled (${settleMs / 1000} s) …`);
    for (const until = clock.now() + settleMs; clock.now() < until;) {
      await this.keep();
      await clock.sleep(LEASE_PAUSE_MS);
    }
  }

  /**
   * Whoever has marked the lease has booked a run of its own, and the record's last write starts one too.
   *
   * @param how `forget`: nothing of the username is left
   * @throws LeaseLost
   */
  async end(how: "release" | "forget"): Promise<void> {
    const end = () =>
      how === "forget"
        ? this.lease.forget()
        : this.lease.release({ ...this.left, changedAt: this.ports.clock.now() });
    while (!(await end())) this.lease.takeMark();
  }

  private itemOf(left: HolderResult): TransactWriteItem {
    const request = new UpdateExpression();
    const attributes = {
      ...handoverAttributes(left),
      user_name: left.userName === undefined ? undefined : { S: left.userName },
    };
    const sets: string[] = [];
    const removes: string[] = [];
    for (const [name, value] of Object.entries(attributes))
      if (value === undefined) removes.push(request.name(name));
      else sets.push(`${request.name(name)} = ${request.value(value)}`);
    return {
      Update: {
        TableName: this.ports.table,
        Key: leaseKey(this.username),
        UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
        ConditionExpression: `${request.name("holder")} = ${request.value({ S: this.lease.holder })}`,
        ExpressionAttributeNames: request.names,
        ExpressionAttributeValues: request.values,
      },
    };
  }

  private lost(): LeaseLost {
    const { username } = this;
    return new LeaseLost(`The lease of ${username} expired and another run took it.`, { username });
  }
}

function reasonsOf(error: unknown): (string | undefined)[] {
  return error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code)
    : [];
}
