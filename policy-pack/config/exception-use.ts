import { unitPrice } from "../../cost/item";
import { type Finding, label, type Resource } from "../resource/resource";
import { ConfigError, covers, type Exception, readExceptions } from "./exceptions";
import type { PackConfig } from "./pack-config";

type Named = Pick<Resource, "type" | "name">;

/** An exception, and whether anything was refused that it names. */
interface Use {
  readonly policy: string;
  readonly exception: Exception;
  matched: boolean;
}

/** The exceptions of a run: the pack's own, and those that the caller gives. */
export class ExceptionUse {
  private readonly uses = new Map<string, Use>();
  private readonly told = new Set<string>();

  constructor(
    private readonly own: PackConfig,
    private readonly today: string,
  ) {
    for (const [policy, exceptions] of Object.entries(own)) this.note(policy, exceptions);
  }

  /**
   * The exceptions of a policy. Faults in the caller's are reported like what the policy refuses, because an error
   * is shown with the SDK's stack and leaves the pack with a tick; and once, because every resource asks anew.
   *
   * @param again report also what was reported before: at the stack, of which every operation has one
   */
  of(policy: string, config: unknown, report: (fault: string) => void, again: boolean): readonly Exception[] {
    const own = this.own[policy] ?? [];
    try {
      const given = readExceptions(config, policy, this.today);
      this.note(policy, given);
      return [...own, ...given];
    } catch (fault) {
      if (!(fault instanceof ConfigError)) throw fault;
      if (again || !this.told.has(policy)) report(fault.message);
      this.told.add(policy);
      return own; // those with a fault hold for nothing
    }
  }

  /** What is refused in spite of the exceptions, with the reason why none holds; undefined where one does. */
  refusal(
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
      const most = Math.max(...named.map(({ maximumUsdPerMonth }) => maximumUsdPerMonth));
      return `${finding.message} Its exception allows at most $${unitPrice(most)} a month.`;
    }
    if (ofType.length === 0) return finding.message;
    return `${finding.message} Exceptions of ${policy} for this type name ${quoted(ofType)} instead.`;
  }

  /** The exceptions of which the policies met nothing, a line each. */
  unused(resources: readonly Named[]): string[] {
    return [...this.uses.values()]
      .filter(({ matched }) => !matched)
      .map(({ policy, exception }) => `${policy}: ${label(exception)}: ${reason(exception, resources)}`);
  }

  private note(policy: string, exceptions: readonly Exception[]): void {
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
    return "this policy refuses nothing of it; remove the exception";
  return `the stack has none of this name, but ${quoted(ofType)}`;
}

function quoted(all: readonly Named[]): string {
  return [...new Set(all.map(({ name }) => `"${name}"`))].sort().join(", ");
}
