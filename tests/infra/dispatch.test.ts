import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { program } from "../support/policy-pack/program";

interface Statement {
  Sid?: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const REGION_AND_ACCOUNT = "eu-central-1:123456789012";

describe("the way from a record to the credential manager", () => {
  let all: readonly Registration[];
  before(async () => {
    all = await program();
  });

  const one = (type: string, name: string) => {
    const found = all.filter(registration => registration.type === type && registration.name === name);
    expect(found, `${type} ${name}`).to.have.lengthOf(1);
    return found[0] as Registration;
  };
  const document = (text: unknown) =>
    (typeof text === "string" ? JSON.parse(text) : text) as { Statement: Statement[] };
  const policy = (name: string) =>
    document(one("aws:iam/rolePolicy:RolePolicy", name).inputs.policy).Statement.filter(
      ({ Sid = "" }) => !["Log", "Trace", "Failures", "Park"].includes(Sid),
    );
  const manager = () => one("aws:lambda/function:Function", "smtp-credential-manager").outputs;

  it("leads from the stream to the dispatcher, which alone reads it", () => {
    const mappings = all.filter(({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping");
    expect(mappings.map(({ name }) => name)).to.deep.equal(["smtp-record-dispatcher"]);
    expect(mappings[0]?.inputs).to.include({
      functionName: one("aws:lambda/function:Function", "smtp-record-dispatcher").outputs.arn,
      batchSize: 100, // what one BatchGetItem can read
      parallelizationFactor: 2,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 100,
      maximumRecordAgeInSeconds: -1, // a limit would discard records that are throttled
    });
  });

  // Proves T2-c
  it("lets the dispatcher read the status of credential records, read the stream, and invoke the manager", () => {
    const table = one("aws:dynamodb/table:Table", "store").outputs;
    const [read, invoke, stream, streams] = policy("smtp-record-dispatcher");
    expect(read).to.deep.include({
      Action: "dynamodb:BatchGetItem",
      Resource: table.arn,
      Condition: {
        "ForAllValues:StringEquals": {
          "dynamodb:LeadingKeys": ["SMTP_USER"],
          "dynamodb:Attributes": [
            ...["PK", "SK", "status", "failure"],
            ...["compromised_at", "compromised_for", "changed_by"],
          ],
        },
        StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
      },
    });
    expect(invoke).to.deep.include({ Action: "lambda:InvokeFunction", Resource: manager().arn });
    expect(stream).to.deep.include({ Resource: table.streamArn });
    expect(streams).to.deep.include({ Action: "dynamodb:ListStreams" });
  });

  it("lets the dispatcher read, for a sweep, the table's logins and the stack's users, and book wake-ups", () => {
    const table = one("aws:dynamodb/table:Table", "store").outputs;
    const granted = policy("smtp-record-dispatcher").slice(4);
    expect(granted.map(({ Sid, Action }) => [Sid, Action])).to.deep.equal([
      ["QueryRecords", ["dynamodb:Query"]],
      ["WriteRecords", ["dynamodb:UpdateItem"]],
      ["SearchTable", "dynamodb:Scan"],
      ["NoteSearch", ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:UpdateItem"]],
      ["ReadOtherLogins", ["dynamodb:BatchGetItem"]],
      ["NoteOtherLogins", ["dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:UpdateItem"]],
      [
        "ReadUsers",
        [
          ...["iam:GetAccessKeyLastUsed", "iam:GetUser", "iam:GetUserPolicy", "iam:ListAccessKeys"],
          "iam:ListAttachedUserPolicies",
        ],
      ],
      ["RecognizeDeletedUsers", "iam:GetUser"],
      ["FindUsers", "iam:ListUsers"],
      ["BookWakeUps", "scheduler:CreateSchedule"],
      ["PassScheduleRole", "iam:PassRole"],
      ["CountParked", "sqs:GetQueueAttributes"],
      ["RemoveSelfTests", "dynamodb:DeleteItem"],
      ["RemoveSelfTestSets", "ses:DeleteConfigurationSet"],
    ]);
    expect(granted[0]).to.deep.include({
      Resource: table.arn,
      Condition: {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["SMTP_USER", "SMTP_LEASE", "SMTP_HOLD"] },
      },
    });
  });

  it("starts a sweep once a day, and when what records are judged against has changed", () => {
    const dispatcher = one("aws:lambda/function:Function", "smtp-record-dispatcher");
    const { inputs } = one("aws:scheduler/schedule:Schedule", "smtp-sweep");
    expect(inputs.scheduleExpression).to.equal("cron(17 3 * * ? *)");
    expect(inputs.target).to.deep.include({
      arn: dispatcher.outputs.arn,
      input: JSON.stringify({ sweep: { cause: "daily" } }),
    });
    const deployment = one("aws:lambda/invocation:Invocation", "smtp-sweep").inputs;
    expect(deployment).to.deep.include({
      functionName: dispatcher.outputs.name,
      input: JSON.stringify({ sweep: { cause: "deployment" } }),
    });
    expect(Object.keys(deployment.triggers as object).sort()).to.deep.equal([
      ...[
        "ALLOWED_FROM_DOMAINS",
        "RECEIVING_RULES",
        "ROTATION_DAYS",
        "ROTATION_GRACE_DAYS",
        "ROTATION_MAX_GRACE_DAYS",
      ],
      ...["SENDING_RESOURCES", "table"],
    ]);
  });

  it("lets the manager invoke itself, by a policy that comes after the function", () => {
    expect(policy("smtp-credential-manager-retries")).to.deep.equal([
      { Sid: "InvokeManager", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: manager().arn },
    ]);
  });

  it("lets the manager create schedules in the stack's own group, and pass their role to Scheduler only", () => {
    const group = one("aws:scheduler/scheduleGroup:ScheduleGroup", "ses-smtp-wake-ups").outputs;
    const role = one("aws:iam/role:Role", "smtp-wake-ups").outputs;
    const granted = policy("smtp-credential-manager").filter(({ Action }) =>
      [Action].flat().some(action => /^scheduler:|^iam:PassRole$/.test(action)),
    );
    expect(granted).to.deep.equal([
      {
        Sid: "BookWakeUps",
        Effect: "Allow",
        Action: "scheduler:CreateSchedule",
        Resource: `arn:aws:scheduler:${REGION_AND_ACCOUNT}:schedule/${String(group.name)}/*`,
      },
      {
        Sid: "PassScheduleRole",
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: role.arn,
        Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      },
    ]);
  });

  it("has a role for schedules that only this group can use, to invoke the functions that book them, and to park", () => {
    const group = one("aws:scheduler/scheduleGroup:ScheduleGroup", "ses-smtp-wake-ups").outputs;
    const trust = document(one("aws:iam/role:Role", "smtp-wake-ups").inputs.assumeRolePolicy).Statement;
    expect(trust).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnEquals: { "aws:SourceArn": group.arn },
        },
      },
    ]);
    expect(policy("smtp-wake-ups").map(({ Action, Resource }) => ({ Action, Resource }))).to.deep.equal([
      {
        Action: "lambda:InvokeFunction",
        Resource: [
          "smtp-credential-manager",
          "smtp-record-dispatcher",
          "smtp-dlq-processor",
          "smtp-feedback-recorder",
        ].map(name => one("aws:lambda/function:Function", name).outputs.arn),
      },
      { Action: "sqs:SendMessage", Resource: one("aws:sqs/queue:Queue", "smtp-parked").outputs.arn },
    ]);
  });
});
