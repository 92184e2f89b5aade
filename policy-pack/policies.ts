import type {
  Policies,
  PolicyResource,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { EXCEPTIONS_SCHEMA } from "./config/exceptions";
import { ExceptionUse } from "./config/exception-use";
import { loadPackConfig, type PackConfig } from "./config/pack-config";
import { fromResourceArgs, fromStackArgs } from "./from-policy-args";
import { formatReport } from "./report/format";
import { costReport } from "./report/report";
import { loadData, type PackData, type Rule, rules, type Rules } from "./rules";

export interface PackOptions {
  readonly data: PackData;
  /** By policy; the caller's exceptions are added to these. */
  readonly exceptions: PackConfig;
  /** yyyy-mm-dd */
  readonly today: string;
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/** Reads the pack's own files; throws on an invalid one, so that the pack does not start with it. */
export function loadOptions(today: string): PackOptions {
  const data = loadData();
  const names = Object.keys(rules(data, today)).map(policyName);
  return { data, exceptions: loadPackConfig(names, today), today };
}

/** The pack's policies, separate from `new PolicyPack`, which starts a server. */
export function createPolicies(options: PackOptions): Policies {
  const named = Object.entries(rules(options.data, options.today)) as [keyof Rules, Rules[keyof Rules]][];
  const use = new ExceptionUse(options.exceptions, options.today);
  const policies = named.map(([key, rule]) => policyOf(policyName(key), rule, use));
  return [...policies, reportPolicy(options, use)]; // last, when it is known which exceptions were used
}

function policyOf(
  name: string,
  rule: Rule,
  use: ExceptionUse,
): ResourceValidationPolicy | StackValidationPolicy {
  const base = {
    name,
    description: rule.description,
    enforcementLevel: "mandatory" as const,
    configSchema: EXCEPTIONS_SCHEMA,
  };
  if ("resource" in rule) {
    return {
      ...base,
      validateResource: (args, report) => {
        const reportIssue = (issue: string) => report(issue, args.urn);
        const exceptions = use.of(name, args.getConfig(), reportIssue, args.type === STACK_TYPE);
        for (const finding of rule.resource(fromResourceArgs(args))) {
          const violation = use.violation(name, exceptions, args, finding);
          if (violation !== undefined) report(violation, args.urn);
        }
      },
    };
  }
  return {
    ...base,
    validateStack: (args, report) => {
      const reportIssue = (issue: string) => report(issue, stackOf(args)?.urn);
      const exceptions = use.of(name, args.getConfig(), reportIssue, true);
      for (const { resource, ...finding } of rule.stack(fromStackArgs(args))) {
        const violation = use.violation(name, exceptions, resource, finding);
        if (violation !== undefined) report(violation, resource.urn);
      }
    },
  };
}

/** `standingCost` is the rule, `standing-cost` the policy. */
function policyName(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** The same table as `npm run cost`, shown in previews. It refuses nothing: the rules above do. */
function reportPolicy({ data }: PackOptions, use: ExceptionUse): StackValidationPolicy {
  return {
    name: "idle-cost-report",
    description: "What the stack costs per month while idle.",
    enforcementLevel: "advisory",
    validateStack: (args, report) => {
      const stack = stackOf(args);
      // `pulumi policy analyze` (3.248) panics on a violation without a resource.
      if (stack === undefined) return;
      const unused = use.unused(args.resources);
      const lines = [
        formatReport(costReport(fromStackArgs(args), data)),
        ...(unused.length === 0 ? [] : ["", "Unused exceptions:", ...unused.map(line => `  ${line}`)]),
      ];
      report(lines.join("\n"), stack.urn);
    },
  };
}

function stackOf({ resources }: StackValidationArgs): PolicyResource | undefined {
  return resources.find(({ type }) => type === STACK_TYPE) ?? resources[0];
}
