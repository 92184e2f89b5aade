import { allowedAddresses } from "../../../handlers/reconciler/addresses";
import { DENY_POLICY } from "../../../handlers/reconciler/policy";
import { USER_POLICY_NAME } from "../../../handlers/shared/iam-names";
import { parseSenderPattern } from "../../../handlers/shared/sender-pattern";
import type { UserState } from "../aws-model/iam-state";
import type { Call } from "../aws-model/process";
import type { Stage } from "../reconciler/stage";
import { type ChangeName, USERNAMES } from "./moves";

/** After a request to stop a login, a call that was late may stop it once more. */
const QUIET_MS = 300_000;

/** What an administrator can write while a login that was handed out goes on working. */
const HARMLESS: readonly ChangeName[] = [
  "put pending",
  "put pending with two addresses",
  "put with a string set",
  "allow a@company.com",
  "allow b@company.com",
  "set pending",
  "set active",
  "damage the secret",
  "copy the secret of jane",
  "request a rotation",
  "request a rotation in the future",
  "rotate every three days",
  "rotate every ninety",
  "rotate as the stack says",
  "have a grace of six hours",
];

/** The logins that were handed out: published as active. At each moment of a rotation one of them works. */
export class HandedOut {
  private readonly keys = new Map<string, Set<string>>();
  private readonly stoppedAt = new Map<string, number>();
  private readonly working = new Set<string>();
  private readonly denied = new Set<string>();

  constructor(private readonly stage: Stage) {}

  /** The manager has published a login. */
  published(username: string, key: string): void {
    const keys = this.keys.get(username) ?? new Set();
    this.keys.set(username, keys.add(key));
    const sinceStopMs = this.stage.model.time.running - (this.stoppedAt.get(username) ?? -Infinity);
    if (sinceStopMs > QUIET_MS) this.working.add(username);
  }

  /** The manager has published that a login failed, or is disabled. */
  ended(username: string): void {
    this.working.delete(username);
  }

  written(username: string, change: ChangeName): void {
    if (HARMLESS.includes(change) || (change.startsWith("save") && this.asksForLogin(username))) return;
    this.stopped(username);
  }

  /** Whether a record that was overwritten by an older copy of itself still asks for the login. */
  private asksForLogin(username: string): boolean {
    const { status, allowed_from_addresses, valid_until, compromised_at } = this.stage.record(username) ?? {};
    const usable = allowedAddresses({ allowed_from_addresses })?.some(
      address => parseSenderPattern(String(address), ["company.com"]).ok,
    );
    const on = status === "active" || status === "pending";
    return on && usable === true && valid_until === undefined && compromised_at === undefined;
  }

  /** Somebody may have stopped a login, by whatever means. */
  stopped(username: string): void {
    this.working.delete(username);
    this.stoppedAt.set(username, this.stage.model.time.running);
  }

  /** AWS has denied a call. A run stops a login that it cannot make what its record asks for, and then says so. */
  callDenied({ service, input }: Call): void {
    const text = JSON.stringify(input);
    for (const username of USERNAMES)
      if (service === "smtp" || text.includes(username)) this.denied.add(username);
  }

  /** A run has done all there was to do, and no other is at work: what was denied before is no excuse anymore. */
  settled(username: string): void {
    this.denied.delete(username);
  }

  /** @returns what is wrong; undefined if nothing is */
  problem(username: string): string | undefined {
    if (!this.working.has(username) || this.denied.has(username)) return undefined;
    const keys = this.keys.get(username) ?? new Set();
    const works = new Set(this.stage.users(username).flatMap(workingKeys));
    if (![...keys].some(key => works.has(key))) return `${username}: no login that was handed out works`;
    const { previous_smtp_username: previous, previous_until: until } = this.stage.record(username) ?? {};
    const inGrace = previous !== undefined && Date.parse(String(until)) > this.stage.model.time.now();
    if (inGrace && !works.has(previous as string))
      return `${username}: ${previous as string} does not work, and its grace ends at ${String(until)}`;
    return undefined;
  }
}

function workingKeys({ inline, keys }: UserState): string[] {
  if (inline[USER_POLICY_NAME] === undefined || inline[USER_POLICY_NAME] === DENY_POLICY) return [];
  return keys.filter(({ active }) => active).map(({ id }) => id);
}
