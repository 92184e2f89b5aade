import {
  type ComparisonOperator,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type StandardUnit,
  type Statistic,
} from "@aws-sdk/client-cloudwatch";
import type { MetricAlarmArgs } from "@pulumi/aws/cloudwatch";

import { alarmProblem } from "./alarm-input";
import type { Context } from "../../context";
import { idOf, type Plain, type Properties, tagList } from "../../properties";
import { resource } from "../../resource-type";

/** An alarm on one metric: the emulator forgets expressions, and a program that uses them is refused. */
export const metricAlarm = resource<MetricAlarmArgs>({
  autoname: "name",
  replaceOn: ["name"],
  async create(inputs, context) {
    await put(inputs, context);
    return { id: inputs.name ?? "", outs: {} };
  },
  complete: async (id, _, context) => requireAlarm(await readAlarm(id, context), id),
  read: ({ id }, context) => readAlarm(id, context),
  async update({ id }, inputs, context) {
    await put(inputs, context);
    return requireAlarm(await readAlarm(id, context), id);
  },
  async delete({ id }, { clients }) {
    await clients.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
  },
});

/** PutMetricAlarm creates an alarm, or replaces all of it but its state. */
async function put(inputs: Plain<MetricAlarmArgs>, { clients }: Context): Promise<void> {
  if (inputs.metricQueries !== undefined)
    throw new Error("metricQueries: the sandbox has alarms on one metric only.");
  const command = new PutMetricAlarmCommand({
    AlarmName: inputs.name,
    AlarmDescription: inputs.alarmDescription,
    ActionsEnabled: inputs.actionsEnabled ?? true,
    AlarmActions: inputs.alarmActions?.map(idOf),
    OKActions: inputs.okActions?.map(idOf),
    InsufficientDataActions: inputs.insufficientDataActions?.map(idOf),
    Namespace: inputs.namespace,
    MetricName: inputs.metricName,
    Dimensions: Object.entries(inputs.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
    Statistic: inputs.statistic as Statistic | undefined,
    ExtendedStatistic: inputs.extendedStatistic,
    Unit: inputs.unit as StandardUnit | undefined,
    Period: inputs.period,
    EvaluationPeriods: inputs.evaluationPeriods,
    DatapointsToAlarm: inputs.datapointsToAlarm,
    Threshold: inputs.threshold,
    ComparisonOperator: inputs.comparisonOperator as ComparisonOperator,
    TreatMissingData: inputs.treatMissingData,
    EvaluateLowSampleCountPercentile: inputs.evaluateLowSampleCountPercentiles,
    Tags: tagList(inputs.tags),
  });
  const problem = alarmProblem(command.input);
  if (problem !== undefined) throw new Error(`ValidationError: ${problem}`);
  await clients.cloudwatch.send(command);
}

async function readAlarm(name: string, { clients }: Context): Promise<Properties | undefined> {
  const { MetricAlarms = [] } = await clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name] }),
  );
  return MetricAlarms.length === 0 ? undefined : { arn: MetricAlarms[0]?.AlarmArn };
}

function requireAlarm(found: Properties | undefined, name: string): Properties {
  if (found === undefined) throw new Error(`The alarm ${name} was not found after it was created.`);
  return found;
}
