import { usernameInUserName } from "../../../handlers/shared/iam-names";
import { CREDENTIAL_PK, usernameOf } from "../../../records/keys";
import { DAY_MS, timeOf } from "../../../records/rotation";
import type { ModelSettings } from "../aws-model";
import type { Write } from "../aws-model/dynamodb";
import { seeded } from "../aws-model/random";
import { HandedOut } from "../histories/handed-out";
import { passwordOf } from "../reconciler/password";
import { Stage } from "../reconciler/stage";
import { Deployment } from "./deployment";

/** As many as IAM was seen to allow an account. */
const WRITES_PER_SECOND = 5;

/** The manager's timeout. */
const LASTS_MS = 180_000;

/** How long a stream takes to deliver a record. */
const DELIVERY_MS = 300;

/** How often each client logs in, and how long after a rotation it gets its new login. */
const LOGIN_EVERY_MS = DAY_MS / 4;
const SWITCHES_AFTER_MS = DAY_MS;

/**
 * Many logins in one account of the deployed program, and a client for each, which logs in all the time with the login
 * that it was handed. Notes whatever fails.
 */
export class ManyLogins {
  readonly stage: Stage;
  readonly deployment: Deployment;
  readonly violations: string[] = [];
  /** How many times a client has logged in. */
  accepted = 0;
  private readonly handedOut: HandedOut;
  private readonly clients = new Map<string, { user: string; password: string }>();

  /** @param settings of the account, beside {@link WRITES_PER_SECOND} */
  constructor(
    readonly usernames: readonly string[],
    settings: Pick<ModelSettings, "userQuota"> = {},
  ) {
    this.stage = new Stage({ iamWritesPerSecond: WRITES_PER_SECOND, pageSize: 100, ...settings });
    this.handedOut = new HandedOut(this.stage);
    const { model } = this.stage;
    this.deployment = new Deployment(this.stage, {
      managerTimeoutMs: () => LASTS_MS,
      duplicates: 0,
      losesNoWakeUp: true,
      random: seeded(7),
      onRun: (_username, _correlationId, run) => run(),
      onSkip: () => undefined,
    });
    model.dynamodb.onWrite = write => this.afterWrite(write);
    model.iam.onChange = (_operation, user) => {
      const username = usernameInUserName(user);
      this.note(username && this.handedOut.problem(username));
    };
  }

  /** Requests all of them at once, waits until they are active, and has their clients log in from then on. */
  async start(): Promise<void> {
    for (const username of this.usernames)
      this.stage.put(username, { status: "pending", allowed_from_addresses: [`${username}@company.com`] });
    await this.stage.pass(3_600_000);
    for (const username of this.usernames) this.handOut(username);
    this.logInRegularly();
  }

  /** Somebody stops a login: from now on it need not work. */
  stopped(username: string): void {
    this.handedOut.stopped(username);
  }

  /** The access keys of a username's users, and whether they are active. */
  keys(username: string): string[] {
    const keys = this.stage.users(username).flatMap(user => user.keys);
    return keys.map(({ id, active }) => `${id} ${active ? "active" : "inactive"}`);
  }

  private afterWrite(write: Write): void {
    const { model } = this.stage;
    this.deployment.mapping.deliver(this.deployment.append(write), DELIVERY_MS);
    const { key, after } = write;
    const username = usernameOf(key.SK);
    if (key.PK !== CREDENTIAL_PK || username === undefined || after === undefined) return;
    if (after.failure !== undefined || after.status?.S === "failed")
      this.note(`${username} failed: ${JSON.stringify(after.failure)}`);
    if (after.verified_status?.S === "active")
      this.handedOut.published(username, after.smtp_username?.S ?? "");
    const rotatedAt = timeOf(after.rotated_at?.S);
    if (rotatedAt !== undefined && !model.ses.accepted.has(after.smtp_username?.S ?? ""))
      this.note(`${username} was given a login that SES had never accepted`);
  }

  private handOut(username: string): void {
    const user = String(this.stage.record(username)?.smtp_username);
    this.clients.set(username, { user, password: passwordOf(this.stage, username) ?? "" });
  }

  private logInRegularly(): void {
    const { model } = this.stage;
    for (const [username, { user, password }] of this.clients) {
      const { kind } = model.ses.login(user, password);
      if (kind === "accepted") this.accepted++;
      else this.note(`the client of ${username} was ${kind}`);
      const rotatedAt = timeOf(this.stage.record(username)?.rotated_at);
      if (rotatedAt !== undefined && model.time.now() - rotatedAt > SWITCHES_AFTER_MS) this.handOut(username);
    }
    model.time.after(LOGIN_EVERY_MS, () => this.logInRegularly());
  }

  private note(problem: string | undefined): void {
    if (problem !== undefined)
      this.violations.push(`at ${Math.round(this.stage.model.time.running)} ms: ${problem}`);
  }
}
