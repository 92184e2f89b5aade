import { CloudWatchLogsClient, DescribeQueryDefinitionsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { DashboardKind } from "../../infra/dashboards/parts";
import type { DashboardBody } from "../../infra/dashboards/widgets";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { clientConfig } from "../../sandbox/shared/account";
import { pollUntil } from "../../sandbox/shared/poll";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { deployedDashboards, queryOf } from "../support/cloudwatch/deployed-dashboards";
import { type QueryResult, runQuery } from "../support/cloudwatch/insights/run-query";
import { logEntries } from "../support/cloudwatch/log-entries";
import { embeddedMetrics } from "../support/cloudwatch/metrics/embedded";
import { linesOf } from "../support/cloudwatch/widget-data";

const JANE = "queries.jane";
const BROKEN = "queries.broken";

/** A function's log appears after its invocation. */
const MAX_WAIT_MS = 90_000;

describe("the saved queries and dashboards of a deployed stack, on what its functions logged", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let administrator: Administrator;
  const saved = new Map<string, string>();
  let dashboards: ReadonlyMap<DashboardKind, DashboardBody>;

  before(async () => {
    sandbox = await startSandbox({ keyDelayMs: 200 });
    const { report } = sandbox;
    administrator = new Administrator(report);
    await administrator.put(JANE, {
      status: "pending",
      allowed_from_addresses: [`${JANE}@${report.domain}`],
    });
    await administrator.put(BROKEN, {
      status: "pending",
      allowed_from_addresses: ["somebody@elsewhere.example"],
    });
    await administrator.waitFor(JANE, ({ status }) => status === "active");
    await administrator.waitFor(BROKEN, ({ status }) => status === "failed");
    const login = await administrator.login(JANE);
    for (const to of ["success+queries", "bounce+queries"]) {
      const mail = {
        from: `${JANE}@${report.domain}`,
        to: `${to}@simulator.amazonses.com`,
        subject: "Hello",
        text: "Hello\n",
      };
      expect((await new MailClient(report).send(login, mail)).code).to.equal(250);
    }
    await readDefinitions();
    await sweep();
  });
  after(async () => {
    administrator?.close();
    await sandbox?.close();
  });

  async function readDefinitions(): Promise<void> {
    const logs = new CloudWatchLogsClient(clientConfig(sandbox.report.emulator));
    const found = await logs.send(new DescribeQueryDefinitionsCommand({}));
    for (const { name = "", queryString = "", logGroupNames = [] } of found.queryDefinitions ?? []) {
      expect(logGroupNames, name).to.not.deep.equal([]);
      const sources = logGroupNames.map(group => `SOURCE '${group}'`).join(" | ");
      saved.set(name.split("/").at(-1) ?? "", `${sources} | ${queryString}`);
    }
    logs.destroy();
    dashboards = await deployedDashboards(sandbox.report);
  }

  async function sweep(): Promise<void> {
    const lambda = new LambdaClient(clientConfig(sandbox.report.emulator));
    const FunctionName = String(sandbox.report.outputs.dispatcherFunctionName);
    const Payload = JSON.stringify({ sweep: { cause: "test" } });
    await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    lambda.destroy();
  }

  /** Asks again until the entries are there. */
  const ask = (query: string, isEnough: (result: QueryResult) => boolean = ({ rows }) => rows.length > 0) =>
    pollUntil("the result of a query", MAX_WAIT_MS, async () => {
      const result = runQuery(query, await logEntries(sandbox.report));
      return isEnough(result) ? { done: result } : { yet: JSON.stringify(result.rows).slice(0, 500) };
    });
  const widget = (dashboard: DashboardKind, title: RegExp): string => {
    const body = dashboards.get(dashboard);
    expect(body, dashboard).to.not.equal(undefined);
    return queryOf(body!, title);
  };

  it("are four queries and three dashboards, whose address is an output", () => {
    expect([...saved.keys()].sort()).to.deep.equal([
      "Failures by code",
      "One login's story",
      "Slowest activations",
      "Who sent to an address",
    ]);
    for (const [kind, { widgets }] of dashboards) expect(widgets.length, kind).to.be.greaterThan(5);
    expect(sandbox.report.outputs.dashboardUrl).to.match(
      /^https:\/\/[\w-]+\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=[\w-]+#dashboards\/dashboard\/ses-smtp-[\w-]+-credentials$/,
    );
  });

  // Proves R5.3, R9.2, T3.3-c, T3.3-e
  it("one login's story, from the stream to the working login, in the order of time", async () => {
    const query = (saved.get("One login's story") ?? "").replace("john\\.doe", JANE.replace(".", "\\."));
    const { rows } = await ask(query, result =>
      ["smtp-record-dispatcher", "smtp-credential-manager"].every(name =>
        result.rows.some(({ service }) => service === name),
      ),
    );
    const times = rows.map(row => row["@timestamp"]);
    expect(times).to.deep.equal([...times].sort());
    expect(JSON.stringify(rows)).to.not.include(BROKEN);
  });

  it("failures by code, with the login that failed last", async () => {
    for (const query of [saved.get("Failures by code") ?? "", widget("credentials", /^Failures by code$/)]) {
      const { rows, columns } = await ask(query);
      expect(columns).to.deep.equal(["code", "failures", "last_time", "last_login", "its_correlation_id"]);
      expect(rows).to.have.lengthOf(1);
      expect(rows[0]).to.include({ failures: 1, last_login: BROKEN });
      expect(rows[0]?.["code"]).to.be.a("string").that.is.not.equal("");
    }
  });

  it("who sent to an address, however it is written", async () => {
    const query = (saved.get("Who sent to an address") ?? "").replace(
      "anna@example\\.com",
      "Success\\+Queries@simulator\\.amazonses\\.com",
    );
    const { rows } = await ask(query, result => result.rows.length >= 2);
    expect(rows.map(row => row["email_event"]).sort()).to.deep.equal(["delivery", "send"]);
    for (const row of rows) expect(row).to.include({ username: JANE });
  });

  it("slowest activations, in seconds", async () => {
    for (const query of [
      saved.get("Slowest activations") ?? "",
      widget("credentials", /^Slowest activations$/),
    ]) {
      const { rows } = await ask(query);
      expect(rows.map(({ username }) => username)).to.deep.equal([JANE]);
      expect(Number(rows[0]?.["seconds"])).to.be.within(0, 120);
    }
  });

  it("messages by login, newly suppressed addresses, and records by status", async () => {
    const byLogin = await ask(
      widget("sending", /^Messages by login/),
      ({ rows }) => Number(rows[0]?.["messages"]) === 2,
    );
    expect(byLogin.rows).to.deep.equal([{ login: JANE, messages: 2 }]);
    const suppressed = await ask(widget("sending", /^Newly suppressed/));
    expect(suppressed.rows).to.have.lengthOf(1);
    expect(suppressed.rows[0]).to.include({ email_event: "bounce", addresses: 1 });
    const statuses = await ask(
      widget("sending", /^Records by status/),
      ({ rows }) => Number(rows[0]?.["active"]) >= 1,
    );
    expect(statuses.rows[0]).to.include({ pending: 0, active: 1, disabled: 0, failed: 1, suspended: 0 });
  });

  // Proves T6.1-e
  it("operations by duration, of each function that ran", async () => {
    const { rows } = await ask(widget("system", /^Operations by duration$/), result =>
      ["smtp-record-dispatcher", "smtp-credential-manager", "smtp-feedback-recorder"].every(name =>
        result.rows.some(({ service }) => service === name),
      ),
    );
    for (const row of rows) expect(Number(row["max_ms"])).to.be.at.least(Number(row["p50_ms"]));
  });

  // Proves R5.4, T6.1-a, T9-d
  it("latest errors: nothing that is not a function's own", async () => {
    const { rows } = runQuery(widget("system", /^Latest errors$/), await logEntries(sandbox.report));
    expect(rows.filter(({ service }) => service === undefined)).to.deep.equal([]);
  });

  it("graphs of what the functions emitted: one login created, one failed, its time to active in seconds", async () => {
    const entries = await logEntries(sandbox.report);
    const data = embeddedMetrics(entries);
    const range = { from: Math.min(...data.map(({ at }) => at)), to: Date.now() + 1 };
    const graph = (title: RegExp) => {
      const widgets = dashboards.get("credentials")?.widgets ?? [];
      const found = widgets.flatMap(each =>
        each.type === "metric" && title.test(each.properties.title) ? [each.properties] : [],
      );
      expect(found, title.source).to.have.lengthOf(1);
      return found.flatMap(properties => linesOf(properties, data, range));
    };
    const sums = graph(/^In the time range$/).map(({ label, values }) => [
      label,
      [...values.values()].reduce((a, b) => a + b, 0),
    ]);
    expect(Object.fromEntries(sums)).to.deep.equal({ "Created, now active": 1, Failed: 1, Deleted: 0 });
    const [median] = graph(/^Time from/);
    expect([...(median?.values.values() ?? [])][0]).to.be.within(0, 120);
  });
});
