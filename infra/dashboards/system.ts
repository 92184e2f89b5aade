import { lambda, type LambdaMetric, sqs, type SqsMetric } from "./metric-rows";
import type { DashboardParts } from "./parts";
import { LATEST_ERRORS, OPERATIONS_BY_DURATION, SLOWEST_TRACES } from "./queries";
import { COLOR, type Content, type DashboardBody, dashboardBody, HOUR, logs, metrics, text } from "./widgets";

const FIVE_MINUTES = 300;

/** Whether the functions and queues work. */
export function systemDashboard(parts: DashboardParts): DashboardBody {
  const { region } = parts;
  const all = parts.functions.map(({ logGroupName }) => logGroupName);
  const table = (title: string) => ({ title, view: "table", region }) as const;
  return dashboardBody("-P1D", [
    { height: 5, widgets: [[24, introduction(parts)]] },
    {
      height: 6,
      widgets: [
        [12, functions(parts, "Errors", "Failed invocations", "Sum", "Count")],
        [12, functions(parts, "Duration", "Duration, 95th percentile", "p95", "Milliseconds")],
      ],
    },
    {
      height: 6,
      widgets: [
        [12, functions(parts, "Throttles", "Throttled invocations", "Sum", "Count")],
        [12, functions(parts, "ConcurrentExecutions", "Running at once", "Maximum", "Count")],
      ],
    },
    {
      height: 6,
      widgets: [
        [12, queues(parts, "ApproximateNumberOfMessagesVisible", "Messages waiting", "Messages")],
        [12, queues(parts, "ApproximateAgeOfOldestMessage", "Age of the oldest message", "Seconds")],
      ],
    },
    {
      height: 8,
      widgets: [
        [5, traces(parts)],
        [8, logs(table("Operations by duration"), all, OPERATIONS_BY_DURATION)],
        [11, logs(table("Slowest traces"), all, SLOWEST_TRACES)],
      ],
    },
    { height: 7, widgets: [[24, logs(table("Latest errors"), all, LATEST_ERRORS)]] },
  ]);
}

function introduction({ stack, console: links }: DashboardParts): Content {
  return text(
    `# System of ${stack}`,
    `Whether the functions and queues work. Other dashboards: [credentials](${links.dashboard("credentials")}), [sending](${links.dashboard("sending")}).`,
    "",
    "**Errors** are retried by themselves: twice by Lambda, then for hours from the dead-letter queue. They need you if they do not end; *Latest errors* has the correlation id, and `ses-smtp logs ID` the story. **A message that waits in the parked queue** is not retried any more: `ses-smtp failures list` shows it, and `ses-smtp failures retry` tries it again once its cause is gone. **Throttles** for more than minutes mean that the account's limit of concurrent executions is too low.",
    "",
    "SQS reports nothing about a queue that nobody has used for hours, so its line ends there. Tables search the logs of all functions each time they are shown, for USD 0.005 per GB ([prices](https://aws.amazon.com/cloudwatch/pricing/)).",
  );
}

function functions(
  { region, functions: all }: DashboardParts,
  name: LambdaMetric,
  title: string,
  stat: string,
  unit: string,
): Content {
  return metrics({
    title,
    view: "timeSeries",
    region,
    period: FIVE_MINUTES,
    stat,
    yAxis: { left: { min: 0, label: unit, showUnits: false } },
    metrics: all.map(each => lambda(name, each.functionName, { label: each.name })),
  });
}

function queues(
  { region, deadLetterQueueName, parkedQueueName }: DashboardParts,
  name: SqsMetric,
  title: string,
  unit: string,
): Content {
  return metrics({
    title,
    view: "timeSeries",
    region,
    period: HOUR,
    stat: "Maximum",
    yAxis: { left: { min: 0, label: unit, showUnits: false } },
    metrics: [
      sqs(name, deadLetterQueueName, { label: "Dead letters, retried", color: COLOR.warning }),
      sqs(name, parkedQueueName, { label: "Parked, wait for you", color: COLOR.bad }),
    ],
  });
}

/**
 * AWS's reference of dashboard bodies has no widget for X-Ray's map or its traces, so there are links to them, and the
 * two tables beside are made from the log's `trace_id` and `duration_ms`.
 */
function traces({ console: links, functions: all }: DashboardParts): Content {
  const services = all.map(
    ({ name, functionName }) => `- [${name}](${links.traces(`service("${functionName}")`)})`,
  );
  return text(
    "### Traces",
    `[Map of what calls what](${links.traceMap})`,
    "",
    `[Faults](${links.traces("fault = true")}), [throttled calls](${links.traces("throttle = true")}), [slower than 10 s](${links.traces("responsetime > 10")}). Of one change: [traces](${links.traces('annotation.correlation_id = "ID"')}) with its correlation id. Of one function:`,
    ...services,
  );
}
