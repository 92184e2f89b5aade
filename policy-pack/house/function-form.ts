import type { Runtimes } from "../catalogue/runtimes";
import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { label, type ResourceRule } from "../resource/resource";

const FUNCTION = "aws:lambda/function:Function";

/** What every function says of itself; a value not known at preview is judged during the update. */
export function functionForm(runtimes: Runtimes, today: string): ResourceRule {
  return resource => {
    if (resource.type !== FUNCTION) return [];
    const { props } = resource;
    const newest = [...runtimes.keys()][0] ?? "";
    const runtime = valueAt(props, "runtime");
    const current = typeof runtime === "string" && (runtimes.get(runtime) ?? "") >= today;
    const faults = [
      isGiven(props, "role") ? "" : "has no role of its own; make one with what it may do",
      isGiven(props, "loggingConfig.logGroup")
        ? ""
        : "logs to a group that nobody made, which never expires (0.03 USD per GB-month); make a LogGroup with retentionInDays and name it in loggingConfig.logGroup",
      is(valueAt(props, "tracingConfig.mode"), "Active")
        ? ""
        : 'is not traced; set tracingConfig.mode to "Active"',
      runtime === UNKNOWN || current
        ? ""
        : `runs on ${typeof runtime === "string" ? runtime : "no runtime"}, which is not current; set runtime to "${newest}"`,
      is(valueAt(props, "architectures[]"), "arm64")
        ? ""
        : 'is not on arm64, which costs a fifth less a GB-second; set architectures to ["arm64"]',
      isGiven(props, "vpcConfig")
        ? "is in a VPC, from where AWS is reached through endpoints or a NAT at $7.30 a month and more; leave vpcConfig out"
        : "",
    ];
    return faults.filter(fault => fault !== "").map(fault => ({ message: `${label(resource)}: ${fault}.` }));
  };
}

function is(value: unknown, wanted: string): boolean {
  return value === UNKNOWN || value === wanted;
}
