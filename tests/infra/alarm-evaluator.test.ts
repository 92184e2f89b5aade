import { expect } from "chai";
import { alarmExpression, alarmState } from "../support/cloudwatch/alarm";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const MINUTE = 60_000;

describe("the evaluator of alarms", () => {
  const INPUTS = {
    name: "an alarm",
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: "parked" },
    statistic: "Maximum",
    period: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    threshold: 1,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    treatMissingData: "notBreaching",
  };

  it("counts breaching points, and refuses what it does not know or what CloudWatch rejects", () => {
    expect(alarmExpression(INPUTS)).to.include({ datapointsToAlarm: 2 });
    for (const [change, problem] of [
      [{ metricQueries: [] }, "cannot evaluate metricQueries"],
      [{ extendedStatistic: "p90" }, "cannot evaluate extendedStatistic"],
      [{ statistic: "SampleCount" }, "cannot evaluate SampleCount"],
      [{ comparisonOperator: "GreaterThanUpperThreshold" }, "cannot evaluate GreaterThanUpperThreshold"],
      [{ treatMissingData: "ignore" }, "cannot evaluate ignore"],
      [{ treatMissingData: undefined }, "cannot evaluate undefined"],
      [{ treatMissingData: "no" }, "is not valid"],
      [{ period: 90 }, "multiple of 60"],
      [{ evaluationPeriods: 1_000, datapointsToAlarm: 1 }, "more than 86400 seconds"],
      [{ datapointsToAlarm: 4 }, "DatapointsToAlarm"],
      [{ dimensions: { QueueName: "" } }, "A dimension needs"],
      [{ statistic: undefined }, "Exactly one of Statistic"],
      [{ threshold: "1" }, "threshold must be a number"],
      [{ alarmDescription: "x".repeat(1_025) }, "AlarmDescription"],
    ] as const)
      expect(() => alarmExpression({ ...INPUTS, ...change }), JSON.stringify(change)).to.throw(problem);
  });

  it("needs as many breaching points as the alarm says, wherever they are", () => {
    const alarm = alarmExpression(INPUTS);
    const samples = (...minutesAgo: number[]) =>
      minutesAgo.map(minutes => ({
        ...{ namespace: alarm.namespace, name: alarm.metricName, dimensions: alarm.dimensions },
        ...{ value: 1, at: NOW - minutes * MINUTE },
      }));
    for (const [found, expected] of [
      [samples(0), "OK"],
      [samples(0, 1), "OK"],
      [samples(0, 6), "ALARM"],
      [samples(0, 14), "ALARM"],
      [samples(0, 15), "OK"],
    ] as const)
      expect(alarmState(alarm, found, NOW)).to.equal(expected);
  });
});
