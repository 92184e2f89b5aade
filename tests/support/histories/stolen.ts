import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import { USER_POLICY_NAME } from "../../../handlers/shared/iam-names";
import { HOLD_PK } from "../../../records/keys";
import type { Write } from "../aws-model/dynamodb";
import type { UserState } from "../aws-model/iam-state";
import type { Stage } from "../reconciler/stage";

/** IAM may not show a younger user yet: then its creator learns of the report, by the mark on its lease. */
const HIDDEN_MS = 60_000;

/**
 * The ids of the IAM users of logins that were reported as compromised: once that is dealt with, they never exist again. A
 * new user may get the name of an old one if the clock was set back.
 */
export class Stolen {
  private readonly reported = new Map<string, { users: Set<string>; byHold: boolean }>();
  private readonly gone = new Set<string>();

  constructor(private readonly stage: Stage) {}

  /** Every session open now is with one of these users. */
  report(username: string, byHold: boolean): void {
    const users = new Set(this.stage.users(username).map(({ id }) => id));
    const before = this.reported.get(username);
    for (const id of before?.users ?? []) users.add(id);
    this.reported.set(username, { users, byHold: byHold || before?.byHold === true });
  }

  /** Only a hold outlives that its record is overwritten. */
  overwritten(username: string): void {
    if (this.reported.get(username)?.byHold === false) this.reported.delete(username);
  }

  lifted(username: string): void {
    this.reported.delete(username);
  }

  /** The manager says that it has dealt with a report. */
  noteDone(username: string, { key, before, after }: Write): void {
    const isDone =
      key.PK === HOLD_PK
        ? after?.done_at !== undefined && before?.done_at === undefined
        : after?.compromised_for !== undefined &&
          JSON.stringify(after.compromised_for) !== JSON.stringify(before?.compromised_for);
    const report = this.reported.get(username);
    if (!isDone || report === undefined || (report.byHold && key.PK !== HOLD_PK)) return;
    for (const id of report.users) this.gone.add(id);
    this.reported.delete(username);
  }

  /**
   * After a run that knew of the report, nothing is sent with the keys that were handed out: not by the thief's open
   * session either, whose messages SES checks against the user's policy.
   *
   * @returns what is wrong; undefined if nothing is
   */
  problemAfterRun(username: string): string | undefined {
    const { users } = this.reported.get(username) ?? {};
    const sender = this.stage
      .users(username)
      .filter(({ createdAt }) => createdAt < this.stage.model.time.now() - HIDDEN_MS)
      .find(user => users?.has(user.id) && maySendAnything(user));
    return sender && `${sender.name} may still send, although its login was reported as compromised`;
  }

  /** @returns what is wrong; undefined if nothing is */
  problem(username: string): string | undefined {
    const back = this.stage.users(username).find(({ id }) => this.gone.has(id));
    return back && `${back.name} exists although its login was compromised`;
  }

  /** Once all has settled, no report is left. */
  problemAtEnd(username: string): string | undefined {
    const report = this.reported.get(username);
    const left = this.stage.users(username).find(({ id }) => report?.users.has(id));
    return left && `${left.name} was reported as compromised and exists`;
  }
}

function maySendAnything({ inline }: UserState): boolean {
  return inline[USER_POLICY_NAME] !== undefined && inline[USER_POLICY_NAME] !== DENY_POLICY;
}
