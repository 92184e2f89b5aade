import { arrayOf, jsonOf, textOf, type Mapper } from "../permission";

/** CloudWatch has no resources for these. */
const METRIC_ACTIONS =
  /^(?:PutMetricData|Get(?:MetricData|MetricStatistics)|List(?:Metrics|Dashboards)|DescribeAlarmsForMetric)$/;

/**
 * The resource of an action on a stream is the stream; of one on a group, `log-group:NAME:log-stream:`. So a policy must
 * end in `:*` (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html).
 */
export const logs: Mapper = (request, { region, accountId }) => {
  const { action } = request;
  const input = jsonOf(request);
  const group = (name: string) => `arn:aws:logs:${region}:${accountId}:log-group:${name}:log-stream:`;
  if (action === "DescribeLogGroups")
    return [{ action: "logs:DescribeLogGroups", resource: `${group("")}*` }];
  if (
    /^(?:Get|Stop)Query(?:Results)?$|^Describe(?:Queries|QueryDefinitions)$|^(?:Put|Delete)QueryDefinition$/.test(
      action,
    )
  )
    return [{ action: `logs:${action}`, resource: "*" }];
  const names = [
    textOf(input.logGroupName),
    textOf(input.logGroupIdentifier),
    ...((input.logGroupNames as string[] | undefined) ?? []),
  ].filter(name => name !== "");
  if (names.length === 0) return undefined;
  const stream = textOf(input.logStreamName);
  return names.map(name => ({
    action: `logs:${action}`,
    resource: `${group(name.replace(/^arn:.*:log-group:/, ""))}${stream}`,
  }));
};

export const cloudwatch: Mapper = (request, { region, accountId }) => {
  const { action } = request;
  if (action === "DescribeAlarms")
    return [
      { action: "cloudwatch:DescribeAlarms", resource: `arn:aws:cloudwatch:${region}:${accountId}:alarm:*` },
    ];
  // A dashboard is the account's: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  if (/^(?:Get|Put)Dashboard$|^DeleteDashboards$/.test(action)) {
    const input = jsonOf(request);
    const names = [textOf(input.DashboardName), ...arrayOf(input.DashboardNames).map(textOf)].filter(Boolean);
    return names.map(name => ({
      action: `cloudwatch:${action}`,
      resource: `arn:aws:cloudwatch::${accountId}:dashboard/${name}`,
    }));
  }
  if (/^PutMetricAlarm$|^DeleteAlarms$/.test(action)) {
    const input = jsonOf(request);
    const names = [textOf(input.AlarmName), ...arrayOf(input.AlarmNames).map(textOf)].filter(Boolean);
    return names.map(name => ({
      action: `cloudwatch:${action}`,
      resource: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    }));
  }
  if (!METRIC_ACTIONS.test(action)) return undefined;
  const namespace = request.form.get("Namespace") ?? textOf(jsonOf(request).Namespace);
  const context = { "cloudwatch:namespace": namespace || [] };
  return [{ action: `cloudwatch:${action}`, resource: "*", context }];
};

/** CloudTrail has no resource for it: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html */
export const cloudtrail: Mapper = ({ action }) =>
  action === "LookupEvents" ? [{ action: "cloudtrail:LookupEvents", resource: "*" }] : undefined;

/** Everyone may ask who they are: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const sts: Mapper = ({ action, form }) => {
  if (action === "GetCallerIdentity") return [];
  if (action !== "AssumeRole") return undefined;
  return [{ action: "sts:AssumeRole", resource: form.get("RoleArn") ?? "" }];
};
