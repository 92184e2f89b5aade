import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { type AlarmExpression, alarmExpression, alarmState, type Sample } from "../support/cloudwatch/alarm";
import { unknownMetric } from "../support/cloudwatch/known-metrics";
import { program } from "../support/policy-pack/program";
import { headingsOf } from "../support/repository/headings";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const MINUTE = 60_000;
const OPERATIONS = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");

interface AlarmsStatement {
  Sid: string;
  Condition: { ArnEquals: { "aws:SourceArn": string[] }; StringEquals: object };
}

/** Values of an alarm's metric: `[minutes ago, value]`. */
type Recorded = readonly (readonly [minutesAgo: number, value: number])[];

/** One value per 5 minutes. */
const every5Minutes = (count: number, value: number): Recorded =>
  Array.from({ length: count }, (_, index) => [index * 5, value]);

/**
 * What each metric looks like when all is well, and when something happened. Lambda and SQS report a value for each
 * minute in which something happens; SES reports its rates now and then.
 */
const CASES: Readonly<Record<string, { well: readonly Recorded[]; happened: readonly Recorded[] }>> = {
  ...Object.fromEntries(
    ["manager", "dispatcher", "dlq-processor", "feedback-recorder", "email-validator"].map(part => [
      part,
      {
        well: [
          [[3, 0]],
          [
            [3, 1],
            [1, 0],
          ],
          [[40, 3]],
          [
            [30, 2],
            [2, 1],
          ],
        ] as Recorded[],
        happened: [
          [
            [4, 1],
            [3, 1],
            [1, 1],
          ],
          [[0, 3]],
          [
            [14, 1],
            [9, 40],
          ],
        ] as Recorded[],
      },
    ]),
  ),
  api: {
    well: [[[3, 0]], [[16, 1]]],
    happened: [
      [[2, 1]],
      [
        [14, 1],
        [1, 0],
      ],
    ],
  },
  "dead-letters": {
    well: [every5Minutes(6, 0), [[0, 7]], every5Minutes(5, 2)],
    happened: [every5Minutes(6, 1), every5Minutes(12, 30)],
  },
  parked: { well: [[[1, 0]], [[9, 4]]], happened: [[[1, 1]], [[4, 12]]] },
  "bounce-rate": {
    well: [[[30, 0.049]], [[90, 0.2]]],
    happened: [
      [[30, 0.05]],
      [
        [45, 0.051],
        [15, 0.06],
      ],
    ],
  },
  "complaint-rate": { well: [[[30, 0.0009]]], happened: [[[30, 0.001]], [[20, 0.004]]] },
};

describe("the alarms", function () {
  this.timeout(60_000);
  let all: readonly Registration[];
  let alarms: Registration[];
  const inputsOf = (part: string) => {
    const [found, ...more] = alarms.filter(({ name }) => name.endsWith(part));
    expect(more).to.deep.equal([]);
    return found?.inputs ?? {};
  };
  const state = (alarm: AlarmExpression, recorded: Recorded, other: Partial<Sample> = {}) => {
    const { namespace, metricName: name, dimensions } = alarm;
    const samples = recorded.map(([minutesAgo, value]) => ({
      ...{ namespace, name, dimensions, value, at: NOW - minutesAgo * MINUTE },
      ...other,
    }));
    return alarmState(alarm, samples, NOW);
  };

  before(async () => {
    all = await program();
    alarms = all.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
  });

  // Proves D-modules.5, T6.2-a
  it("are the ten that an account has free, on metrics that this program's resources emit", () => {
    expect(alarms.map(({ name }) => name).sort()).to.deep.equal(
      Object.keys(CASES)
        .map(
          part =>
            `smtp-${part === "manager" ? "credential-manager" : part === "dispatcher" ? "record-dispatcher" : part}`,
        )
        .sort(),
    );
    expect(alarms).to.have.length(10);
    for (const { inputs } of alarms) {
      const { namespace, metricName: name, dimensions } = alarmExpression(inputs);
      expect(unknownMetric({ namespace, name, dimensions }, all, "test")).to.equal(undefined);
    }
  });

  it("include every function that works in the background or for a caller", () => {
    const working = all
      .filter(({ type }) => type === "aws:lambda/function:Function")
      .map(({ outputs }) => outputs.name);
    const watched = alarms.flatMap(({ inputs }) => {
      const { FunctionName } = (inputs.dimensions ?? {}) as { FunctionName?: string };
      return FunctionName ?? [];
    });
    expect(watched.sort()).to.deep.equal(working.sort());
  });

  for (const [part, { well, happened }] of Object.entries(CASES))
    // Proves T4.1-c, T5-c, T6.2-a, T6.2-b, T6.2-c, P-cloudwatch.2, P-cloudwatch.3
    it(`${part}: recorded values cross the threshold of its own expression`, () => {
      const alarm = alarmExpression(inputsOf(part));
      expect(state(alarm, []), "no data").to.equal("OK");
      for (const recorded of well) expect(state(alarm, recorded), JSON.stringify(recorded)).to.equal("OK");
      for (const recorded of happened)
        expect(state(alarm, recorded), JSON.stringify(recorded)).to.equal("ALARM");
    });

  it("ignore what happens to other functions, queues, and stacks", () => {
    for (const { inputs } of alarms) {
      const alarm = alarmExpression(inputs);
      const recorded = every5Minutes(12, 1_000);
      const others = { ...alarm.dimensions, [Object.keys(alarm.dimensions)[0] ?? "QueueName"]: "other" };
      expect(state(alarm, recorded)).to.equal("ALARM");
      expect(state(alarm, recorded, { dimensions: others })).to.equal("OK");
    }
  });

  it("would be raised on a quiet stack if missing data were breaching, and never with a wrong dimension", () => {
    const inputs = inputsOf("parked");
    expect(state(alarmExpression({ ...inputs, treatMissingData: "breaching" }), [])).to.equal("ALARM");
    const wrong = alarmExpression({ ...inputs, dimensions: { Queue: "parked" } });
    const { dimensions } = alarmExpression(inputs);
    expect(state(wrong, [[1, 5]], { dimensions })).to.equal("OK");
    expect(
      unknownMetric(
        { namespace: "AWS/SQS", name: wrong.metricName, dimensions: wrong.dimensions },
        all,
        "test",
      ),
    )
      .to.be.a("string")
      .that.includes("QueueName");
  });

  it("publish to the alert topic, which lets CloudWatch do so for these alarms of this account only", () => {
    const topic = all.find(({ type, name }) => type === "aws:sns/topic:Topic" && name === "smtp-alerts");
    for (const { inputs } of alarms) expect(inputs.alarmActions).to.deep.equal([topic?.outputs.arn]);
    const policy = all.find(
      ({ type, name }) => type === "aws:sns/topicPolicy:TopicPolicy" && name === "smtp-alerts",
    );
    const { Statement } = policy?.inputs.policy as { Statement: AlarmsStatement[] };
    const { Condition, ...others } = Statement.find(({ Sid }) => Sid === "Alarms")!;
    expect(others).to.deep.equal({
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topic?.outputs.arn,
    });
    expect(Condition.StringEquals).to.deep.equal({ "aws:SourceAccount": "123456789012" });
    expect(Condition.ArnEquals["aws:SourceArn"]).to.have.members(alarms.map(({ outputs }) => outputs.arn));
  });

  it("say in one sentence what happened, and where to read what to do", () => {
    const headings = headingsOf(OPERATIONS);
    for (const { inputs } of alarms) {
      expect(inputs.name).to.match(/^ses-smtp test - [a-z][a-z -]+$/);
      const [, sentence = "", anchor = ""] =
        /^([A-Z][^.]*(?:\.\d[^.]*)*)\. Runbook: docs\/operations\.md#([\w-]+)$/.exec(
          String(inputs.alarmDescription),
        ) ?? [];
      expect(sentence, String(inputs.alarmDescription)).to.have.length.within(20, 200);
      expect(headings, String(inputs.name)).to.include(anchor);
    }
  });

  // Proves R7.5
  it("take thresholds and topic from the settings", async () => {
    const topic = "arn:aws:sns:eu-central-1:123456789012:oncall";
    all = await program({
      settings: {
        "ses-smtp:bounceRateAlarm": "0.02",
        "ses-smtp:complaintRateAlarm": ".0005",
        "ses-smtp:alertTopicArn": topic,
      },
    });
    alarms = all.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(inputsOf("bounce-rate").threshold).to.equal(0.02);
    expect(inputsOf("bounce-rate").alarmDescription).to.include("bounce rate is 2% or more");
    expect(inputsOf("complaint-rate").threshold).to.equal(0.0005);
    expect(inputsOf("complaint-rate").alarmDescription).to.include("complaint rate is 0.05% or more");
    for (const { inputs } of alarms) expect(inputs.alarmActions).to.deep.equal([topic]);
  });
});
