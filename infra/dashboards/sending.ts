import { BOUNCE_RATES, COMPLAINT_RATES, type ReviewRates } from "../../handlers/shared/review-rates";
import { expression, own, ses, type SesMetric } from "./metric-rows";
import { type DashboardParts, logGroupOf } from "./parts";
import { MESSAGES_BY_LOGIN, STATUSES, SUPPRESSIONS } from "./queries";
import {
  COLOR,
  type Content,
  DAY,
  type DashboardBody,
  dashboardBody,
  type HorizontalLine,
  HOUR,
  logs,
  metrics,
  text,
} from "./widgets";

/** What was sent, and how recipients took it. */
export function sendingDashboard(parts: DashboardParts): DashboardBody {
  const { region } = parts;
  const recorder = [logGroupOf(parts, "smtp-feedback-recorder")];
  const dispatcher = [logGroupOf(parts, "smtp-record-dispatcher")];
  const table = (title: string) => ({ title, view: "table", region }) as const;
  return dashboardBody("-P7D", [
    { height: 5, widgets: [[24, introduction(parts)]] },
    {
      height: 6,
      widgets: [
        [12, messages(parts)],
        [12, quota(parts)],
      ],
    },
    {
      height: 6,
      widgets: [
        [12, rate(parts, "Bounce", "Reputation.BounceRate", "bounces", BOUNCE_RATES)],
        [12, rate(parts, "Complaint", "Reputation.ComplaintRate", "complaints", COMPLAINT_RATES)],
      ],
    },
    {
      height: 6,
      widgets: [
        [7, logs({ ...table("Messages by login, top ten"), view: "bar" }, recorder, MESSAGES_BY_LOGIN)],
        [7, logs(table("Newly suppressed addresses per day"), recorder, SUPPRESSIONS)],
        [10, logs(table("Records by status, as the last sweeps counted them"), dispatcher, STATUSES)],
      ],
    },
    { height: 6, widgets: [[24, rules(parts)]] },
  ]);
}

function introduction({ stack, console: links }: DashboardParts): Content {
  return text(
    `# Sending of ${stack}`,
    `What was sent, and what became of it. Other dashboards: [credentials](${links.dashboard("credentials")}), [system](${links.dashboard("system")}).`,
    "",
    "Sends, deliveries, bounces, complaints and their rates are those of the whole AWS account in this region, as SES counts them. SES puts an account under review at the first line of a rate, and may pause it at the second. **If a rate rises**, find the login in *Messages by login*, stop it with `ses-smtp credential disable NAME`, and find out where its addresses come from.",
    "",
    "**If the quota nears 100%**, SES rejects what exceeds it: request a higher one in the SES console, and find out who sends more than usual. *Messages by login* and the tables beside it search the log each time they are shown, for USD 0.005 per GB ([prices](https://aws.amazon.com/cloudwatch/pricing/)). The recorder's log has about 0.5 KB for each event: a view of a week with 100,000 messages, two events each, searches 0.1 GB for each of the three, which costs USD 0.0015.",
  );
}

function messages({ region }: DashboardParts): Content {
  return metrics({
    title: "Messages per hour, whole account",
    view: "timeSeries",
    region,
    period: HOUR,
    stat: "Sum",
    yAxis: { left: { min: 0, label: "Messages", showUnits: false } },
    metrics: [
      ses("Send", { label: "Sends", color: COLOR.neutral }),
      ses("Delivery", { label: "Deliveries", color: COLOR.good }),
      ses("Bounce", { label: "Bounces", color: COLOR.warning }),
      ses("Complaint", { label: "Complaints", color: COLOR.bad }),
    ],
  });
}

function quota({ stack, region, quotaAlert }: DashboardParts): Content {
  return metrics({
    title: "Used of SES's quota for 24 hours",
    view: "timeSeries",
    region,
    period: HOUR,
    stat: "Maximum",
    yAxis: { left: { min: 0, label: "%", showUnits: false } },
    metrics: [own(stack, "QuotaUsed", { label: "Quota used", color: COLOR.neutral })],
    annotations: {
      horizontal: [
        { value: percent(quotaAlert), label: "Alert", color: COLOR.warning },
        { value: 100, label: "SES rejects", color: COLOR.bad },
      ],
    },
  });
}

/** SES's own rate, over a number of messages that it considers typical of the account, and that of each day. */
function rate(
  { region }: DashboardParts,
  count: SesMetric,
  reputation: SesMetric,
  noun: string,
  { review, pause }: ReviewRates,
): Content {
  const limits: HorizontalLine[] = [
    { value: percent(review), label: "SES reviews the account", color: COLOR.warning },
    { value: percent(pause), label: "SES may pause sending", color: COLOR.bad },
  ];
  return metrics({
    title: `Rate of ${noun}, whole account`,
    view: "timeSeries",
    region,
    period: DAY,
    stat: "Sum",
    yAxis: { left: { min: 0, label: "%", showUnits: false } },
    metrics: [
      ses(reputation, { id: "reputation", stat: "Average", visible: false }),
      ses(count, { id: "reported", visible: false }),
      ses("Send", { id: "sends", visible: false }),
      expression("by_ses", "100 * reputation", { label: "As SES rates it", color: COLOR.neutral }),
      expression("of_the_day", "100 * FILL(reported, 0) / sends", {
        label: "Of the day",
        color: COLOR.muted,
      }),
    ],
    annotations: { horizontal: limits },
  });
}

/** Without what binary fractions add: 100 * 0.29 is 28.999999999999996. A setting has at most six decimals. */
function percent(share: number): number {
  return Number((100 * share).toFixed(4));
}

function rules({ stack, region }: DashboardParts): Content {
  return metrics({
    title:
      "This stack: recipients that were delivered to, and messages that break a rule of their login, per hour",
    view: "timeSeries",
    region,
    period: HOUR,
    stat: "Sum",
    yAxis: { left: { min: 0, showUnits: false } },
    metrics: [
      own(stack, "SuccessfulSends", { label: "Delivered", color: COLOR.good }),
      own(stack, "Violations", { label: "Violations", color: COLOR.bad }),
    ],
  });
}
