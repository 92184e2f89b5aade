import { isDeepStrictEqual } from "node:util";
import { userPath } from "../../../handlers/shared/iam-names";
import type { StreamRecord } from "../../../handlers/shared/stream-records";
import { DAY_MS } from "../../../records/rotation";
import { CREDENTIAL_PK, usernameOf } from "../../../records/keys";
import { STACK } from "../aws-model";
import { type Call, type InjectedFault, MAX_LATE_MS } from "../aws-model/process";
import { seeded } from "../aws-model/random";
import { isDelivered } from "../deployment/stream-mapping";
import { Deployment } from "../deployment/deployment";
import { isToBeRetried, whereabouts } from "../deployment/whereabouts";
import { type Ending, Stage } from "../reconciler/stage";
import { checkDesired, type When } from "./desired-state";
import { FailedOperations } from "./failed-operations";
import { putForeignUsers } from "./foreign-users";
import { Invariants } from "./invariants";
import { type ChangeName, CHANGES, type History, type Move, USERNAMES } from "./moves";
import { Faults } from "./faults";
import { Progress } from "./progress";
import { endedSince, mayBeSetAgain } from "./record-facts";
import { RuleMoves } from "./rule-moves";
import { STRANGER_CHANGES } from "./strangers";

/** Longer than retries, the pauses between them, wake-ups and their runs take together. */
const SETTLED_MS = 3 * 3_600_000;

/** A rotation that waits for the end of a grace begins another, and each ends with a day until the key is deleted. */
const DAYS_TO_SETTLE = 10;

/** How late a wake-up can be. */
const MAX_LATENESS_MS = 30_000;

/** From a write to the delivery of its stream record, where nothing delays it. */
const DELIVERY_MS = 300;

export interface Outcome {
  faultsInjected: number;
  violations: string[];
}

/** Plays one history, then stops the faults and lets everything finish. */
export async function play(history: History): Promise<Outcome> {
  return new Player(history).play();
}

class Player {
  private readonly stage: Stage;
  private readonly deployment: Deployment;
  private readonly invariants: Invariants;
  private readonly progress = new Progress();
  private readonly asked = new Map<string, unknown>();
  /** The stream records of the administrator's write in progress. */
  private written: StreamRecord[] = [];
  private readonly failedOperations: FailedOperations;
  private readonly faults: Faults;
  private readonly rules: RuleMoves;
  private lastsMs: number;

  constructor(private readonly history: History) {
    const chance = seeded(history.seed ^ 0x5e5);
    const lag = () => (chance() < history.staleShare ? chance() * history.staleMs : 0);
    this.stage = new Stage({
      seed: history.seed,
      lag,
      lookUp: history.lookUp,
      receivingRules: true,
      smtpLagMs: () => 2_000 + chance() * 10_000,
      wakeUpLatenessMs: () => (chance() < history.lostWakeUps ? undefined : chance() * MAX_LATENESS_MS),
    });
    const { model } = this.stage;
    model.rotation = { rotationDays: 0, graceDays: 1, maxGraceDays: 3 };
    this.deployment = new Deployment(this.stage, {
      managerTimeoutMs: () => this.lastsMs,
      duplicates: history.duplicates,
      losesNoWakeUp: history.lostWakeUps === 0,
      random: chance,
      onRun: (username, _, run) => this.onRun(username, run),
      onSkip: username => this.progress.skip(username),
    });
    this.deployment.lambda.losesEvent = payload =>
      this.progress.losesEvent(payload, () => chance() < history.lostRetries);
    this.faults = new Faults(history.faults);
    this.lastsMs = history.lastsMs;
    this.invariants = new Invariants(this.stage, putForeignUsers(this.stage));
    this.rules = new RuleMoves(this.deployment, this.progress, this.invariants);
    this.failedOperations = new FailedOperations(this.deployment, this.progress, this.invariants);
    model.dynamodb.onWrite = write => {
      this.invariants.afterWrite(write);
      const record = this.deployment.append(write);
      this.failedOperations.afterWrite(write);
      if (this.invariants.administrator) this.written.push(record);
      else if (
        this.history.echoes &&
        write.key.PK === CREDENTIAL_PK &&
        usernameOf(write.key.SK) !== undefined
      )
        this.deployment.mapping.deliver(record, DELIVERY_MS);
    };
    model.faultOf = call => this.faultOf(call);
  }

  private faultOf(call: Call): InjectedFault | undefined {
    const { running } = this.stage.model.time;
    const fault = this.faults.next(call, running);
    if (fault === "lands late") this.invariants.lateUntil = running + MAX_LATE_MS;
    if (fault === "denied") this.invariants.handedOut.callDenied(call);
    if (fault !== undefined) return fault;
    for (const username of USERNAMES)
      if (call.input.PathPrefix === userPath(STACK, username)) this.progress.looked(username, running);
    return undefined;
  }

  async play(): Promise<Outcome> {
    for (const move of this.history.moves) {
      await this.make(move);
      this.failedOperations.check();
      if (this.invariants.violations.length > 0) return this.outcome();
    }
    await this.end();
    return this.outcome();
  }

  private async make(move: Move): Promise<void> {
    const { stage } = this;
    const { model } = stage;
    if (move.kind === "pass") await stage.pass(move.milliseconds);
    else if (move.kind === "step") model.time.step(move.milliseconds);
    else if (move.kind === "outage") this.faults.beginOutage(move, model.time.running);
    else if (move.kind === "retry parked") void this.deployment.retryParked().catch(() => undefined);
    else if (move.kind === "rule") this.rules.make(move, change => this.write(change));
    else if (move.kind === "stranger") {
      const { change } = STRANGER_CHANGES[move.change];
      this.invariants.handedOut.stopped(move.username);
      for (const user of stage.users(move.username)) model.iam.put({ ...user, ...change(user) });
      this.progress.changedByStranger(move.username, model.time.running, this.history.staleMs);
    } else this.change(move.username, move.change, move.deliveries);
  }

  private change(username: string, change: ChangeName, deliveries: readonly number[]): void {
    const before = this.itemsOf(username);
    const records = this.write(() => CHANGES[change](this.stage, username as (typeof USERNAMES)[number]));
    if (change === "forge hints") this.invariants.hintsForged.add(username);
    if (isDeepStrictEqual(this.itemsOf(username), before)) return; // makes no event
    this.invariants.noteChange(username, change);
    this.noteAsked(username);
    this.progress.changed(username, deliveries.length > 0 && records.some(isDelivered));
    for (const delay of deliveries)
      for (const record of records) this.deployment.mapping.deliver(record, delay);
  }

  private itemsOf(username: string): unknown[] {
    return [this.stage.record(username), this.stage.hold(username), this.stage.lease(username)];
  }

  /** A failed record asks for what was asked before it failed; one that was set to failed by hand for nothing. */
  private noteAsked(username: string): void {
    const { status, failure } = this.stage.record(username) ?? {};
    const { of } = (failure ?? {}) as { of?: { status: string } };
    this.asked.set(username, status === "failed" ? (of?.status ?? "failed") : status);
  }

  /** Everything in progress finishes; then nothing goes wrong anymore. */
  private async end(): Promise<void> {
    await this.stage.pass(60_000);
    this.faults.endAll();
    for (const username of USERNAMES) {
      if (this.stage.record(username)?.rotation_days !== undefined)
        this.change(username, "rotate as the stack says", [DELIVERY_MS]);
    }
    this.lastsMs = 300_000;
    this.deployment.daily = false;
    await this.stage.pass(SETTLED_MS);
    this.failedOperations.check();
    for (const username of USERNAMES) {
      const seen = this.progress.isSeen(username) && this.history.lostWakeUps === 0;
      const parked = whereabouts(this.deployment, username).includes("parked");
      if (!seen || parked || mayBeSetAgain(this.stage, username)) continue;
      this.check(username, "without the sweep");
      if (!this.rules.areLost) this.invariants.checkNone(this.invariants.ruleSenders.problem(username));
    }
    this.deployment.daily = true;
    for (let day = 0; day < DAYS_TO_SETTLE; day++) {
      for (const username of USERNAMES) this.setStatusAgain(username);
      void this.deployment.retryParked();
      await this.stage.pass(DAY_MS);
    }
    this.stage.model.dynamodb.expire(this.stage.model.time.now() / 1_000);
    for (const username of USERNAMES) this.check(username, "in the end");
    this.failedOperations.checkQuiet();
    this.invariants.atEnd();
  }

  private check(username: string, when: When): void {
    checkDesired(this.stage, this.invariants, username, this.asked.get(username), when);
  }

  /** A record that failed for a temporary reason gets its status set again, as the message says. */
  private setStatusAgain(username: string): void {
    if (!mayBeSetAgain(this.stage, username)) return;
    const status = this.asked.get(username);
    for (const record of this.write(() => this.stage.change(username, { status })))
      this.deployment.mapping.deliver(record, DELIVERY_MS);
  }

  /** @returns the stream's records of it */
  private write(change: () => void): StreamRecord[] {
    this.written = [];
    this.invariants.administrator = true;
    change();
    this.invariants.administrator = false;
    return this.written;
  }

  /**
   * A run that succeeds must leave the desired state, unless the record was written meanwhile, another run is still in
   * progress or has failed, or it has left something to another run.
   */
  private async onRun(username: string, start: () => Promise<Ending>): Promise<Ending> {
    const run = this.progress.begin(username);
    const clock = this.stage.model.time.now();
    const ending = await start();
    const mustBeRight = this.progress.end(run, ending);
    if (ending === "done" && !run.outdated) this.checkStolen(username);
    const { holder, look_again_at } = this.stage.lease(username) ?? {};
    const left =
      isToBeRetried(this.deployment, username) || holder !== undefined || look_again_at !== undefined;
    const settles = mayBeSetAgain(this.stage, username) || endedSince(this.stage, username, clock);
    if (mustBeRight && !left) this.invariants.settled(username);
    if (mustBeRight && !left && !settles) this.check(username, "after a run");
    return ending;
  }

  /**
   * A request that was not answered may still open a login, which a later run then stops; where AWS denies stopping it,
   * the operation has failed.
   */
  private checkStolen(username: string): void {
    const { stolen, lateUntil, leaseWrittenOver } = this.invariants;
    if (this.stage.model.time.running < lateUntil || leaseWrittenOver.has(username)) return;
    if (mayBeSetAgain(this.stage, username) || isToBeRetried(this.deployment, username)) return;
    const problem = stolen.problemAfterRun(username);
    this.invariants.check(problem === undefined, problem ?? "");
  }

  private outcome(): Outcome {
    return { faultsInjected: this.faults.injected, violations: this.invariants.violations };
  }
}
