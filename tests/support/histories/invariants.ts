import { parseSenderPattern } from "../../../handlers/shared/sender-pattern";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import { judge } from "../../../handlers/email-validator/judge";
import type { SentMail } from "../../../handlers/email-validator/sent-mail";
import { readSenderHistory } from "../../../handlers/shared/sender-history";
import { CREDENTIAL_PK, LEASE_PK, leaseKey, usernameOf } from "../../../records/keys";
import { allowedAddresses } from "../../../handlers/reconciler/addresses";
import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import { REGION } from "../aws-model";
import type { Write } from "../aws-model/dynamodb";
import type { KeyState, UserState } from "../aws-model/iam-state";
import { like, maySend } from "../aws-model/ses";
import { passwordOf } from "../reconciler/password";
import type { Stage } from "../reconciler/stage";
import { HandedOut } from "./handed-out";
import { type ChangeName, USERNAMES } from "./moves";
import { PROBES, RuleSenders } from "./rule-senders";
import { Stolen } from "./stolen";

const SET = "ses-smtp";

/** Watches every change in the model, whoever made it. */
export class Invariants {
  readonly violations: string[] = [];
  /** True while the administrator writes: what is written then does not come from the manager. */
  administrator = false;
  readonly secrets = new Set<string>();
  /** Somebody has written over their lease: two runs may work side by side, until one notices. */
  readonly leaseWrittenOver = new Set<string>();
  /** Somebody wrote a `verified_status` of their own: it says nothing, and a failed record keeps it until it is changed. */
  readonly hintsForged = new Set<string>();
  /** Until when a write that was not answered may still land, over one that came after it: a later look finds it. */
  lateUntil = 0;
  readonly handedOut: HandedOut;
  readonly stolen: Stolen;
  readonly ruleSenders: RuleSenders;
  private readonly everAllowed = new Map<string, Set<string>>(
    USERNAMES.map(name => [name, new Set<string>()]),
  );

  constructor(
    private readonly stage: Stage,
    private readonly foreign: readonly UserState[],
  ) {
    this.handedOut = new HandedOut(stage);
    this.stolen = new Stolen(stage);
    this.ruleSenders = new RuleSenders(stage);
    stage.model.iam.onChange = (operation, user) => this.afterIam(operation, user);
  }

  afterWrite({ key, before, after }: Write): void {
    const text = JSON.stringify(after ?? {});
    this.check(
      ![...this.secrets].some(secret => text.includes(secret)),
      `a secret is in ${key.PK}/${key.SK}`,
    );
    const username = usernameOf(key.SK) ?? "";
    if (this.administrator) this.ruleSenders.written();
    if (key.PK === LEASE_PK && this.administrator) this.leaseWrittenOver.add(username);
    if (!this.administrator) this.stolen.noteDone(username, { key, before, after });
    if (key.PK !== CREDENTIAL_PK || after === undefined) return;
    if (this.administrator) return this.allow(username);
    const becomesActive =
      after.verified_status?.S === "active" &&
      (before?.verified_status?.S !== "active" ||
        before.smtp_username?.S !== after.smtp_username?.S ||
        (after.status?.S === "active" && before.status?.S !== "active"));
    if (after.status?.S === "active" && after.verified_status?.S === "active")
      this.handedOut.published(username, after.smtp_username?.S ?? "");
    else this.handedOut.ended(username);
    if (becomesActive) this.checkActive(username, after.smtp_username?.S ?? "");
    const verified = after.verified_status?.S;
    const becomesDisabled = verified !== before?.verified_status?.S && after.smtp_username?.S;
    if (becomesDisabled && (verified === "disabled" || verified === "denied"))
      this.checkDisabled(username, becomesDisabled, verified);
  }

  password(username: string): string | undefined {
    return passwordOf(this.stage, username);
  }

  /** What an administrator's change means for the logins that were handed out, and for those that were stolen. */
  noteChange(username: string, change: ChangeName): void {
    this.handedOut.written(username, change);
    if (change.startsWith("report")) this.stolen.report(username, change.endsWith("hold"));
    if (/^(put|remove|save)/.test(change)) this.stolen.overwritten(username);
    if (change === "lift the hold" || change === "hold") this.stolen.lifted(username);
  }

  /** A run has done all there was to do, and no other is at work. */
  settled(username: string): void {
    this.handedOut.settled(username);
    this.checkHandedOut(username);
  }

  private checkHandedOut(username: string): void {
    if (!this.leaseWrittenOver.has(username)) this.checkNone(this.handedOut.problem(username));
  }

  checkNone(problem: string | undefined): void {
    this.check(problem === undefined, problem ?? "");
  }

  check(holds: boolean, otherwise: string): void {
    if (!holds) this.violations.push(`at ${Math.round(this.stage.model.time.running)} ms: ${otherwise}`);
  }

  atEnd(): void {
    for (const username of USERNAMES) this.checkNone(this.stolen.problemAtEnd(username));
    const log = JSON.stringify(this.stage.log);
    this.check(![...this.secrets].some(secret => log.includes(secret)), "a secret is in the log");
  }

  private afterIam(operation: string, changed: string): void {
    const { now } = this.stage.model.iam.timeline;
    for (const user of this.foreign) {
      this.check(
        now.get(user.name.toLowerCase()) === user,
        `${operation} touched the foreign user ${user.name}`,
      );
    }
    for (const { secret } of now.get(changed.toLowerCase())?.keys ?? [])
      if (!this.secrets.has(secret)) this.secrets.add(secret).add(deriveSmtpPassword(secret, REGION));
    for (const username of USERNAMES) {
      const users = this.stage.users(username);
      this.checkNone(this.stolen.problem(username));
      this.checkHandedOut(username);
      const alone = users.length <= 1 || this.leaseWrittenOver.has(username);
      this.check(alone, `${username} has ${users.length} users`);
      for (const user of users) {
        this.check(user.keys.length <= 2, `${user.name} has ${user.keys.length} keys`);
        for (const address of PROBES) this.checkMaySend(username, user, address);
      }
    }
  }

  private checkMaySend(username: string, user: UserState, address: string): void {
    if (!maySend(user, address)) return;
    const allowed =
      [...this.everAllowed.get(username)!].some(pattern => like(pattern, address)) ||
      this.ruleSenders.everGave(username, address);
    this.check(
      allowed,
      `${user.name} may send from ${address}, which neither its record nor a rule ever allowed`,
    );
    if (!this.leaseWrittenOver.has(username)) this.checkNoted(username, user, address);
  }

  /** The validator blames nobody for a message that IAM allows. */
  private checkNoted(username: string, { name }: UserState, address: string): void {
    const { PK, SK } = leaseKey(username);
    const senders = readSenderHistory(this.stage.model.dynamodb.get(PK, SK));
    const sentAt = new Date(this.stage.model.time.now()).toISOString();
    const judged = judge(mailFrom(address, username, name, sentAt), { senders, isCurrentUser: true }, [SET]);
    this.check(judged.kind !== "violation", `${username} may send from ${address}, which is not noted`);
  }

  private allow(username: string): void {
    for (const address of allowedAddresses(this.stage.record(username) ?? {}) ?? []) {
      const pattern = parseSenderPattern(String(address), ["company.com"]);
      if (pattern.ok) this.everAllowed.get(username)?.add(pattern.value);
    }
  }

  private checkActive(username: string, key: string): void {
    this.check(
      this.stage.model.ses.accepted.has(key),
      `${username} is active and ${key} has never logged in`,
    );
    const secret = this.keys().find(one => one.id === key)?.secret;
    const known = secret === undefined || deriveSmtpPassword(secret, REGION) === this.password(username);
    this.check(known, `${username} is active and its secret is not that of ${key}`);
  }

  private checkDisabled(username: string, key: string, verified: "disabled" | "denied"): void {
    const refused = verified === "denied" || this.stage.model.ses.refused.has(key);
    this.check(refused, `${username} is disabled and ${key} was never refused`);
    const user = this.stage.users(username).find(one => one.keys.some(({ id }) => id === key));
    if (user === undefined) return;
    const late = this.stage.model.time.running < this.lateUntil;
    const off = late ? isDenied(user) || !hasActiveKey(user) : isOff(user);
    this.check(off, `${username} is disabled and ${user.name} is not`);
  }

  private keys(): KeyState[] {
    return [...this.stage.model.iam.timeline.now.values()].flatMap(user => user.keys);
  }
}

export function isOff(user: UserState): boolean {
  return isDenied(user) && !hasActiveKey(user);
}

function isDenied({ inline }: UserState): boolean {
  return Object.values(inline).some(policy => policy === DENY_POLICY);
}

function hasActiveKey({ keys }: UserState): boolean {
  return keys.some(key => key.active);
}

function mailFrom(address: string, username: string, userName: string, sentAt: string): SentMail {
  return {
    messageId: "1",
    sentAt,
    userName,
    username,
    from: [address],
    fromDomain: undefined,
    source: address,
    configurationSet: SET,
    sourceIp: undefined,
  };
}
