import { isEmpty, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import type { Properties, Resource } from "../resource/resource";
import { isAccount, isSourceArn } from "./conditions";

interface PermissionType {
  /** Inputs that limit a service to a source, with the values they accept. */
  readonly sources: Readonly<Record<string, (value: string) => boolean>>;
  readonly actions: readonly string[];
}

/** Resources that let others in by inputs of their own instead of a policy. */
const PERMISSIONS: Readonly<Record<string, PermissionType>> = {
  "aws:lambda/permission:Permission": {
    sources: { sourceArn: isSourceArn, sourceAccount: isAccount },
    actions: ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"],
  },
  "aws:lambda/layerVersionPermission:LayerVersionPermission": {
    sources: {},
    actions: ["lambda:GetLayerVersion"],
  },
  "aws:cloudwatch/eventPermission:EventPermission": { sources: {}, actions: ["events:PutEvents"] },
};

/** Accounts and roles act for themselves and need no source; whether the account is ours, the whole stack shows. */
export function permissionIssues({ type, props }: Resource): string[] {
  const permission = PERMISSIONS[type];
  if (permission === undefined) return [];
  const { principal, action, functionUrlAuthType } = props;
  const actionIssue =
    action === undefined || action === UNKNOWN || permission.actions.includes(action as string)
      ? []
      : [`allows ${JSON.stringify(action)}; allow ${permission.actions.join(" or ")} only`];
  const urlIssue =
    functionUrlAuthType === "NONE"
      ? ['opens the function\'s URL to everyone; set functionUrlAuthType to "AWS_IAM"']
      : [];
  return [...actionIssue, ...urlIssue, ...principalIssue(principal, props, permission)];
}

function principalIssue(principal: unknown, props: Properties, { sources }: PermissionType): string[] {
  if (principal === UNKNOWN) return [];
  const who = String(principal);
  if (isAccount(who) || /^arn:aws[a-z-]*:iam::\d{12}:[^*?$]+$/.test(who)) return [];
  if (!/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(who))
    return [`allows ${who === "*" ? "everyone" : who}; name a service, or a role of this account`];
  const given = Object.entries(sources).filter(([source]) => !isEmpty(valueAt(props, source)));
  const isLimited = given.some(([source, accepts]) => {
    const value = valueAt(props, source);
    return value === UNKNOWN || (typeof value === "string" && accepts(value));
  });
  if (isLimited) return [];
  const [first] = Object.keys(sources);
  if (first === undefined) return [`allows ${who}, which cannot be limited to a source; name an account`];
  const [[source] = [first]] = given;
  return given.length === 0
    ? [`allows ${who} from any account; set ${first}`]
    : [
        `allows ${who} from ${String(valueAt(props, source))}, which is a pattern; set ${source} to an exact value`,
      ];
}
