import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { EventRecorder } from "../../handlers/email-events/record/record-events";
import { EventTable } from "../../handlers/email-events/table";
import { ACCOUNT_ID, clientConfig } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";
import { parsePrometheus } from "../support/api/prometheus-parser";
import { callApi, type SignedRequest } from "../../sandbox/testkit/signed-api";
import { pollUntil } from "../../sandbox/shared/poll";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";
import { eventsIn } from "../support/ses-events/event-store";
import { bounce, failed, message } from "../support/ses-events/reported-shapes";

const USERNAME = "metrics.jane";
const BOUNCED = "metrics+Bounced@one.example";

describe("the deployed API's metrics", function () {
  this.timeout(120_000);
  let report: SandboxReport;
  let dynamodb: DynamoDBClient;

  before(async () => {
    ({ report } = await sharedSandbox());
    dynamodb = new DynamoDBClient(clientConfig(report.emulator));
    const table = new EventTable(dynamodb, report.tableName);
    const retention = { days: 90, attribute: "expires_at" };
    const recorder = new EventRecorder(table, { accountId: ACCOUNT_ID, retention });
    await recorder.record(recorded());
  });
  after(() => dynamodb.destroy());

  const call = (method: string, path: string, rest: Partial<SignedRequest> = {}) =>
    callApi(report, { method, path: `/api/metrics${path}`, ...rest });

  /** The API counts at most once in 10 seconds, and another suite may have asked it just before. */
  const counted = <Found>(found: () => Promise<Found | undefined>): Promise<Found> =>
    pollUntil("the counts of this suite's mail", 30_000, async () => {
      const done = await found();
      return done === undefined ? { yet: "not counted" } : { done };
    });

  it("are within its role: bounces, complaints, summary, with the login behind each", async () => {
    const body = await counted(async () => {
      const { status, body, text } = await call("GET", `/email/bounces?username=${USERNAME}`);
      expect(status, text).to.equal(200);
      return body.sent === 0 ? undefined : body;
    });
    expect(body).to.deep.include({ total: 1, sent: 1, bounce_rate: 1 });
    expect((body.recent_bounces as object[])[0]).to.include({
      ...{ email: BOUNCED.toLowerCase(), username: USERNAME, type: "permanent", suppressed: true },
    });
    const complaints = await call("GET", `/email/complaints?username=${USERNAME}`);
    expect(complaints.body, complaints.text).to.deep.include({ total: 0 });
    const summary = await call("GET", "/email/summary");
    expect(summary.status, summary.text).to.equal(200);
    expect(summary.body.quota).to.include.keys("used", "max");
  });

  it("are understood by Prometheus's parser", async () => {
    const text = await counted(async () => {
      const { status, headers, text } = await call("GET", "/prometheus");
      expect(status, text).to.equal(200);
      expect(headers.get("content-type")).to.match(/^text\/plain; version=0\.0\.4/);
      return text.includes(USERNAME) ? text : undefined;
    });
    const samples = (await parsePrometheus(text)).flatMap(family => family.samples);
    const bounces = samples.find(
      ({ name, labels }) => name === "ses_smtp_email_login_bounces_total" && labels.username === USERNAME,
    );
    expect(bounces?.value).to.equal(1);
    const [max] = samples.filter(({ name }) => name === "ses_smtp_email_quota_max");
    expect(max?.value).to.be.above(0);
    expect(text).not.to.include("one.example");
  });

  it("list what bounced as suppressed; it is lifted by its path, and by the query", async () => {
    const entry = () => call("GET", `/email/suppressions?email=${encodeURIComponent(BOUNCED)}`);
    expect((await entry()).body).to.deep.include({ total: 1 });
    const byPath = await call("DELETE", `/email/suppressions/${encodeURIComponent(BOUNCED)}`);
    expect(byPath.status, byPath.text).to.equal(200);
    expect((await entry()).body).to.deep.include({ total: 0 });

    const added = await call("POST", "/email/suppressions", { body: { email: BOUNCED } });
    expect(added.status, added.text).to.equal(201);
    const Key = { PK: { S: "SUPPRESSION" }, SK: { S: `EMAIL#${BOUNCED.toLowerCase()}` } };
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: report.tableName, Key }));
    expect(Item?.source?.S).to.match(/:root$/);
    const byQuery = await call("DELETE", `/email/suppressions?email=${encodeURIComponent(BOUNCED)}`);
    expect(byQuery.status, byQuery.text).to.equal(200);
    expect((await call("DELETE", `/email/suppressions/${encodeURIComponent(BOUNCED)}`)).status).to.equal(404);
  });

  /** A mail of the login, and its bounce. */
  function recorded() {
    const timestamp = new Date().toISOString();
    const tags = { "ses:caller-identity": [`ses-smtp-user-${USERNAME}-1763000000`] };
    const mail = { timestamp, destination: [BOUNCED], tags, sendingAccountId: ACCOUNT_ID };
    const details = { type: "Permanent", subtype: "General", recipients: [failed(BOUNCED, "5.1.1")] };
    const events = [
      message("event", "Send", {}, mail),
      bounce("event", { ...details, others: { timestamp } }, mail),
    ];
    return eventsIn(events, Date.parse(timestamp));
  }
});
