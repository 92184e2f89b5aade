import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isOwnWrite } from "../../../handlers/reconciler/own-events";
import type { Attempt, Run } from "../../../handlers/reconciler/ports";
import { reconcile } from "../../../handlers/reconciler/reconcile";
import { parseManagerEvent } from "../../../handlers/shared/manager-event";
import { userPath } from "../../../handlers/shared/iam-names";
import { type Hold, type HoldKind, readHold } from "../../../records/hold";
import { CREDENTIAL_PK, credentialKey, HOLD_PK, holdKey, LEASE_PK, leaseKey } from "../../../records/keys";
import { AwsModel, type ModelSettings, STACK } from "../aws-model";
import type { UserState } from "../aws-model/iam-state";
import type { Process } from "../aws-model/process";

/** What an administrator writes, as JavaScript values; a Set is a string set. */
export type Attributes = Record<string, unknown>;

export interface LogEntry {
  message: string;
  fields: Record<string, unknown>;
}

const RETRY_PAUSES_MS = [60_000, 120_000];

/** How long after a failure the queue is drained. */
const REPLAY_MS = 300_000;

/** How one run ended. */
export type Ending = "done" | "thrown" | "died";

/** An administrator and the function, acting on the model. */
export class Stage {
  readonly model: AwsModel;
  readonly log: LogEntry[] = [];
  private events = 0;
  private readonly foreign = new Set<string>();

  /** Usernames whose invocation failed for the last time: a queue keeps them until somebody replays them. */
  private readonly failed = new Set<string>();
  /** Starts a run; histories check what it leaves. */
  onInvoke: (username: string, lastsMs: number, event: string) => Promise<Ending> = (
    username,
    lastsMs,
    event,
  ) => this.startFor(event, username, lastsMs);

  /** Whether the event of an invocation that died is lost with it. */
  losesRetry: (username: string) => boolean = () => false;
  /** Which of an operation's tries each run is; the last, unless a test says otherwise. */
  attempt: Attempt = { last: true, retryCount: 0, firstFailedAt: undefined, origin: undefined };
  /** Usernames with an invocation that failed and has yet to be tried again. */
  readonly retrying: string[] = [];

  constructor(settings: ModelSettings = {}) {
    this.model = new AwsModel(settings);
    this.model.scheduler.onFire = ({ Input }) => {
      for (const username of parseManagerEvent(JSON.parse(Input)).usernames) void this.invoke(username);
    };
  }

  /**
   * Invokes the function as Lambda does asynchronously: what fails is tried again after one and after two minutes
   * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), then kept to be replayed.
   */
  async invoke(username: string, lastsMs = 300_000): Promise<void> {
    const event = `event-${++this.events}`;
    for (const pauseMs of RETRY_PAUSES_MS) {
      const ending = await this.onInvoke(username, lastsMs, event);
      if (ending === "done" || (ending === "died" && this.losesRetry(username))) return;
      this.retrying.push(username);
      await this.model.time.sleep(pauseMs);
      this.retrying.splice(this.retrying.indexOf(username), 1);
    }
    if ((await this.onInvoke(username, lastsMs, event)) === "done") return;
    if (this.failed.size === 0) this.model.time.after(REPLAY_MS, () => this.replay());
    this.failed.add(username);
  }

  /** Whether a failed invocation has yet to be tried again or replayed: only then is all as it was left. */
  owesRun(username: string): boolean {
    return this.retrying.includes(username) || this.failed.has(username);
  }

  private replay(): void {
    const usernames = [...this.failed];
    this.failed.clear();
    for (const username of usernames) void this.invoke(username);
  }

  /** Writes a whole record, as PutItem does: attributes it does not name are removed. */
  put(username: string, attributes: Attributes): void {
    this.model.dynamodb.put(item(username, marshall(attributes)));
  }

  /** Changes some attributes of a record; undefined removes one. */
  change(username: string, attributes: Attributes): void {
    const changed = { ...this.model.dynamodb.get(CREDENTIAL_PK, credentialKey(username).SK) };
    for (const [name, value] of Object.entries(attributes)) {
      const { [name]: attribute } = marshall({ [name]: value }, { removeUndefinedValues: true });
      if (attribute) changed[name] = attribute;
      else delete changed[name];
    }
    this.model.dynamodb.put(item(username, changed));
  }

  remove(username: string): void {
    this.model.dynamodb.delete(CREDENTIAL_PK, credentialKey(username).SK);
  }

  /** Starts a run for an event, unless that is about nothing but our own write. */
  startFor(event: string, username: string, lastsMs: number): Promise<Ending> {
    const process = this.model.process();
    const found = {
      record: this.model.dynamodb.get(CREDENTIAL_PK, credentialKey(username).SK),
      hold: this.model.dynamodb.get(HOLD_PK, holdKey(username).SK),
      lease: this.lease(username),
    };
    const now = this.model.time.now();
    if (isOwnWrite(username, found, event, this.model.ports(process), now)) return Promise.resolve("done");
    return this.start(username, lastsMs, process, event);
  }

  /** Starts a run, which continues as time passes. */
  start(
    username: string,
    lastsMs = 300_000,
    process: Process = this.model.process(),
    correlationId = "test",
    eventId = correlationId,
  ): Promise<Ending> {
    const started = this.model.time.running;
    const note = (message: string, fields: Record<string, unknown>) =>
      void this.log.push({ message, fields });
    const run: Run = {
      username,
      correlationId,
      eventId,
      attempt: this.attempt,
      remainingMs: () => started + lastsMs - this.model.time.running,
      log: { info: note, warn: note },
    };
    this.model.time.after(lastsMs, () => void process.die());
    return Promise.race([
      reconcile(run, this.model.ports(process)).then(
        (): Ending => "done",
        (error: unknown): Ending => {
          note("thrown", { error: String(error) });
          return "thrown";
        },
      ),
      process.death.then((): Ending => "died"),
    ]);
  }

  /** Runs to the end. */
  async reconcile(username: string, lastsMs?: number): Promise<Ending> {
    let ending: Ending | undefined;
    void this.start(username, lastsMs).then(end => (ending = end));
    while (ending === undefined) await this.model.time.run(1_000);
    return ending;
  }

  /** Lets time pass; a minute is enough for IAM and SES to settle. */
  async pass(milliseconds = 60_000): Promise<void> {
    await this.model.time.run(milliseconds);
  }

  record(username: string): Attributes | undefined {
    const found = this.model.dynamodb.get(CREDENTIAL_PK, credentialKey(username).SK);
    return found && unmarshall(found, { wrapNumbers: Number });
  }

  hasLease(username: string): boolean {
    return this.lease(username) !== undefined;
  }

  lease(username: string): Record<string, AttributeValue> | undefined {
    return this.model.dynamodb.get(LEASE_PK, leaseKey(username).SK);
  }

  hold(username: string): Hold | undefined {
    const found = this.model.dynamodb.get(HOLD_PK, holdKey(username).SK);
    return readHold(found && unmarshall(found));
  }

  /** Holds a login as the validator or an administrator does. */
  putHold(username: string, kind: HoldKind, reason = "a test"): void {
    const at = new Date(this.model.time.now()).toISOString();
    const { PK, SK } = holdKey(username);
    this.model.dynamodb.put(marshall({ PK, SK, kind, reason, at, by: "somebody" }));
  }

  liftHold(username: string): void {
    this.model.dynamodb.delete(HOLD_PK, holdKey(username).SK);
  }

  /** Writes a lease item as somebody might who can write to the table. */
  putLease(username: string, attributes: Record<string, AttributeValue>): void {
    const { PK, SK } = leaseKey(username);
    this.model.dynamodb.put({ ...attributes, PK: { S: PK }, SK: { S: SK } });
  }

  /** Adds a user that belongs to somebody else, whatever it looks like. */
  putForeign(user: Parameters<AwsModel["iam"]["put"]>[0]): UserState {
    const state = this.model.iam.put(user);
    this.foreign.add(state.id);
    return state;
  }

  /** Our users at the path of a username. */
  users(username: string): UserState[] {
    const path = userPath(STACK, username);
    const users = this.model.iam.timeline.list(path, this.model.time.running);
    return users.filter(user => user.path === path && !this.foreign.has(user.id));
  }
}

function item(username: string, attributes: Record<string, AttributeValue>) {
  return { ...attributes, PK: { S: CREDENTIAL_PK }, SK: { S: credentialKey(username).SK } };
}
