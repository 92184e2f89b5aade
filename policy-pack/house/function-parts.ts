import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { ofType, referred } from "../resource/references";
import { label, type StackFinding, type StackResource, type StackRule } from "../resource/resource";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Every function has a role and a log group in this stack, and shares neither. */
export const functionParts: StackRule = resources => {
  const functions = ofType(resources, "aws:lambda/function:Function");
  const groups = ofType(resources, LOG_GROUP);
  const owners = new Map<StackResource, StackResource>();
  return functions.flatMap(fn => [
    ...(isGiven(fn.props, "role") ? roleFindings(fn, owners, resources) : []),
    ...(isGiven(fn.props, "loggingConfig.logGroup") ? logFindings(fn, groups, resources) : []),
  ]);
};

/** @param owners of roles; this function's is added */
function roleFindings(
  fn: StackResource,
  owners: Map<StackResource, StackResource>,
  all: readonly StackResource[],
): StackFinding[] {
  const role = ofType(referred(fn, "role", all), "aws:iam/role:Role")[0];
  if (role === undefined)
    return [
      {
        resource: fn,
        message: `${label(fn)}: its role is not part of this stack, so its permissions cannot be checked; create a role for it.`,
      },
    ];
  const first = owners.get(role);
  if (first !== undefined)
    return [
      {
        resource: fn,
        message: `${label(fn)}: shares its role with "${first.name}", so each gets the permissions of the other; create a role for it.`,
      },
    ];
  owners.set(role, fn);
  return [];
}

function logFindings(
  fn: StackResource,
  groups: readonly StackResource[],
  all: readonly StackResource[],
): StackFinding[] {
  const name = valueAt(fn.props, "loggingConfig.logGroup");
  const named = name !== UNKNOWN && groups.some(group => group.props["name"] === name);
  if (named || ofType(referred(fn, "loggingConfig", all), LOG_GROUP).length > 0) return [];
  return [
    {
      resource: fn,
      message: `${label(fn)}: its log group is not part of this stack, so its retention is unknown and its logs may cost 0.03 USD per GB-month indefinitely; create a LogGroup with retentionInDays.`,
    },
  ];
}
