import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { METRICS } from "../../handlers/shared/metrics";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { alarmExpression, alarmState } from "../support/cloudwatch/alarm";
import { metricValues, type MetricValue } from "../support/cloudwatch/emf";
import { FailedOperations } from "../support/sandbox/failed-operations";
import { runSweep } from "../support/sandbox/sweeps";

const MAX_WAIT_MS = 120_000;

describe("alarms and metrics in the sandbox", function () {
  this.timeout(400_000);
  let on: FailedOperations;
  let cloudwatch: CloudWatchClient;
  let logs: CloudWatchLogsClient;
  let iam: IAMClient;
  let alarms: MetricAlarm[];
  let alertAbout: (text: string) => Promise<string>;
  const outputs = () => on.sandbox.report.outputs as Record<string, string> & { logGroupNames: string[] };

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    on = await FailedOperations.start();
    const config = clientConfig(on.sandbox.report.emulator);
    cloudwatch = new CloudWatchClient(config);
    logs = new CloudWatchLogsClient(config);
    iam = new IAMClient(config);
    alertAbout = await on.subscribeToAlerts();
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: "ses-smtp " }),
    );
    alarms = MetricAlarms;
  });
  after(async () => {
    for (const client of [cloudwatch, logs, iam]) client?.destroy();
    await on?.close();
  });

  /** The alarm as CloudWatch has it, in the form in which the program declares it. */
  const expressionOf = (alarm: MetricAlarm) =>
    alarmExpression({
      name: alarm.AlarmName,
      namespace: alarm.Namespace,
      metricName: alarm.MetricName,
      dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      statistic: alarm.Statistic,
      period: alarm.Period,
      evaluationPeriods: alarm.EvaluationPeriods,
      datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
      threshold: alarm.Threshold,
      comparisonOperator: alarm.ComparisonOperator,
      treatMissingData: alarm.TreatMissingData,
    });

  // Proves R7.5, T6.2-a, T6.2-c, T9-d, P-practice4.4
  it("each of the ten alarms reaches a subscriber of the alert topic, with its sentence and its runbook", async () => {
    expect(alarms).to.have.length(10);
    for (const { AlarmName, AlarmDescription } of alarms) {
      await cloudwatch.send(
        new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "a test" }),
      );
      const notification = JSON.parse(await alertAbout(String(AlarmName))) as Record<string, unknown>;
      expect(notification).to.include({ AlarmName, AlarmDescription, NewStateValue: "ALARM" });
      expect(AlarmDescription).to.match(/\. Runbook: docs\/operations\.md#[\w-]+$/);
    }
  });

  // Proves D-dlq.3, T4.1-c, T6.2-b
  it("a failed operation that waits in the dead-letter queue raises the queue's alarm after half an hour", async () => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName?.endsWith("wait to be retried"));
    const expression = expressionOf(alarm!);
    const lift = on.deny("iam", "CreateUser", "waits");
    await on.request("waits");
    await on.deadLetter("waits", 0);
    const depth = await depthOf(outputs().deadLetterQueueUrl ?? "");
    expect(depth).to.be.above(0);
    const queueName = (outputs().deadLetterQueueUrl ?? "").split("/").at(-1);
    const now = Date.now();
    const samples = Array.from({ length: 31 }, (_, minutesAgo) => ({
      namespace: "AWS/SQS",
      name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queueName ?? "" },
      value: depth,
      at: now - minutesAgo * 60_000,
    }));
    expect(alarmState(expression, samples.slice(0, 20), now)).to.equal("OK");
    expect(alarmState(expression, samples, now)).to.equal("ALARM");
    lift();
  });

  // Proves R5.4, T9-d
  it("every metric is emitted where it happens: valid entries of the log, with the stack as dimension, and no zeros", async () => {
    const { domain } = on.sandbox.report;
    const from = (name: string) => `${name}@${domain}`;
    await on.administrator.put("jane", {
      status: "pending",
      allowed_from_addresses: [from("jane")],
      rotation_grace_days: 0,
    });
    const { iam_user_name } = await on.until("jane", ({ status }) => status === "active");
    await on.administrator.put("invalid", { status: "pending", allowed_from_addresses: ["a@elsewhere.org"] });
    const login = await on.administrator.login("jane");
    const send = async (sender: string) => {
      const mail = { from: sender, to: "reader@example.org", subject: "metrics", text: "Hello\n" };
      const reply = await new MailClient(on.sandbox.report).send(login, mail);
      expect(reply.code, reply.text).to.equal(250);
    };
    await send(from("jane"));
    await emitted("SuccessfulSends");
    await on.until("invalid", ({ status }) => status === "failed");
    const { counts } = await runSweep(on.sandbox.report);
    expect(counts.failed_record).to.be.above(0);
    // A violation, which stops the login: the sandbox runs with `enforcement: suspend`.
    const Statement = [{ Effect: "Allow", Action: "ses:*", Resource: "*" }];
    await iam.send(
      new PutUserPolicyCommand({
        UserName: iam_user_name,
        PolicyName: "somebody-widened-it",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
    await pollUntil("a message that violates the rules", MAX_WAIT_MS, async () => {
      const mail = { from: from("boss"), to: "reader@example.org", subject: "metrics", text: "Hello\n" };
      const { code } = await new MailClient(on.sandbox.report).send(login, mail);
      return code === 250 ? { done: true } : { yet: String(code) };
    });
    await emitted("LoginsSuspended");
    await on.administrator.put("rotating", {
      status: "pending",
      allowed_from_addresses: [from("rotating")],
    });
    await on.until("rotating", ({ status }) => status === "active");
    await on.administrator.put("rotating", { status: "pending", allowed_from_addresses: [from("rotating")] });
    await emitted("Rotations");
    await on.administrator.remove("rotating");
    for (const name of Object.keys(METRICS)) await emitted(name);
    for (const { namespace, dimensions, value } of await allValues()) {
      expect({ namespace, dimensions }).to.deep.equal({
        namespace: "ses-smtp",
        dimensions: { stack: "sandbox" },
      });
      expect(value).to.be.above(0);
    }
  });

  async function depthOf(QueueUrl: string): Promise<number> {
    const name = "ApproximateNumberOfMessages";
    const { Attributes } = await on.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
    );
    return Number(Attributes?.[name]);
  }

  const emitted = (name: string) =>
    pollUntil(`the metric ${name}`, MAX_WAIT_MS, async () => {
      const values = await allValues();
      const found = values.filter(value => value.name === name);
      return found.length > 0
        ? { done: found }
        : { yet: [...new Set(values.map(value => value.name))].join() };
    });

  async function allValues(): Promise<MetricValue[]> {
    const events = await Promise.all(
      outputs().logGroupNames.map(async logGroupName => {
        const { events: found = [] } = await logs.send(
          new FilterLogEventsCommand({ logGroupName, limit: 10_000 }),
        );
        return found;
      }),
    );
    return events.flat().flatMap(({ message = "" }) => metricValues(message.trim()));
  }
});
