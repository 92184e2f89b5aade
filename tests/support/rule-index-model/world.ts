import { marshall } from "@aws-sdk/util-dynamodb";
import { followRules } from "../../../handlers/record-dispatcher/rules/follow-rules";
import { MailboxReader } from "../../../handlers/reconciler/receiving-rules/mailbox-reader";
import { givenSenders } from "../../../handlers/reconciler/receiving-rules/senders";
import { DynamoDbModel } from "../aws-model/dynamodb";
import { NO_LOG } from "../logging/no-log";
import { SETTINGS } from "../receiving-rules/policy-of";
import { forwardsTo, ruleItem } from "../receiving-rules/rule-items";

/** The mailboxes that a rule forwards to; undefined if there is no rule. */
export type RuleState = readonly string[] | undefined;

/** What happens to one rule, whose domain's other mail goes to A. */
export interface Scenario {
  name: string;
  /** The rule before anything is known of it. */
  before: RuleState;
  /** Written one after the other; the stream reports each at any later time, to functions that run side by side. */
  writes: readonly RuleState[];
  /** Whether a search of the table follows it too. */
  search: boolean;
  /** How many of the functions die after any of their calls; the stream delivers their event again. */
  deaths: number;
}

export const A = "a@gmail.com";
export const B = "b@gmail.com";
const PATTERN = "bob@company.com";
const REST = "*@company.com";
const TABLE = "mail";
/** A login for each mailbox, by its name. */
const LOGINS = [A, B];

/** A function that follows the rule, stopped before its next call. */
interface Follower {
  name: string;
  tries: number;
  /** Its calls that were not carried out yet; empty if it has ended. */
  calls: (() => void)[];
  /** What it knows: the answers that it got. */
  answers: string[];
  died: boolean;
}

/** A command of the SDK. */
interface Command {
  constructor: { name: string };
  input: unknown;
}

function operationOf(command: Command): string {
  return command.constructor.name.replace(/Command$/, "");
}

/** One thing that can happen next. */
export interface Choice {
  name: string;
  take(): void;
}

/** The real code on a model of the table, one call at a time, in an order that somebody else chooses. */
export class World {
  private readonly table = new DynamoDbModel(TABLE);
  private readonly followers: Follower[] = [];
  private readonly policies = new Map<string, string>();
  /** Logins that the manager was invoked for. It runs at once: later, it would read nothing older. */
  private readonly invoked: string[] = [];
  private written = 0;
  private reported = 0;
  private deaths: number;

  /** @param sameToken breaks the protocol: nobody notices that somebody else has looked */
  constructor(
    private readonly scenario: Scenario,
    private readonly sameToken: boolean,
  ) {
    this.deaths = scenario.deaths;
    this.table.put(marshall(ruleItem(REST, forwardsTo(A))));
    const known = { PK: "RECEIVING_RULE", SK: `company.com#${REST}`, mailboxes: new Set([A]) };
    this.table.put(marshall(known));
    this.table.put(marshall({ PK: `MAILBOX#${A}`, SK: `ROUTE#${REST}` }));
    this.table.put(
      marshall({ PK: "RECEIVING_RULE_SCAN", SK: "STATE", completed_at: "2026-01-01T00:00:00Z" }),
    );
    this.write(scenario.before);
    if (scenario.search) this.follow("search");
  }

  choices(): Choice[] {
    const { scenario, followers } = this;
    const write = this.written < scenario.writes.length;
    return [
      ...(write
        ? [{ name: `rule ${this.written + 1}`, take: () => this.write(scenario.writes[this.written++]) }]
        : []),
      ...(this.reported < this.written
        ? [{ name: `report ${this.reported + 1}`, take: () => this.follow(`event ${++this.reported}`) }]
        : []),
      ...followers.flatMap(follower => this.choicesOf(follower)),
    ];
  }

  /** Everything that decides what can happen from here on. */
  state(): string {
    const items = this.table
      .all()
      .map(item => JSON.stringify(item))
      .sort();
    const followers = this.followers.map(({ name, calls, answers }) => [name, calls.length, answers]);
    const policies = [...this.policies].sort();
    return JSON.stringify([this.written, this.reported, this.deaths, items, followers, policies]);
  }

  /** Lets what was chosen take effect: functions go on to their next call, and managers run. */
  async settle(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    for (const username of this.invoked.splice(0)) await this.reconcile(username);
  }

  /** Once nothing can happen anymore. @returns what is wrong */
  wrongEnd(): string | undefined {
    const rule = this.table.get(`ROUTE#${PATTERN}`, "RULE#v1");
    const last =
      this.scenario.writes.at(-1) ?? (this.scenario.writes.length === 0 ? this.scenario.before : undefined);
    for (const mailbox of LOGINS) {
      const senders = [...(last?.includes(mailbox) ? [PATTERN] : []), ...(mailbox === A ? [REST] : [])];
      const except = mailbox === A && rule !== undefined ? ["bob+*@*", "bob@*"] : [];
      const policy = this.policies.get(mailbox) ?? JSON.stringify({ senders: [], except: [] });
      if (policy !== JSON.stringify({ senders, except }))
        return `${mailbox} has ${policy}, and the rule forwards to ${String(last)}`;
      const indexed = this.table.get(`MAILBOX#${mailbox}`, `ROUTE#${PATTERN}`) !== undefined;
      if (indexed !== (last?.includes(mailbox) === true)) return `the index of ${mailbox} is wrong`;
    }
    const known = this.table.get("RECEIVING_RULE", `company.com#${PATTERN}`) !== undefined;
    return known === (rule !== undefined) ? undefined : "the index of rules is wrong";
  }

  private write(state: RuleState): void {
    if (state === undefined) this.table.delete(`ROUTE#${PATTERN}`, "RULE#v1");
    else this.table.put(marshall(ruleItem(PATTERN, forwardsTo(...state))));
  }

  private choicesOf(follower: Follower): Choice[] {
    const { name, calls } = follower;
    if (calls.length === 0) return [];
    const dies: Choice = {
      name: `${name} dies`,
      take: () => {
        this.deaths--;
        follower.died = true;
        this.start(follower);
      },
    };
    return [
      ...calls.map((_, index) => ({ name, take: () => follower.calls.splice(index, 1)[0]?.() })),
      ...(this.deaths > 0 ? [dies] : []),
    ];
  }

  private follow(name: string): void {
    const follower: Follower = { name, tries: 0, calls: [], answers: [], died: false };
    this.followers.push(follower);
    this.start(follower);
  }

  private start(follower: Follower): void {
    const life = ++follower.tries;
    follower.answers = [];
    follower.calls = [];
    const call = <T>(act: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        if (life !== follower.tries) return; // it has died
        follower.calls.push(() => {
          try {
            const answer = act();
            follower.answers.push(JSON.stringify(answer));
            resolve(answer);
          } catch (error) {
            follower.answers.push(String(error));
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
    const send = (command: Command) => {
      const act = () => this.table.call(operationOf(command), command.input);
      // Whether it reads the rest of the domain's rule earlier or later makes no difference: nobody writes that.
      // What it knew before, it no longer uses: it has begun again.
      if (JSON.stringify(command.input).includes("SET touched_by")) follower.answers = [];
      const isQuiet = JSON.stringify(command.input).includes(`#${REST}`);
      return isQuiet ? Promise.resolve(act()) : call(act);
    };
    void followRules([PATTERN], "test", {
      dynamodb: { send },
      table: TABLE,
      usernamesOf: mailboxes => Promise.resolve(LOGINS.filter(login => mailboxes.has(login))),
      send: ({ usernames }) => Promise.resolve(void this.invoked.push(...usernames)),
      log: NO_LOG,
      newToken: () => (this.sameToken ? "same" : follower.name),
    }).catch(() => {
      if (life === follower.tries) this.start(follower); // delivered again
    });
  }

  /** The manager's part: reads the rules of a login's mailbox, and replaces its policy. */
  private async reconcile(mailbox: string): Promise<void> {
    const send = (command: Command) => Promise.resolve(this.table.call(operationOf(command), command.input));
    const reader = new MailboxReader({ send }, TABLE);
    const { senders, except } = givenSenders(await reader.read(mailbox), [], SETTINGS);
    this.policies.set(mailbox, JSON.stringify({ senders, except }));
  }
}
