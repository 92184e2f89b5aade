import { isDeepStrictEqual } from "node:util";
import { userPath } from "../../../handlers/shared/iam-names";
import { DAY_MS } from "../../../records/rotation";
import { CREDENTIAL_PK, usernameOf } from "../../../records/keys";
import { STACK } from "../aws-model";
import { MAX_LATE_MS } from "../aws-model/process";
import { seeded } from "../aws-model/random";
import { type Ending, Stage } from "../reconciler/stage";
import { checkDesired, type When } from "./desired-state";
import { putForeignUsers } from "./foreign-users";
import { endedSince, mayBeSetAgain } from "./record-facts";
import { Invariants } from "./invariants";
import { type ChangeName, CHANGES, type History, USERNAMES } from "./moves";
import { STRANGER_CHANGES } from "./strangers";

/** Longer than retries, replays, wake-ups and their runs take together. */
const SETTLED_MS = 1_500_000;

/** A rotation that waits for the end of a grace begins another, and each ends with a day until the key is deleted. */
const DAYS_TO_SETTLE = 10;

/** How long after their own last change runs take what they did for all that is to be done, at least. */
const UNSEEN_MS = 60_000;

/** How late a wake-up can be. */
const MAX_LATENESS_MS = 30_000;

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
  private readonly invariants: Invariants;
  private readonly asked = new Map<string, unknown>();
  /** Usernames whose last change was seen by a run that did it or left it to another: it must not need the sweep. */
  private readonly seen = new Set<string>();
  /** Usernames whose event was lost when its invocation died: only the sweep finds what it left. */
  private readonly lost = new Set<string>();
  private readonly faults: History["faults"][number][];
  /**
   * Usernames that strangers changed, and until when stale answers may hide it. Before a run has looked at IAM after that,
   * only the sweep need find it.
   */
  private readonly unseen = new Map<string, number>();
  private readonly runs = new Set<{ username: string; disturbed: boolean; outdated: boolean }>();
  private lastsMs: number;
  private sinceFault = 0;
  private faultsInjected = 0;

  constructor(private readonly history: History) {
    const chance = seeded(history.seed ^ 0x5e5);
    const lag = () => (chance() < history.staleShare ? chance() * history.staleMs : 0);
    this.stage = new Stage({
      seed: history.seed,
      lag,
      lookUp: history.lookUp,
      smtpLagMs: () => 2_000 + chance() * 10_000,
      wakeUpLatenessMs: () => (chance() < history.lostWakeUps ? undefined : chance() * MAX_LATENESS_MS),
    });
    this.stage.model.rotation = { rotationDays: 0, graceDays: 1, maxGraceDays: 3 };
    this.stage.onInvoke = (username, _, event) => this.run(username, event);
    this.stage.losesRetry = username => {
      const lost = chance() < history.lostRetries;
      if (lost) this.lost.add(username);
      return lost;
    };
    this.faults = [...history.faults];
    this.lastsMs = history.lastsMs;
    this.invariants = new Invariants(this.stage, putForeignUsers(this.stage));
    const { model } = this.stage;
    model.dynamodb.onWrite = write => {
      this.invariants.afterWrite(write);
      const username = usernameOf(write.key.SK);
      const ours = write.key.PK === CREDENTIAL_PK && !this.invariants.administrator;
      if (ours && this.history.echoes && username) this.deliver(username, 300);
    };
    model.faultOf = ({ operation, input }) => {
      for (const username of USERNAMES)
        if (input.PathPrefix === userPath(STACK, username)) this.looked(username);
      const since = this.sinceFault++;
      const index = this.faults.findIndex(({ after, on = operation }) => after <= since && on === operation);
      const [next] = index < 0 ? [] : this.faults.splice(index, 1);
      if (next === undefined) return undefined;
      this.sinceFault = 0;
      this.faultsInjected++;
      if (next.fault === "lands late") this.invariants.lateUntil = model.time.running + MAX_LATE_MS;
      this.invariants.denied ||= next.fault === "denied";
      return next.fault;
    };
  }

  async play(): Promise<Outcome> {
    const { stage } = this;
    for (const move of this.history.moves) {
      if (move.kind === "pass") await stage.pass(move.milliseconds);
      else if (move.kind === "step") stage.model.time.step(move.milliseconds);
      else if (move.kind === "stranger") {
        const { change } = STRANGER_CHANGES[move.change];
        this.invariants.handedOut.stopped(move.username);
        this.seen.delete(move.username); // it makes no event: the sweep finds it
        for (const user of stage.users(move.username)) stage.model.iam.put({ ...user, ...change(user) });
        for (const run of this.runs) run.disturbed ||= run.username === move.username;
        this.unseen.set(move.username, stage.model.time.running + Math.max(this.history.staleMs, UNSEEN_MS));
      } else {
        const before = this.itemsOf(move.username);
        this.write(() => CHANGES[move.change](stage, move.username));
        if (move.change === "forge hints") this.invariants.hintsForged.add(move.username);
        if (isDeepStrictEqual(this.itemsOf(move.username), before)) continue; // makes no event
        this.noteChange(move.username, move.change);
        for (const run of this.runs) {
          run.disturbed ||= run.username === move.username;
          run.outdated ||= run.username === move.username;
        }
        this.noteAsked(move.username);
        this.seen.delete(move.username);
        for (const delay of move.deliveries) this.deliver(move.username, delay);
      }
      if (this.invariants.violations.length > 0) return this.outcome();
    }
    await this.end();
    return this.outcome();
  }

  private itemsOf(username: string): unknown[] {
    return [this.stage.record(username), this.stage.hold(username), this.stage.lease(username)];
  }

  /** What the change means for the logins that were handed out, and for those that were stolen. */
  private noteChange(username: string, change: ChangeName): void {
    const { handedOut, stolen } = this.invariants;
    handedOut.written(username, change);
    if (change.startsWith("report")) stolen.report(username, change.endsWith("hold"));
    if (/^(put|remove)/.test(change)) stolen.overwritten(username);
    if (change === "lift the hold" || change === "hold") stolen.lifted(username);
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
    this.faults.length = 0;
    for (const username of USERNAMES) {
      if (this.stage.record(username)?.rotation_days === undefined) continue;
      this.write(() => CHANGES["rotate as the stack says"](this.stage, username));
      for (const run of this.runs) run.disturbed = run.outdated = true;
      this.seen.delete(username);
      this.deliver(username, 300);
    }
    this.lastsMs = 300_000;
    await this.stage.pass(SETTLED_MS);
    for (const username of USERNAMES) {
      const lost = this.lost.has(username) || this.history.lostWakeUps > 0;
      const seen = this.seen.has(username) && !lost;
      if (seen && !mayBeSetAgain(this.stage, username)) this.check(username, "without the sweep");
    }
    for (let round = 0; round < 3; round++) {
      for (const username of USERNAMES) {
        this.setStatusAgain(username);
        void this.stage.invoke(username);
        await this.stage.pass(300_000);
      }
    }
    await this.sweepDaily();
    for (const username of USERNAMES) this.check(username, "in the end");
    this.invariants.atEnd();
  }

  /** Until the graces that rotations began are over: by wake-ups, or where one was lost by the sweep. */
  private async sweepDaily(): Promise<void> {
    for (let day = 0; day < DAYS_TO_SETTLE; day++) {
      await this.stage.pass(DAY_MS);
      for (const username of USERNAMES) {
        void this.stage.invoke(username);
        await this.stage.pass(300_000);
      }
    }
  }

  private check(username: string, when: When): void {
    checkDesired(this.stage, this.invariants, username, this.asked.get(username), when);
  }

  /** A record that failed for a temporary reason gets its status set again, as the message says. */
  private setStatusAgain(username: string): void {
    if (!mayBeSetAgain(this.stage, username)) return;
    this.write(() => this.stage.change(username, { status: this.asked.get(username) }));
  }

  private write(change: () => void): void {
    this.invariants.administrator = true;
    change();
    this.invariants.administrator = false;
  }

  private deliver(username: string, delay: number): void {
    this.stage.model.time.after(delay, () => void this.stage.invoke(username));
  }

  /**
   * A run that succeeds must leave the desired state, unless the record was written meanwhile, another run is still in
   * progress or has failed, or it has left something to another run.
   */
  private async run(username: string, event: string): Promise<Ending> {
    const run = { username, disturbed: false, outdated: false };
    this.runs.add(run);
    const clock = this.stage.model.time.now();
    const ending = await this.stage.startFor(event, username, this.lastsMs);
    this.runs.delete(run);
    const unseen = this.unseen.has(username);
    if (ending === "done" && !run.outdated && !unseen) this.seen.add(username);
    const others = [...this.runs].filter(other => other.username === username);
    const { holder, look_again_at } = this.stage.lease(username) ?? {};
    const owed = this.stage.owesRun(username) || this.lost.has(username);
    const left = owed || holder !== undefined || look_again_at !== undefined;
    if (ending !== "done") for (const other of others) other.disturbed = true;
    else if (
      !unseen &&
      !run.disturbed &&
      others.length === 0 &&
      !left &&
      !mayBeSetAgain(this.stage, username) &&
      !endedSince(this.stage, username, clock)
    ) {
      this.check(username, "after a run");
    }
    return ending;
  }

  private looked(username: string): void {
    if (this.stage.model.time.running >= (this.unseen.get(username) ?? 0)) this.unseen.delete(username);
  }

  private outcome(): Outcome {
    return { faultsInjected: this.faultsInjected, violations: this.invariants.violations };
  }
}
