import { expression, own } from "./metric-rows";
import { type DashboardParts, logGroupOf } from "./parts";
import { FAILURES_BY_CODE, SLOWEST_ACTIVATIONS, STATUSES } from "./queries";
import {
  COLOR,
  type Content,
  DAY,
  type DashboardBody,
  dashboardBody,
  logs,
  type MetricRow,
  metrics,
  text,
} from "./widgets";

/** How long one run asks SES whether it knows a new login; a later run goes on. */
const VERIFICATION_S = 75;

/** What became of the logins that records asked for. */
export function credentialsDashboard(parts: DashboardParts): DashboardBody {
  const { region } = parts;
  const manager = [logGroupOf(parts, "smtp-credential-manager")];
  const dispatcher = [logGroupOf(parts, "smtp-record-dispatcher")];
  const table = (title: string) => ({ title, view: "table", region }) as const;
  return dashboardBody("-P7D", [
    { height: 4, widgets: [[24, introduction(parts)]] },
    {
      height: 5,
      widgets: [
        [12, funnel(parts)],
        [12, logs(table("Records by status, as the last sweeps counted them"), dispatcher, STATUSES)],
      ],
    },
    {
      height: 6,
      widgets: [
        [12, changes(parts)],
        [12, timeToActive(parts)],
      ],
    },
    {
      height: 6,
      widgets: [
        [12, logs(table("Failures by code"), manager, FAILURES_BY_CODE)],
        [12, logs(table("Slowest activations"), manager, SLOWEST_ACTIVATIONS)],
      ],
    },
    {
      height: 6,
      widgets: [
        [12, rotations(parts)],
        [12, findings(parts)],
      ],
    },
  ]);
}

function introduction({ stack, console: links }: DashboardParts): Content {
  return text(
    `# Credentials of ${stack}`,
    `What became of the logins that records asked for. Other dashboards: [sending](${links.dashboard("sending")}), [system](${links.dashboard("system")}).`,
    "",
    "**If a login failed**, *Failures by code* says why, and `ses-smtp credential show NAME` what to do about it. **If sweep findings come back every day**, something outside of this stack changes its IAM users: `ses-smtp logs NAME` shows what was repaired. A gap in a line means that nothing happened.",
    "",
    "Tables search the log each time they are shown, for USD 0.005 per GB ([prices](https://aws.amazon.com/cloudwatch/pricing/)).",
  );
}

function funnel({ stack, region }: DashboardParts): Content {
  return metrics({
    title: "In the time range",
    view: "singleValue",
    region,
    period: DAY,
    stat: "Sum",
    setPeriodToTimeRange: true,
    metrics: [
      own(stack, "CredentialsCreated", { label: "Created, now active", color: COLOR.good }),
      own(stack, "CredentialsFailed", { label: "Failed", color: COLOR.bad }),
      own(stack, "CredentialsDeleted", { label: "Deleted", color: COLOR.muted }),
    ],
  });
}

function changes(parts: DashboardParts): Content {
  return perDay(parts, "Logins created, failed and deleted per day", { label: "Logins" }, [
    own(parts.stack, "CredentialsCreated", { label: "Created", color: COLOR.good }),
    own(parts.stack, "CredentialsFailed", { label: "Failed", color: COLOR.bad }),
    own(parts.stack, "CredentialsDeleted", { label: "Deleted", color: COLOR.muted }),
  ]);
}

function timeToActive({ stack, region }: DashboardParts): Content {
  return metrics({
    title: "Time from a record's change to a working login",
    view: "timeSeries",
    region,
    period: DAY,
    stat: "Average",
    yAxis: { left: { min: 0, label: "Seconds", showUnits: false } },
    metrics: [
      own(stack, "TimeToActive", { id: "median", stat: "p50", visible: false }),
      own(stack, "TimeToActive", { id: "slowest", stat: "Maximum", visible: false }),
      expression("median_s", "median / 1000", { label: "Median", color: COLOR.neutral }),
      expression("slowest_s", "slowest / 1000", { label: "Slowest", color: COLOR.warning }),
    ],
    annotations: {
      horizontal: [{ value: VERIFICATION_S, label: "Longest wait of one run", color: COLOR.muted }],
    },
  });
}

function rotations(parts: DashboardParts): Content {
  return perDay(parts, "Passwords replaced per day, while the login worked", { label: "Rotations" }, [
    own(parts.stack, "Rotations", { label: "Rotations", color: COLOR.neutral }),
  ]);
}

function findings(parts: DashboardParts): Content {
  return perDay(parts, "Findings of the sweep, and logins that a hold stopped, per day", {}, [
    own(parts.stack, "SweepFindings", { label: "Findings", color: COLOR.warning }),
    own(parts.stack, "LoginsSuspended", { label: "Logins stopped", color: COLOR.bad }),
  ]);
}

/** @param axis its label, if all metrics count the same */
function perDay(
  { region }: DashboardParts,
  title: string,
  axis: { readonly label?: string },
  rows: readonly MetricRow[],
): Content {
  return metrics({
    title,
    view: "timeSeries",
    region,
    period: DAY,
    stat: "Sum",
    yAxis: { left: { min: 0, ...axis, showUnits: false } },
    metrics: rows,
  });
}
