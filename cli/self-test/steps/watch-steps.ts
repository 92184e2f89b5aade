import { DescribeAlarmsCommand, GetDashboardCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { alarmPrefix } from "../../../handlers/shared/alarm-names";
import { metricsOf, type ShownMetric } from "../dashboard-metrics";
import { StepFailed, StepSkipped } from "../step";
import type { SelfTest, SelfTestStep } from "../self-test";

const DEPLOY = "deploy again (pulumi up)";

/** That somebody learns of what goes wrong. Nothing is changed. */
export const WATCH_STEPS: readonly SelfTestStep[] = [
  { name: "alarms", proves: "each alarm is on, and alerts the stack's topic", run: readAlarms },
  {
    name: "alarm-subscription",
    proves: "somebody gets the alerts",
    run: readSubscription,
  },
  { name: "dashboards", proves: "the dashboards show what exists", run: readDashboards },
  {
    name: "metrics",
    proves: "CloudWatch has the metrics that the dashboards show",
    needs: ["dashboards"],
    run: readMetrics,
  },
];

async function readAlarms({ aws, stack }: SelfTest): Promise<string> {
  const AlarmNamePrefix = alarmPrefix(stack.smtpUsers.stack);
  const { MetricAlarms = [] } = await aws.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix }));
  if (MetricAlarms.length < ALARMS)
    throw new StepFailed(
      `${MetricAlarms.length} alarms have names that begin with "${AlarmNamePrefix}", not ${ALARMS}`,
      DEPLOY,
    );
  for (const { AlarmName = "", ActionsEnabled, AlarmActions = [] } of MetricAlarms) {
    if (ActionsEnabled !== true)
      throw new StepFailed(
        `the actions of the alarm "${AlarmName}" are off`,
        `aws cloudwatch enable-alarm-actions --alarm-names "${AlarmName}"`,
      );
    if (!AlarmActions.includes(stack.alertTopicArn))
      throw new StepFailed(`the alarm "${AlarmName}" does not alert ${stack.alertTopicArn}`, DEPLOY);
  }
  const raised = MetricAlarms.filter(({ StateValue }) => StateValue === "ALARM");
  return raised.length === 0
    ? `${MetricAlarms.length} alarms, none raised`
    : `${MetricAlarms.length} alarms; raised: ${raised.map(({ AlarmName = "" }) => AlarmName).join(", ")}`;
}

/** As many as are free. */
const ALARMS = 10;

async function readSubscription({ aws, stack: { alertTopicArn: TopicArn } }: SelfTest): Promise<string> {
  const { Subscriptions = [] } = await aws.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const confirmed = Subscriptions.filter(({ SubscriptionArn = "" }) => SubscriptionArn.startsWith("arn:"));
  if (confirmed.length > 0)
    return `${confirmed.length} confirmed: ${confirmed.map(({ Protocol = "" }) => Protocol).join(", ")}`;
  throw Subscriptions.length > 0
    ? new StepFailed(
        `no subscription to ${TopicArn} is confirmed`,
        "have the subscribers follow the link in the mail from AWS",
      )
    : new StepFailed(
        `nobody is subscribed to ${TopicArn}`,
        "set alertEmails (pulumi config set), or subscribe to the topic",
      );
}

async function readDashboards(test: SelfTest): Promise<string> {
  const shown = await shownMetrics(test);
  const functions = new Set(shown.flatMap(({ dimensions }) => dimensions.FunctionName ?? []));
  const queues = new Set(shown.flatMap(({ dimensions }) => dimensions.QueueName ?? []));
  const { stack } = test;
  for (const name of [stack.managerFunctionName, stack.recorderFunctionName])
    if (!functions.has(name)) throw new StepFailed(`no dashboard shows the function ${name}`, DEPLOY);
  for (const url of [stack.deadLetterQueueUrl, stack.parkedQueueUrl])
    if (!queues.has(url.split("/").at(-1) ?? ""))
      throw new StepFailed(`no dashboard shows the queue ${url}`, DEPLOY);
  return `${KINDS.length} dashboards with ${shown.length} metrics`;
}

const KINDS = ["credentials", "sending", "system"];

async function shownMetrics({ aws, stack: { dashboardUrl } }: SelfTest): Promise<ShownMetric[]> {
  const first = dashboardUrl.split("/").at(-1) ?? "";
  const prefix = first.slice(0, first.lastIndexOf("-") + 1);
  const bodies = await Promise.all(
    KINDS.map(async kind => {
      const DashboardName = `${prefix}${kind}`;
      const { DashboardBody = "" } = await aws.cloudwatch
        .send(new GetDashboardCommand({ DashboardName }))
        .catch((error: unknown) => {
          if (!/NotFound/.test((error as Error).name)) throw error;
          throw new StepFailed(`the dashboard ${DashboardName} does not exist`, DEPLOY);
        });
      return metricsOf(DashboardBody);
    }),
  );
  return bodies.flat();
}

/**
 * A metric exists from its first value on, and CloudWatch may list it up to 15 minutes later
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html), so one that is missing proves
 * nothing.
 */
async function readMetrics(test: SelfTest): Promise<string> {
  const wanted = new Set((await shownMetrics(test)).map(({ namespace, name }) => `${namespace} ${name}`));
  const namespaces = new Set([...wanted].map(metric => metric.split(" ")[0] ?? ""));
  const known = new Set<string>();
  for (const Namespace of namespaces) {
    const { Metrics = [] } = await test.aws.cloudwatch.send(new ListMetricsCommand({ Namespace }));
    for (const { MetricName = "" } of Metrics) known.add(`${Namespace} ${MetricName}`);
  }
  const found = [...wanted].filter(metric => known.has(metric));
  if (found.length === 0)
    throw new StepSkipped(`CloudWatch lists none of ${wanted.size} metrics yet; run it again in 15 minutes`);
  const absent = [...wanted].filter(metric => !known.has(metric));
  return `${found.length} of ${wanted.size}${absent.length === 0 ? "" : `; without a value so far: ${absent.join(", ")}`}`;
}
