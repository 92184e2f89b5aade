/** What the dashboards show: names that are known once the resources exist. */
export interface DashboardParts {
  readonly stack: string;
  readonly region: string;
  readonly console: ConsoleLinks;
  readonly functions: readonly FunctionParts[];
  readonly deadLetterQueueName: string;
  readonly parkedQueueName: string;
  /** The share of SES's quota for 24 hours from which administrators get an alert. */
  readonly quotaAlert: number;
}

interface FunctionParts {
  /** Such as `smtp-credential-manager`. */
  readonly name: string;
  /** With Pulumi's suffix. */
  readonly functionName: string;
  readonly logGroupName: string;
}

/** @throws Error if the stack has no such function */
export function logGroupOf({ functions }: DashboardParts, name: string): string {
  const found = functions.find(each => each.name === name);
  if (found === undefined) throw new Error(`The stack has no function ${name}.`);
  return found.logGroupName;
}

export type DashboardKind = "credentials" | "sending" | "system";

/** Dashboards are the account's and not a region's, so the name has both. */
export function dashboardName(stack: string, region: string, kind: DashboardKind): string {
  return `ses-smtp-${stack}-${region}-${kind}`;
}

/** Addresses of pages in the AWS console. */
export interface ConsoleLinks {
  dashboard(kind: DashboardKind): string;
  /** X-Ray's map of what calls what. */
  readonly traceMap: string;
  /** X-Ray's list of traces, with a query. */
  traces(filterExpression: string): string;
  readonly logsInsights: string;
}

/** The console's host in each partition: https://docs.aws.amazon.com/general/latest/gr/console-service.html. */
const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/**
 * AWS documents the pages (https://docs.aws.amazon.com/xray/latest/devguide/xray-console-servicemap.html,
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-traces.html), and not their addresses: these are as the
 * console shows them.
 */
export function consoleLinks(partition: string, region: string, stack: string): ConsoleLinks {
  const host = CONSOLE_HOSTS[partition] ?? CONSOLE_HOSTS["aws"] ?? "";
  const home = `https://${region}.${host}/cloudwatch/home?region=${region}#`;
  return {
    dashboard: kind => `${home}dashboards/dashboard/${dashboardName(stack, region, kind)}`,
    traceMap: `${home}xray:service-map/map`,
    traces: filter => `${home}xray:traces/query?~(query~(expression~'${fragmentText(filter)}))`,
    logsInsights: `${home}logsV2:logs-insights`,
  };
}

/** Text in the console's own notation: any character but letters, digits, `_`, `.` and `-` as `*` and its hex code. */
function fragmentText(text: string): string {
  return [...text]
    .map(character =>
      /[\w.-]/.test(character) ? character : `*${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
    )
    .join("");
}
