import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { fetchPolicy } from "../../cli/doctor/domain/fetch-policy";
import { WEBHOOK_ROUTES } from "../../handlers/shared/api-routes";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { deployedFunctions } from "../../sandbox/testkit/function-archive";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { callApi } from "../../sandbox/testkit/signed-api";
import { deployedDashboards, queryOf } from "../support/cloudwatch/deployed-dashboards";
import { type QueryResult, runQuery } from "../support/cloudwatch/insights/run-query";
import { logEntries } from "../support/cloudwatch/log-entries";
import { FailedOperations } from "../support/sandbox/failed-operations";
import { tracedCalls } from "../support/tracing/calls";
import { snsSender, TOPIC } from "../support/webhook/sns-sender";

const HANDLERS = path.join(__dirname, "../../handlers");
const PRELOAD = path.join(__dirname, "../support/webhook/certificate-of-sns.cjs");
const DOMAIN = "company.com";
const DAY_MS = 86_400_000;
const MAX_WAIT_MS = 120_000;

/** What each function must be seen to call: a new function needs a line here, and something below that makes it run. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  "smtp-api": ["DynamoDB UpdateItem", "DynamoDB Query", "SESv2 GetAccount"],
  "smtp-configuration-set-attacher": ["SESv2 PutEmailIdentityConfigurationSetAttributes"],
  "smtp-credential-manager": [
    ...["IAM ListUsers", "IAM CreateUser", "IAM PutUserPolicy", "IAM CreateAccessKey", "KMS Encrypt"],
    ...["DynamoDB BatchGetItem", "DynamoDB UpdateItem", "Scheduler CreateSchedule", "SNS Publish"],
    "remote localhost",
  ],
  "smtp-dlq-processor": [
    ...["SQS SendMessageBatch", "SQS ReceiveMessage", "SQS DeleteMessageBatch", "Scheduler CreateSchedule"],
    "Lambda Invoke",
  ],
  "smtp-email-validator": ["DynamoDB BatchGetItem", "DynamoDB Query"],
  "smtp-feedback-recorder": [
    ...[
      "DynamoDB BatchWriteItem",
      "DynamoDB UpdateItem",
      "SESv2 GetAccount",
      "SQS SendMessage",
      "SNS Publish",
    ],
  ],
  "smtp-mta-sts": [], // it returns what its environment has
  "smtp-record-dispatcher": ["DynamoDB BatchGetItem", "Lambda Invoke"],
  "smtp-stream-enabler": ["DynamoDB UpdateTable"],
  "smtp-webhook": ["remote sns.eu-central-1.amazonaws.com", "Lambda Invoke"],
};

/** They fail together with the deployment, and nobody watches them on a dashboard. */
const ONLY_WHILE_DEPLOYING = ["smtp-configuration-set-attacher", "smtp-stream-enabler"];

describe("the traces and log entries of every function", function () {
  this.timeout(400_000);
  let on: FailedOperations;
  const all = () => [...on.sandbox.traces.documents.values()];

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator has another daemon's address
    const sns = await snsSender({
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
    });
    // Each function has something to do: a table without a stream, an identity with another configuration set, a topic
    // of another account with a notification that cannot be understood, a login that works and sends, one that fails.
    on = await FailedOperations.start({
      settings: {
        ...{ identity: "existing", existingConfigurationSet: "attach", mailFromSubdomain: "" },
        ...{ mtaStsMx: `["mx1.${DOMAIN}"]`, mtaStsHosting: "serve" },
        webhookTopicArns: JSON.stringify([TOPIC]),
      },
      existingTable: true,
      prepareTable: async endpoint => {
        const ses = new SESv2Client(clientConfig(endpoint));
        await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: "corporate" }));
        await ses.send(
          new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN, ConfigurationSetName: "corporate" }),
        );
        ses.destroy();
      },
      emulatorEnvironment: {
        NODE_OPTIONS: `--require ${PRELOAD}`,
        TEST_SNS_CERTIFICATE: Buffer.from(sns.certificate).toString("base64"),
      },
    });
    const { report } = on.sandbox;
    const lift = on.deny("kms", "Encrypt", "fails");
    await on.request("fails");
    const allowedFromAddresses = [`sends@${DOMAIN}`];
    const put = { method: "PUT", path: "/api/credentials/sends", body: { allowedFromAddresses } };
    expect((await callApi(report, put)).status).to.equal(201);
    await on.until("sends", ({ status }) => status === "active");
    const login = await on.administrator.login("sends");
    const mail = { from: `sends@${DOMAIN}`, subject: "traced", text: "Hello\n" };
    for (const to of ["bounce@simulator.amazonses.com", "success@simulator.amazonses.com"])
      expect((await new MailClient(report).send(login, { ...mail, to })).code).to.equal(250);
    const Timestamp = new Date().toISOString();
    const [method = "", notifications = ""] = WEBHOOK_ROUTES.notifications.split(" ");
    const posted = { method, path: notifications, body: sns.sign({ Timestamp }) };
    expect((await callApi(report, posted)).status).to.equal(200);
    expect((await callApi(report, { path: "/api/metrics/email/summary" })).status).to.equal(200);
    const https = { port: report.httpsPort, ca: await readFile(report.smtp.caFile, "utf8") };
    const policy = `https://mta-sts.${DOMAIN}/.well-known/mta-sts.txt`;
    expect(await fetchPolicy(policy, ["127.0.0.1"], https)).to.include({ status: 200 });
    await on.deadLetter("fails", 0);
    lift();
    await on.drain();
  });
  after(() => on?.close());

  it("are of all functions that the program has: one for each folder with a handler, all of them deployed here", async () => {
    const folders = readdirSync(HANDLERS, { recursive: true })
      .map(String)
      .flatMap(file => /^([\w-]+)\/handler\.ts$/.exec(file)?.[1] ?? []);
    const deployed = (await deployedFunctions(on.sandbox.report)).map(({ configuration }) =>
      (configuration.FunctionName ?? "").replace(/-[0-9a-f]{7}$/, ""),
    );
    expect(Object.keys(CALLS).sort()).to.deep.equal(folders.map(folder => `smtp-${folder}`).sort());
    expect(deployed.sort()).to.deep.equal(Object.keys(CALLS).sort());
  });

  // Proves R9.1, R9.4, T4.2-a, T4.2-e
  it("have a subsegment for each invocation, and in it the calls to AWS and to others by their names", async () => {
    const expected = Object.entries(CALLS).flatMap(([name, calls]) => calls.map(call => `${name}: ${call}`));
    await pollUntil("every function and call", MAX_WAIT_MS, () => {
      const ended = new Set(all().flatMap(({ name, end_time }) => (end_time === undefined ? [] : [name])));
      const calls = tracedCalls(all());
      const missing = [
        ...Object.keys(CALLS).filter(name => !ended.has(name)),
        ...expected.filter(call => !calls.has(call)),
      ];
      return Promise.resolve(
        missing.length === 0
          ? { done: true }
          : { yet: `${missing.join()}; there are ${[...calls].sort().join()}` },
      );
    });
  });

  it("are well formed: X-Ray would refuse none, and each call belongs to a function", () => {
    const { refused, datagrams } = on.sandbox.traces;
    expect(datagrams.length).to.be.above(50);
    expect(refused).to.deep.equal([]);
    expect([...tracedCalls(all())].filter(call => call.startsWith("nobody: "))).to.deep.equal([]);
  });

  // Proves T6.1-d
  it("are what the system's dashboard shows: how long each function takes, errors, and traces that exist", async () => {
    const system = (await deployedDashboards(on.sandbox.report)).get("system");
    const ask = (title: RegExp, isEnough: (result: QueryResult) => boolean) =>
      pollUntil(`the table ${title.source}`, MAX_WAIT_MS, async () => {
        const result = runQuery(queryOf(system!, title), await logEntries(on.sandbox.report));
        return isEnough(result) ? { done: result.rows } : { yet: JSON.stringify(result.rows) };
      });
    await ask(/^Operations by duration$/, ({ rows }) => {
      const shown = new Set(rows.map(({ service }) => service));
      const running = Object.keys(CALLS).filter(name => !ONLY_WHILE_DEPLOYING.includes(name));
      return running.every(name => shown.has(name));
    });
    // Lambda writes one of its own about each invocation that ends with an error.
    const ours = ({ rows }: QueryResult) => rows.filter(({ service }) => service !== undefined);
    await ask(/^Latest errors$/, result =>
      ours(result).some(
        ({ service, correlation_id }) => service === "smtp-feedback-recorder" && correlation_id !== undefined,
      ),
    );
    const slowest = await ask(/^Slowest traces$/, ({ rows }) => rows.length === 10);
    const traces = new Set(all().map(({ trace_id }) => trace_id));
    for (const { trace_id } of slowest) expect(traces).to.include(trace_id);
  });
});
