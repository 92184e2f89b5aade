import type { Runtimes } from "../catalog/runtimes";
import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { label, type ResourceRule } from "../resource/resource";

const FUNCTION = "aws:lambda/function:Function";

/** Requirements on every function; a value unknown at preview is checked during the update. */
export function functionForm(runtimes: Runtimes, today: string): ResourceRule {
  return resource => {
    if (resource.type !== FUNCTION) return [];
    const { props } = resource;
    const newest = [...runtimes.keys()][0] ?? "";
    const runtime = valueAt(props, "runtime");
    const current = typeof runtime === "string" && (runtimes.get(runtime) ?? "") >= today;
    const issues = [
      isGiven(props, "role") ? "" : "has no role; give it its own role with the permissions it needs",
      isGiven(props, "loggingConfig.logGroup")
        ? ""
        : "logs to a default log group that never expires (0.03 USD per GB-month); create a LogGroup with retentionInDays and set loggingConfig.logGroup to it",
      isOneOf(valueAt(props, "tracingConfig.mode"), ["Active", "PassThrough"])
        ? ""
        : 'does not say whether it is traced; set tracingConfig.mode to "Active", or to "PassThrough" to record no traces',
      runtime === UNKNOWN || current
        ? ""
        : `${typeof runtime === "string" ? `uses the runtime ${runtime}, which is not current` : "has no runtime"}; set runtime to "${newest}"`,
      is(valueAt(props, "architectures[]"), "arm64")
        ? ""
        : 'does not run on arm64, which costs 20% less per GB-second; set architectures to ["arm64"]',
      isGiven(props, "vpcConfig")
        ? "runs in a VPC, where reaching AWS takes endpoints or a NAT gateway (at least $7.30 per month); remove vpcConfig"
        : "",
    ];
    return issues.filter(issue => issue !== "").map(issue => ({ message: `${label(resource)}: ${issue}.` }));
  };
}

function is(value: unknown, wanted: string): boolean {
  return isOneOf(value, [wanted]);
}

function isOneOf(value: unknown, wanted: readonly string[]): boolean {
  return value === UNKNOWN || wanted.some(each => each === value);
}
