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
import { costReport } from "../cost/report";
import { formatReport } from "../cost/format";
import { loadData, type PackData, type Rule, rules, type Rules } from "./rules";

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
  const use = new ExceptionUse(options.exceptions, options.today);
  const policies = named.map(([key, rule]) => policyOf(policyName(key), rule, use));
  return [...policies, reportPolicy(options, use)]; // last: by then it is known which exceptions were used
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
        const tell = (fault: string) => report(fault, args.urn);
        const exceptions = use.of(name, args.getConfig(), tell, args.type === STACK_TYPE);
        for (const finding of rule.resource(fromResourceArgs(args))) {
          const refusal = use.refusal(name, exceptions, args, finding);
          if (refusal !== undefined) report(refusal, args.urn);
        }
      },
    };
  }
  return {
    ...base,
    validateStack: (args, report) => {
      const tell = (fault: string) => report(fault, stackOf(args)?.urn);
      const exceptions = use.of(name, args.getConfig(), tell, true);
      for (const { resource, ...finding } of rule.stack(fromStackArgs(args))) {
        const refusal = use.refusal(name, exceptions, resource, finding);
        if (refusal !== undefined) report(refusal, resource.urn);
      }
    },
  };
}

/** `standingCost` is the rule, `standing-cost` the policy. */
export function policyName(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** The same table as `npm run cost`, for whoever previews. It refuses nothing: the rules above do. */
function reportPolicy({ data }: PackOptions, use: ExceptionUse): StackValidationPolicy {
  return {
    name: "idle-cost-report",
    description: "What the stack costs a month while nothing happens.",
    enforcementLevel: "advisory",
    validateStack: (args, report) => {
      const stack = stackOf(args);
      // `pulumi policy analyze` (3.248) panics on what is reported of no resource.
      if (stack === undefined) return;
      const unused = use.unused(args.resources);
      const lines = [
        formatReport(costReport(fromStackArgs(args), data)),
        ...(unused.length === 0
          ? []
          : ["", "Exceptions that nothing needs:", ...unused.map(line => `  ${line}`)]),
      ];
      report(lines.join("\n"), stack.urn);
    },
  };
}

function stackOf({ resources }: StackValidationArgs): PolicyResource | undefined {
  return resources.find(({ type }) => type === STACK_TYPE) ?? resources[0];
}
