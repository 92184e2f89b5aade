import { deriveSmtpPassword } from "../../shared/smtp-password";
import { userName } from "../../shared/iam-names";
import { RetryLater, LoginNotVerified, StaleView } from "../failures/errors";
import { isDenied, isNamed } from "../adapters/iam-errors";
import type { Lease } from "../lease/lease";
import type { RunState } from "../run-state";
import type { Observation } from "../observe";
import { CLOSING_MS, type Ports, type Run } from "../ports";
import type { ReadRecord } from "../adapters/credential-store";
import type { Step } from "../types";

/** A new key takes 5 to 15 s to reach SES's SMTP endpoint, sometimes more. */
const MAX_VERIFY_MS = 75_000;

/** How long IAM may take to know a user that it has just made. */
const MAX_NEW_USER_DELAY_MS = 20_000;

/** The longest sleep before the lease is renewed. */
const MAX_SLEEP_MS = 5_000;

/** Names tried for a new user, each a second on: others may hold one that differs by case only. */
const MAX_NAMES_TRIED = 10;

/** Carries out the steps of one plan, each under the lease. */
export class Applier {
  /** The login whose secret is safely stored. */
  private login: { user: string; password: string } | undefined;
  private current: ReadRecord | undefined;

  constructor(
    private readonly run: Run,
    private readonly ports: Ports,
    private readonly lease: Lease,
    private readonly memory: RunState,
    private readonly seen: Observation,
  ) {
    this.current = seen.record;
    const { secret } = seen.hints;
    if (secret && seen.password !== undefined)
      this.login = { user: secret.accessKeyId, password: seen.password };
  }

  async apply(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.lease.keep();
      this.run.log.info(step.kind, details(step));
      await this.one(step);
    }
  }

  private async one(step: Step): Promise<void> {
    const { users, store } = this.ports;
    switch (step.kind) {
      case "removeUser":
        return this.removeUser(step.user);
      case "createUser":
        return this.createUser();
      case "putPolicy":
        return this.onUser(step.user, user => users.putPolicy(user, step.policy));
      case "createKey":
        return this.onUser(step.user, user => this.createKey(user));
      case "saveSecret":
        return this.saveSecret();
      case "setKey":
        return this.change(() => users.setKey(step.user, step.key, step.active));
      case "deleteKey":
        return this.change(() => users.deleteKey(step.user, step.key));
      case "prove":
        return this.prove(step.login);
      case "publish":
        return store.publish(this.record(), step.status, this.now());
      case "publishFailure":
        return store.publishFailure(
          this.record(),
          step.failure,
          step.keepCredential ? "suspended" : "removed",
          this.run.correlationId,
          this.now(),
        );
      case "wait":
        return this.wait(step.milliseconds);
    }
  }

  private async removeUser(user: string): Promise<void> {
    const confirmed = await this.change(() => this.ports.users.remove(user, () => this.lease.keep()));
    this.memory.removed(user, confirmed, this.ports.clock.now());
  }

  /**
   * The name is noted in the lease first: should we die now, the next holder looks for it, and does not make
   * another beside it.
   */
  private async createUser(): Promise<void> {
    const { username } = this.run;
    const { memory, ports } = this;
    const started = ports.clock.now();
    let noted = memory.mayBeStale(started) ? memory.userName : undefined;
    for (let turn = 0; turn < MAX_NAMES_TRIED; turn++) {
      const name = noted ?? userName(username, new Date(started + turn * 1000));
      await this.lease.recordUser(name);
      memory.userName = name;
      if (noted === undefined) this.changed();
      memory.userArn = await ports.users.create(username, name).catch((error: unknown) => {
        this.changed(); // it may have been made all the same
        throw error;
      });
      if (memory.userArn !== undefined) return this.changed();
      if (noted !== undefined) await this.untilItsOwnerShows(noted);
      noted = undefined;
    }
    throw new StaleView(`No free IAM user name was found for ${username}.`);
  }

  /**
   * A name that was tried before may be taken by our own user, which IAM does not show yet. The last look is one
   * after IAM has settled: the attempt may have taken so long that there was none before.
   */
  private async untilItsOwnerShows(name: string): Promise<void> {
    const { memory, ports, run } = this;
    for (;;) {
      const unsettled = memory.mayBeStale(ports.clock.now());
      const owner = await ports.users.ownerOf(name, run.username);
      if (owner === "us") throw new StaleView(`The IAM user ${name} was made already.`);
      if (owner === "another" || !unsettled) return;
      await this.sleep(2_000);
    }
  }

  /**
   * IAM may not know a new user at once, and then denies what is granted by its path. Of one that is older,
   * the same means that it is gone or that we may not.
   */
  private async onUser(user: string | undefined, act: (user: string) => Promise<void>): Promise<void> {
    const name = user ?? this.memory.userName;
    if (name === undefined) throw new StaleView("The user was not made.");
    const patience = user === undefined ? MAX_NEW_USER_DELAY_MS : 0;
    for (let waited = 0; ; waited += 1_000) {
      try {
        return await this.change(() => act(name));
      } catch (error) {
        const unknown = isNamed(error, "NoSuchEntity") || isDenied(error);
        if (!unknown || waited >= patience) throw error;
        await this.sleep(1_000);
      }
    }
  }

  private async createKey(user: string): Promise<void> {
    const key = await this.ports.users.createKey(user).catch((error: unknown) => {
      // Unless IAM says that it did not make one, there may be a key that it does not list yet.
      this.memory.mayHaveOrphans ||= !(isNamed(error, "NoSuchEntity") || isDenied(error));
      throw error;
    });
    this.memory.unsavedKey = { user, key: key.id, password: deriveSmtpPassword(key.secret, this.ports.region) };
  }

  private async saveSecret(): Promise<void> {
    const { unsavedKey } = this.memory;
    if (unsavedKey === undefined) throw new StaleView("There is no new secret to store.");
    const arn = this.seen.actual.users.find(({ name }) => name === unsavedKey.user)?.arn ?? this.memory.userArn;
    const ciphertext = await this.ports.cipher.encrypt(this.run.username, unsavedKey.key, unsavedKey.password);
    await this.lease.keep();
    this.current = await this.ports.store.saveSecret(
      this.record(),
      {
        smtpUsername: unsavedKey.key,
        ciphertext,
        iamUserName: unsavedKey.user,
        iamUserArn: arn ?? "",
        region: this.ports.region,
        smtpHost: this.ports.smtpHost,
      },
      this.now(),
    );
    this.login = { user: unsavedKey.key, password: unsavedKey.password };
  }

  private async prove(wanted: "accepted" | "refused"): Promise<void> {
    if (this.login === undefined) throw new StaleView("There is no stored secret to log in with.");
    const { user, password } = this.login;
    let last = "it was not tried";
    for (
      let waited = 0, pause = 500;
      waited <= MAX_VERIFY_MS;
      waited += pause, pause = Math.min(pause * 1.5, 4_000)
    ) {
      const answer = await this.ports.login(user, password);
      if (answer.kind === wanted) return;
      last = answer.kind === "unknown" ? answer.reason : `it was ${answer.kind}`;
      if (this.run.remainingMs() < CLOSING_MS) break;
      await this.sleep(pause);
    }
    throw new LoginNotVerified(`the login at ${this.ports.smtpHost} was not ${wanted}: ${last}`);
  }

  private async wait(milliseconds: number): Promise<void> {
    if (this.run.remainingMs() - milliseconds < CLOSING_MS) {
      this.memory.mayHaveOrphans = true; // for whoever comes next
      throw new RetryLater(`Too little time is left to wait ${milliseconds} ms.`);
    }
    await this.sleep(milliseconds);
  }

  private async sleep(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= MAX_SLEEP_MS) {
      const slice = Math.min(left, MAX_SLEEP_MS);
      await this.ports.clock.sleep(slice);
      this.memory.waited(slice);
      await this.lease.keep();
    }
  }

  private record(): ReadRecord {
    if (this.current === undefined) throw new StaleView("There is no record to write to.");
    return this.current;
  }

  /** Noted before, for the call may never return, and after, for it may have taken effect only then. */
  private async change<T>(act: () => Promise<T>): Promise<T> {
    this.changed();
    try {
      return await act();
    } finally {
      this.changed();
    }
  }

  private changed(): void {
    this.memory.changed(this.ports.clock.now());
  }

  private now(): Date {
    return new Date(this.ports.clock.now());
  }
}

/** What a log entry says of a step: policies and faults are long, and stand elsewhere. */
function details(step: Step): Record<string, unknown> {
  const { user, key, login, status, milliseconds, reason } = step as Partial<Record<string, unknown>>;
  return { user, key, login, status, milliseconds, reason };
}
