import type {
  Policies,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { covers, type Exception, EXCEPTIONS_SCHEMA, readExceptions } from "./config/exceptions";
import { loadPackConfig, type PackConfig } from "./config/pack-config";
import { fromResourceArgs, fromStackArgs } from "./from-policy-args";
import type { Finding, Resource } from "./resource/resource";
import { costReport } from "./report/report";
import { formatReport } from "./report/format";
import { loadData, type PackData, rules, type Rules } from "./rules";

export interface PackOptions {
  readonly data: PackData;
  /** By policy; the caller's own come on top. */
  readonly exceptions: PackConfig;
  /** yyyy-mm-dd */
  readonly today: string;
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/** Reads the pack's own files; throws where one cannot be used, so that the pack does not start with it. */
export function loadOptions(today: string): PackOptions {
  const data = loadData();
  const names = Object.keys(rules(data, today)).map(policyName);
  return { data, exceptions: loadPackConfig(names, today), today };
}

/** The pack's policies, apart from `new PolicyPack`, which starts a server. */
export function createPolicies(options: PackOptions): Policies {
  const named = Object.entries(rules(options.data, options.today)) as [keyof Rules, Rules[keyof Rules]][];
  const policies = named.map(([key, rule]): ResourceValidationPolicy | StackValidationPolicy => {
    const base = {
      name: policyName(key),
      description: rule.description,
      enforcementLevel: "mandatory" as const,
      configSchema: EXCEPTIONS_SCHEMA,
    };
    return "resource" in rule
      ? {
          ...base,
          validateResource: (args, report) => {
            reportUncovered(
              rule.resource(fromResourceArgs(args)).map(finding => ({ ...finding, resource: args })),
              exceptionsFor(base.name, args, options),
              report,
            );
          },
        }
      : {
          ...base,
          validateStack: (args, report) => {
            reportUncovered(rule.stack(fromStackArgs(args)), exceptionsFor(base.name, args, options), report);
          },
        };
  });
  return [...policies, reportPolicy(options)];
}

/** `standingCost` is the rule, `standing-cost` the policy. */
export function policyName(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** The same table as `npm run cost`, for whoever previews. It refuses nothing: the rules above do. */
function reportPolicy({ data }: PackOptions): StackValidationPolicy {
  return {
    name: "idle-cost-report",
    description: "What the stack costs a month while nothing happens.",
    enforcementLevel: "advisory",
    validateStack: (args, report) => {
      const stack = args.resources.find(({ type }) => type === STACK_TYPE) ?? args.resources[0];
      // `pulumi policy analyze` (3.248) panics on what is reported of no resource.
      if (stack !== undefined) report(formatReport(costReport(fromStackArgs(args), data)), stack.urn);
    },
  };
}

function exceptionsFor(
  policy: string,
  args: Pick<ResourceValidationArgs | StackValidationArgs, "getConfig">,
  { exceptions, today }: PackOptions,
): readonly Exception[] {
  return [...(exceptions[policy] ?? []), ...readExceptions(args.getConfig(), policy, today)];
}

function reportUncovered(
  findings: readonly (Finding & { readonly resource: Pick<Resource, "type" | "name" | "urn"> })[],
  exceptions: readonly Exception[],
  report: (message: string, urn?: string) => void,
): void {
  for (const { resource, ...finding } of findings) {
    if (!exceptions.some(exception => covers(exception, resource, finding)))
      report(finding.message, resource.urn);
  }
}
