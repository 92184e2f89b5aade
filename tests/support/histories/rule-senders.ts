import { unmarshall } from "@aws-sdk/util-dynamodb";
import { allowedAddresses } from "../../../handlers/reconciler/addresses";
import type { MailboxRules } from "../../../handlers/reconciler/receiving-rules/mailbox-rules";
import { mailboxOf } from "../../../handlers/reconciler/receiving-rules/of-record";
import { parseSenderPattern } from "../../../handlers/shared/sender-pattern";
import { readRule, ruleKey } from "../../../records/receiving-rules";
import { like, maySend } from "../aws-model/ses";
import { mailboxRules } from "../receiving-rules/policy-of";
import { READINGS, receiversOf, type StoredRule } from "../receiving-rules/receiving-system";
import type { Stage } from "../reconciler/stage";
import { USERNAMES } from "./moves";
import { PATTERNS } from "./rule-changes";

/** Senders that are tried. */
export const PROBES = [
  "a@company.com",
  "b@company.com",
  "b+news@company.com",
  "b@mail.company.com",
  "x@company.com",
  "X@company.com",
  "x@notcompany.com",
  "a@elsewhere.org",
];

/** What receiving rules give to logins, by a model of the receiving system that shares nothing with the code that reads them. */
export class RuleSenders {
  /**
   * The mailboxes that each record has named, and the addresses that some rule has forwarded to each mailbox: that another
   * rule is for an address is known only once the stream has reported it.
   */
  private readonly named = new Map<string, Set<string>>(USERNAMES.map(name => [name, new Set()]));
  private readonly got = new Map<string, Set<string>>();

  constructor(private readonly stage: Stage) {}

  /** An administrator has written a record or a rule. */
  written(): void {
    const rules = this.rules();
    for (const username of USERNAMES) {
      const mailbox = this.mailboxOf(username);
      if (mailbox !== undefined) this.named.get(username)?.add(mailbox);
    }
    for (const [pattern, { enabled, forwardsTo }] of rules)
      for (const mailbox of enabled ? forwardsTo : [])
        for (const address of PROBES.filter(probe => like(pattern, probe)))
          this.got.set(mailbox, (this.got.get(mailbox) ?? new Set()).add(address));
  }

  /** Whether a rule has once given an address to a mailbox that its record has named at some time. */
  everGave(username: string, address: string): boolean {
    return [...(this.named.get(username) ?? [])].some(mailbox => this.got.get(mailbox)?.has(address));
  }

  /** What the rules say about the mailbox that a record names; undefined if it names none. */
  of(username: string): MailboxRules | undefined {
    const mailbox = this.mailboxOf(username);
    return mailbox === undefined ? undefined : mailboxRules(mailbox, this.rules());
  }

  /**
   * Nobody may send from an address that neither the record's list allows nor its mailbox gets mail for, however the
   * receiving system may read its rules.
   *
   * @returns what is wrong; undefined if nothing is
   */
  problem(username: string): string | undefined {
    const rules = this.rules();
    const mailbox = this.mailboxOf(username);
    const list = this.list(username);
    const isGiven = (address: string) =>
      mailbox !== undefined &&
      READINGS.every(reading => receiversOf(address, rules, reading).includes(mailbox));
    for (const user of this.stage.users(username))
      for (const address of PROBES)
        if (maySend(user, address) && !list.some(pattern => like(pattern, address)) && !isGiven(address))
          return `${username} may send from ${address}, whose mail goes to somebody else`;
    return undefined;
  }

  private mailboxOf(username: string): string | undefined {
    return mailboxOf({ attributes: this.stage.record(username) ?? {} });
  }

  private list(username: string): string[] {
    const addresses = allowedAddresses(this.stage.record(username) ?? {}) ?? [];
    const parsed = addresses.map(address => parseSenderPattern(String(address), ["company.com"]));
    return parsed.flatMap(pattern => (pattern.ok ? [pattern.value] : []));
  }

  /** A rule that cannot be read exists and gives nothing. */
  private rules(): Map<string, StoredRule> {
    return new Map(
      PATTERNS.flatMap(pattern => {
        const { PK, SK } = ruleKey(pattern);
        const item = this.stage.model.dynamodb.get(PK, SK);
        if (item === undefined) return [];
        const read = readRule(pattern, unmarshall(item));
        const rule = "rule" in read ? read.rule : { enabled: false, targets: [] };
        return [[pattern, { enabled: rule.enabled, forwardsTo: rule.targets }] as const];
      }),
    );
  }
}
