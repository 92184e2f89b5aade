import type { ItemKey } from "../../../records/keys";
import { usernameOfOtherLayout } from "../../../records/other-layout";
import { receivingRulesAreOn } from "../../reconciler/settings";
import { type Environment, required } from "../../shared/environment";
import { invokeManager } from "../../shared/invoke-function";
import { changedRules } from "../../shared/rule-records";
import type { Log } from "../../shared/logging/logger";
import { bookSchedule, scheduleSettings } from "../../shared/schedules";
import type { StreamRecord } from "../../shared/stream-records";
import { brief } from "../../shared/words";
import type { DispatcherEnvironment } from "../environment";
import type { DispatcherClients } from "../clients";
import { noteOtherLogins } from "../other-logins";
import { followRules, invokeFor, type RulePorts } from "./follow-rules";
import { compareRules, type UnreadableRule, usernamesOf } from "./known-rules";
import { prepareSearch, searchAgain, searchForRules } from "./search";

/** Asks for receiving rules to be followed: these patterns, or those that a search of the table finds. */
export interface RulesEvent {
  rules?: { patterns?: unknown };
}

/** An invocation of the dispatcher. */
export interface Invocation {
  correlationId: string;
  /** Its own ARN, which wake-ups name; undefined outside of Lambda. */
  functionArn: string | undefined;
  remainingMs(): number;
}

/** Read together; BatchGetItem takes 100 keys. */
const MAX_FOLLOWED_AT_ONCE = 100;

/** How long a sweep searches; the rest is left to events of its own. */
const SEARCH_IN_SWEEP_MS = 20_000;

/** Reserved at the end of an event that searches, for the page that is being followed. */
const CLOSING_MS = 60_000;

/**
 * Everything that the dispatcher does about items of another system: receiving rules, if the settings turn them on, and its
 * logins, which are only noted for the sweep to report.
 */
export class Rules {
  private readonly table: string;
  private readonly isOn: boolean;
  private readonly ports: RulePorts;

  /** @throws Error that names a missing variable */
  constructor(
    private readonly environment: Environment<DispatcherEnvironment>,
    private readonly services: Pick<DispatcherClients, "dynamodb" | "lambda" | "scheduler">,
    private readonly now: () => number,
    private readonly log: Pick<Log, "info" | "warn" | "error">,
  ) {
    const { dynamodb, lambda } = services;
    const manager = required(environment, "MANAGER_FUNCTION_NAME");
    const table = required(environment, "TABLE_NAME");
    this.table = table;
    this.isOn = receivingRulesAreOn(environment);
    this.ports = {
      dynamodb,
      table,
      log,
      usernamesOf: mailboxes => usernamesOf({ dynamodb, table }, mailboxes),
      send: event => invokeManager(lambda, manager, event),
    };
  }

  /** @returns the stream records to deliver again */
  async followStream(records: readonly StreamRecord[]): Promise<string[]> {
    return [...(await this.followRulesOf(records)), ...(await this.noteLoginsOf(records))];
  }

  private async noteLoginsOf(records: readonly StreamRecord[]): Promise<string[]> {
    const about = records.filter(record => usernameOfOtherLayout(keyOf(record)) !== undefined);
    try {
      await noteOtherLogins(
        this.ports,
        about.flatMap(record => usernameOfOtherLayout(keyOf(record)) ?? []),
      );
      return [];
    } catch (error) {
      this.log.error("logins of another system were not noted", { error });
      return about.flatMap(({ dynamodb }) => dynamodb?.SequenceNumber ?? []);
    }
  }

  private async followRulesOf(records: readonly StreamRecord[]): Promise<string[]> {
    const changed = this.isOn ? changedRules(records) : undefined;
    if (changed === undefined) return [];
    const { patterns, sequenceNumbers, eventId = "none" } = changed;
    try {
      await this.follow(patterns, eventId);
      return [];
    } catch (error) {
      const fields = { correlation_id: eventId, patterns: patterns.map(brief), error };
      this.log.error("receiving rules were not followed", fields);
      return sequenceNumbers;
    }
  }

  /** @throws AWS's error: Lambda then retries the event */
  async run({ rules = {} }: RulesEvent, invocation: Invocation): Promise<void> {
    const { patterns } = rules;
    if (Array.isArray(patterns)) {
      if (!this.isOn) return;
      return this.follow(
        patterns.filter(pattern => typeof pattern === "string"),
        invocation.correlationId,
      );
    }
    await prepareSearch(this.searched);
    await this.search(invocation, invocation.remainingMs() - CLOSING_MS);
  }

  /**
   * The part of a sweep: searches the table if that is not done yet, and compares what is known with the rules.
   *
   * @param request `dryRun`: only compare; `searchRules`: search again
   * @returns the rules that give nothing because of how they are written
   */
  async sweep(
    { dryRun, searchRules }: { dryRun: boolean; searchRules: boolean },
    invocation: Invocation,
  ): Promise<UnreadableRule[]> {
    if (!dryRun) {
      const isSearched = await prepareSearch(this.searched);
      if (searchRules) await searchAgain(this.ports);
      if (searchRules || !isSearched) await this.search(invocation, SEARCH_IN_SWEEP_MS);
    }
    if (!this.isOn) return [];
    const { changed, unreadable } = await compareRules(this.ports);
    if (!dryRun) await this.follow(changed, invocation.correlationId);
    return unreadable;
  }

  private get searched() {
    return { ...this.ports, withRules: this.isOn };
  }

  private async follow(patterns: readonly string[], correlationId: string): Promise<void> {
    const different = [...new Set(patterns)];
    for (let start = 0; start < different.length; start += MAX_FOLLOWED_AT_ONCE)
      await followRules(different.slice(start, start + MAX_FOLLOWED_AT_ONCE), correlationId, this.ports);
  }

  private search({ correlationId, functionArn }: Invocation, forMs: number): Promise<void> {
    const { scheduler } = this.services;
    const book = async (atMs: number) => {
      if (functionArn === undefined) return;
      const settings = scheduleSettings(this.environment);
      const event = { rules: {} };
      const booking = { functionArn, event, kind: "sweep", subject: "receiving rules", atMs } as const;
      await bookSchedule(scheduler, settings, booking, this.now());
    };
    return searchForRules(
      {
        ...this.searched,
        noteLogins: usernames => noteOtherLogins(this.ports, usernames),
        follow: patterns => this.follow(patterns, correlationId),
        announce: async () => invokeFor(await usernamesOf(this.ports), correlationId, this.ports),
        book,
        now: this.now,
        sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
      },
      this.now() + forMs,
    );
  }
}

function keyOf({ dynamodb }: StreamRecord): ItemKey {
  return { PK: dynamodb?.Keys?.PK?.S ?? "", SK: dynamodb?.Keys?.SK?.S ?? "" };
}
