import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { SendEmailCommand, type SendEmailCommandInput, SESv2Client } from "@aws-sdk/client-sesv2";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import type { AcceptedMessage } from "../../sandbox/ses/submission/accepted-message";
import { assume } from "../support/api/human-roles";
import { logEntries } from "../support/cloudwatch/log-entries";
import { runDoctorProcess } from "../support/doctor/doctor-process";
import { stageOf } from "../support/doctor/fault";
import { TRIP_FAULTS } from "../support/doctor/trip-faults";

const BOUNCE = "bounce+ses-smtp-doctor@simulator.amazonses.com";
const COMPLAINT = "complaint+ses-smtp-doctor@simulator.amazonses.com";

/** How long a trip waits here where something is broken; the rest of it arrives in a few seconds. */
const BROKEN_WAIT_S = "15";

describe("ses-smtp doctor --round-trip, with the two policies of doctor only", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let token: string;
  const accepted: Pick<AcceptedMessage, "user" | "envelope">[] = [];

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // the faults are in the whole account
    sandbox = await startSandbox({
      settings: {
        alertEmails: JSON.stringify(["administrator@company.com"]),
        domains: JSON.stringify(["company.com", "brand.example"]),
      },
      onMessage: message => accepted.push(message),
    });
    token = await assume(sandbox.report, "round-tripper", false);
  });
  after(() => sandbox?.close());

  const run = (args: readonly string[]) =>
    runDoctorProcess(sandbox.report, ["--only", "stack", ...args], { AWS_SESSION_TOKEN: token });
  const roundTrip = (seconds: string) => run(["--round-trip", "--timeout", seconds]);
  const fromDoctor = () => accepted.filter(({ user }) => user === "human-round-tripper-only");

  it("sends nothing unless it is asked for, and says so", async () => {
    const { code, roundTrip: report, stderr } = await run([]);
    expect(report).to.deep.equal({ made: false, how: "ses-smtp doctor --round-trip" });
    expect(fromDoctor()).to.deep.equal([]);
    expect(code, stderr).to.equal(0);
  });

  it("sends two messages to the simulator, and says when their events were recorded", async () => {
    const { code, findings, roundTrip: report, stderr } = await roundTrip("120");
    expect(findings).to.deep.equal([]);
    expect(code, stderr).to.equal(0);
    expect(fromDoctor().map(({ envelope }) => envelope)).to.deep.equal([
      { from: "ses-smtp-doctor@company.com", to: [BOUNCE] },
      { from: "ses-smtp-doctor@company.com", to: [COMPLAINT] },
    ]);
    if (!report.made) throw new Error("no trip was made");
    expect(report.messages).to.have.length(2);
    for (const seconds of Object.values(report.recordedSeconds))
      expect(seconds).to.be.a("number").and.be.lessThan(120);
  });

  it("is recorded as mail of no login, and trips no breaker, validator, alarm or alert", async () => {
    const { report } = sandbox;
    // The validator's rule takes mail of SMTP users only, so it is not even invoked.
    expect(await logEntries(report, "smtp-email-validator")).to.deep.equal([]);
    const dynamodb = new DynamoDBClient(clientConfig(report.emulator));
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({ TableName: report.tableName, ConsistentRead: true }),
    );
    dynamodb.destroy();
    const items = Items.map((item): Record<string, unknown> => unmarshall(item));
    const keys = items.map(({ PK }) => String(PK));
    const events = items.filter(({ PK }) => String(PK).startsWith("EMAIL_EVENT#"));
    expect(events.map(({ entity_type: type, email }) => [String(type), String(email)])).to.have.deep.members([
      ["email_bounce", BOUNCE],
      ["email_complaint", COMPLAINT],
    ]);
    for (const event of events) expect(event).not.to.have.property("username");
    expect(keys.filter(key => /^EMAIL_(?:BREAKER|FEEDBACK|SOURCE)/.test(key))).to.deep.equal([]);
    expect(keys.filter(key => /^SMTP_HOLD/.test(key))).to.deep.equal([]);
    expect(keys.some(key => key.startsWith("EMAIL_MARK#(unattributed)#"))).to.equal(true);
    const cloudwatch = new CloudWatchClient(clientConfig(report.emulator));
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: "ALARM" }));
    cloudwatch.destroy();
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).to.deep.equal([]);
    expect(accepted.filter(({ user }) => user !== "human-round-tripper-only")).to.deep.equal([]);
  });

  it("adds nothing to the suppression list with the next trip", async () => {
    const suppressed = async () => {
      const dynamodb = new DynamoDBClient(clientConfig(sandbox.report.emulator));
      const { Items = [] } = await dynamodb.send(
        new ScanCommand({ TableName: sandbox.report.tableName, ConsistentRead: true }),
      );
      dynamodb.destroy();
      return Items.map(item => unmarshall(item)).filter(({ PK }) => PK === "SUPPRESSION").length;
    };
    const before = await suppressed();
    expect((await roundTrip("120")).findings).to.deep.equal([]);
    expect({ before, after: await suppressed() }).to.deep.equal({ before: 2, after: 2 });
  });

  it("lets its user send nothing else, from nobody else, to nobody else, and read no other item", async () => {
    const { emulator, outputs, tableName } = sandbox.report;
    const config = clientConfig(emulator);
    const credentials = {
      accessKeyId: sandbox.report.accessKeyId,
      secretAccessKey: sandbox.report.secretAccessKey,
      sessionToken: token,
    };
    const ses = new SESv2Client({ ...config, credentials });
    const text = { Subject: { Data: "x" }, Body: { Text: { Data: "x" } } };
    const good: SendEmailCommandInput = {
      FromEmailAddress: "ses-smtp-doctor@company.com",
      Destination: { ToAddresses: [BOUNCE] },
      ConfigurationSetName: String(outputs.configurationSetName),
      Content: { Simple: text },
    };
    const raw = `From: ses-smtp-doctor@company.com\r\nTo: ${BOUNCE}\r\nSubject: x\r\n\r\nx\r\n`;
    const outcome = (change: Partial<SendEmailCommandInput>) =>
      ses.send(new SendEmailCommand({ ...good, ...change })).then(
        () => "sent",
        (error: Error) => error.name,
      );
    expect(await outcome({})).to.equal("sent");
    const others: readonly Partial<SendEmailCommandInput>[] = [
      { Destination: { ToAddresses: ["jane@elsewhere.example"] } },
      { Destination: { ToAddresses: ["success@simulator.amazonses.com"] } },
      { Destination: { ToAddresses: [BOUNCE], CcAddresses: ["jane@elsewhere.example"] } },
      { Destination: { ToAddresses: [BOUNCE], BccAddresses: ["jane@elsewhere.example"] } },
      { Destination: {} },
      { FromEmailAddress: "jane@company.com" },
      { FromEmailAddress: "ses-smtp-doctor@brand.example" },
      { ConfigurationSetName: "another" },
      { Content: { Raw: { Data: Buffer.from(raw) } } },
      { Content: { Raw: { Data: Buffer.from(raw) } }, Destination: {} },
    ];
    for (const change of others)
      expect(await outcome(change), JSON.stringify(change)).to.equal("AccessDeniedException");
    ses.destroy();
    const dynamodb = new DynamoDBClient({ ...config, credentials });
    for (const PK of [
      "SMTP_USER",
      "SUPPRESSION",
      "EMAIL_ADDRESS#jane@elsewhere.example",
      "EMAIL_MARK#jane#x",
    ]) {
      const Key = { PK: { S: PK }, SK: { S: "USER#jane" } };
      const read = dynamodb.send(new GetItemCommand({ TableName: tableName, Key })).then(
        () => "read",
        (error: Error) => error.name,
      );
      expect(await read, PK).to.equal("AccessDeniedException");
    }
    dynamodb.destroy();
  });

  it("names the permission that it lacks, and sends nothing if it could not see what comes of it", async () => {
    const iam = new IAMClient(clientConfig(sandbox.report.emulator));
    const deny = (Action: string) =>
      iam.send(
        new PutRolePolicyCommand({
          ...{ RoleName: "human-round-tripper-only", PolicyName: "denied" },
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: { Effect: "Deny", Action, Resource: "*" },
          }),
        }),
      );
    const before = fromDoctor().length;
    for (const action of ["dynamodb:GetItem", "ses:SendEmail"]) {
      await deny(action);
      const { code, findings, roundTrip: report } = await roundTrip(BROKEN_WAIT_S);
      const [unmade, ...more] = findings.filter(({ severity }) => severity === "error");
      expect(more).to.deep.equal([]);
      expect(unmade).to.include({ check: "round-trip" });
      expect(unmade?.what)
        .to.match(/^could not be checked: /)
        .and.include(action);
      expect({ code, made: report.made }).to.deep.equal({ code: 1, made: false });
    }
    await deny("none:None");
    iam.destroy();
    expect(fromDoctor()).to.have.length(before);
  });

  for (const fault of TRIP_FAULTS)
    it(`names the last link that works: ${fault.what}`, async () => {
      const undo = await fault.plant(stageOf(sandbox));
      try {
        const { code, findings } = await roundTrip(BROKEN_WAIT_S);
        const trips = findings.filter(({ check }) => check === "round-trip");
        const [named] = trips.filter(({ what }) => fault.says.test(what));
        expect(named, JSON.stringify(trips, null, 2)).to.include({ severity: "error" });
        expect(named?.remedy).to.match(fault.remedy);
        expect(code).to.equal(1);
      } finally {
        await undo();
      }
    });
});
