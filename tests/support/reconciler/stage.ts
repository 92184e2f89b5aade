import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Run } from "../../../handlers/reconciler/ports";
import { reconcile } from "../../../handlers/reconciler/reconcile";
import { userPath } from "../../../handlers/shared/iam-names";
import { CREDENTIAL_PK, credentialKey, LEASE_PK, leaseKey } from "../../../records/keys";
import { AwsModel, type ModelSettings, STACK } from "../aws-model";
import type { UserState } from "../aws-model/iam-state";
import type { Process } from "../aws-model/process";

/** What an administrator writes, as JavaScript values; a Set is a string set. */
export type Attributes = Record<string, unknown>;

export interface LogEntry {
  message: string;
  fields: Record<string, unknown>;
}

/** How one run ended. */
export type Ending = "done" | "thrown" | "died";

/** An administrator and the function, acting on the model. */
export class Stage {
  readonly model: AwsModel;
  readonly log: LogEntry[] = [];
  private readonly foreign = new Set<string>();

  constructor(settings: ModelSettings = {}) {
    this.model = new AwsModel(settings);
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

  /** Starts a run, which continues as time passes. */
  start(username: string, lastsMs = 300_000, process: Process = this.model.process()): Promise<Ending> {
    const started = this.model.time.running;
    const note = (message: string, fields: Record<string, unknown>) =>
      void this.log.push({ message, fields });
    const run: Run = {
      username,
      correlationId: "test",
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
    return this.model.dynamodb.get(LEASE_PK, leaseKey(username).SK) !== undefined;
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
    return [...this.model.iam.timeline.now.values()].filter(
      user => user.path === path && !this.foreign.has(user.id),
    );
  }
}

function item(username: string, attributes: Record<string, AttributeValue>) {
  return { ...attributes, PK: { S: CREDENTIAL_PK }, SK: { S: credentialKey(username).SK } };
}
