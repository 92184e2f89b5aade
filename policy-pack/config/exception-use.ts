import { unitPrice } from "../report/item";
import { type Finding, label, type Resource } from "../resource/resource";
import { ConfigError, covers, type Exception, readExceptions } from "./exceptions";
import type { PackConfig } from "./pack-config";

type Named = Pick<Resource, "type" | "name">;

/** An exception, and whether any finding was about the resource it names. */
interface Use {
  readonly policy: string;
  readonly exception: Exception;
  matched: boolean;
}

/** The exceptions that apply to a run: the pack's own, and those the caller passes. */
export class ExceptionUse {
  private readonly uses = new Map<string, Use>();
  private readonly reported = new Set<string>();

  constructor(
    private readonly own: PackConfig,
    private readonly today: string,
  ) {
    for (const [policy, exceptions] of Object.entries(own)) this.add(policy, exceptions);
  }

  /**
   * The exceptions to a policy. Issues in the caller's are reported as violations, because a thrown error is shown
   * with the SDK's stack trace while the pack itself is displayed as passed; and only once, because the SDK passes
   * the configuration again with every resource.
   *
   * @param again report even what was reported before: used for the stack resource, which every operation has
   */
  of(policy: string, config: unknown, report: (issue: string) => void, again: boolean): readonly Exception[] {
    const own = this.own[policy] ?? [];
    try {
      const given = readExceptions(config, policy, this.today);
      this.add(policy, given);
      return [...own, ...given];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      if (again || !this.reported.has(policy)) report(error.message);
      this.reported.add(policy);
      return own; // the caller's exceptions do not apply
    }
  }

  /** The violation to report, with why no exception applies; undefined where one does. */
  violation(
    policy: string,
    exceptions: readonly Exception[],
    resource: Named,
    finding: Finding,
  ): string | undefined {
    const ofType = exceptions.filter(({ type }) => type === resource.type);
    const named = ofType.filter(({ name }) => name === resource.name);
    for (const exception of named) {
      const use = this.uses.get(keyOf(policy, exception));
      if (use !== undefined) use.matched = true;
    }
    if (named.some(exception => covers(exception, resource, finding))) return undefined;
    if (named.length > 0) {
      const max = Math.max(...named.map(({ maximumUsdPerMonth }) => maximumUsdPerMonth));
      return `${finding.message} Its exception allows at most $${unitPrice(max)} per month.`;
    }
    if (ofType.length === 0) return finding.message;
    return `${finding.message} The exceptions to ${policy} for this type are for ${quoted(ofType)}.`;
  }

  /** The exceptions no finding needed, one line each. */
  unused(resources: readonly Named[]): string[] {
    return [...this.uses.values()]
      .filter(({ matched }) => !matched)
      .map(({ policy, exception }) => `${policy}: ${label(exception)}: ${reason(exception, resources)}`);
  }

  private add(policy: string, exceptions: readonly Exception[]): void {
    for (const exception of exceptions) {
      const key = keyOf(policy, exception);
      if (!this.uses.has(key)) this.uses.set(key, { policy, exception, matched: false });
    }
  }
}

function keyOf(policy: string, { type, name }: Exception): string {
  return JSON.stringify([policy, type, name]);
}

function reason({ type, name }: Exception, resources: readonly Named[]): string {
  const ofType = resources.filter(resource => resource.type === type);
  if (ofType.length === 0) return "the stack has no resource of this type";
  if (ofType.some(resource => resource.name === name))
    return "this policy reports nothing for it; remove the exception";
  return `no resource of this type has that name; the stack has ${quoted(ofType)}`;
}

function quoted(all: readonly Named[]): string {
  return [...new Set(all.map(({ name }) => `"${name}"`))].sort().join(", ");
}
