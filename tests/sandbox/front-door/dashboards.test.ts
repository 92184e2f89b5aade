import {
  CloudWatchClient,
  DashboardInvalidInputError,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DeleteQueryDefinitionCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";

import {
  clientConfig,
  failureOf,
  type FrontDoorFixture,
  startFrontDoorFixture,
} from "../../support/front-door/fixture";

describe("dashboards and saved queries at the front door", () => {
  let fixture: FrontDoorFixture;
  let cloudwatch: CloudWatchClient;
  let logs: CloudWatchLogsClient;
  before(async () => {
    fixture = await startFrontDoorFixture();
    cloudwatch = new CloudWatchClient(clientConfig(fixture.door.url));
    logs = new CloudWatchLogsClient(clientConfig(fixture.door.url));
  });
  after(async () => {
    cloudwatch.destroy();
    logs.destroy();
    await fixture.close();
  });

  const put = (DashboardName: string, widgets: unknown) =>
    cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody: JSON.stringify({ widgets }) }));

  it("stores a valid dashboard, and deletes it", async () => {
    const widgets = [{ type: "text", x: 0, y: 0, width: 6, height: 3, properties: { markdown: "# Here" } }];
    expect((await put("valid", widgets)).DashboardValidationMessages).to.deep.equal([]);
    const { DashboardBody = "" } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: "valid" }));
    expect(JSON.parse(DashboardBody)).to.deep.equal({ widgets });
    await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: ["valid"] }));
    expect(await failureOf(cloudwatch.send(new GetDashboardCommand({ DashboardName: "valid" })))).to.match(
      /ResourceNotFound|NotFound/,
    );
  });

  it("refuses an invalid one with all that is wrong, and keeps what was there", async () => {
    await put("kept", []);
    const row = ["AWS/SES", "Send", { dimensions: { a: "b" } }];
    const widgets = [{ type: "metric", properties: { metrics: [row] } }];
    const thrown = await put("kept", widgets).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(DashboardInvalidInputError);
    const { message, dashboardValidationMessages } = thrown as DashboardInvalidInputError;
    expect(message).to.match(/^The dashboard body is invalid, there are 4 validation errors:/);
    expect(dashboardValidationMessages?.map(({ DataPath }) => DataPath)).to.include.members([
      "/widgets/0/properties",
      "/widgets/0/properties/metrics/0",
    ]);
    const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: "kept" }));
    expect(DashboardBody).to.equal('{"widgets":[]}');
  });

  it("stores one with a property that CloudWatch ignores, and says so", async () => {
    const widgets = [{ type: "text", properties: { markdown: "", font: "serif" } }];
    expect((await put("ignored", widgets)).DashboardValidationMessages).to.deep.equal([
      {
        DataPath: "/widgets/0/properties",
        Message: 'The "font" property is not expected to be part of a widget definition, will be ignored',
      },
    ]);
  });

  it("refuses a name that CloudWatch does not allow", async () => {
    expect(await failureOf(put("no spaces", []))).to.equal("DashboardInvalidInputError");
  });

  it("stores, lists, changes and deletes saved queries", async () => {
    const save = (name: string, queryString: string, queryDefinitionId?: string) =>
      logs.send(
        new PutQueryDefinitionCommand({ name, queryString, queryDefinitionId, logGroupNames: ["/g"] }),
      );
    const list = async (queryDefinitionNamePrefix: string) =>
      (await logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix })))
        .queryDefinitions ?? [];
    const { queryDefinitionId = "" } = await save("mail/one", "fields @message");
    await save("other", "fields @message");
    await save("mail/renamed", "fields @timestamp", queryDefinitionId);
    const [found, ...more] = await list("mail/");
    expect(more).to.deep.equal([]);
    expect(found).to.include({ queryDefinitionId, name: "mail/renamed", queryString: "fields @timestamp" });
    expect(found?.logGroupNames).to.deep.equal(["/g"]);

    await logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId }));
    expect(await list("mail/")).to.deep.equal([]);
    expect(await failureOf(logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId })))).to.equal(
      "ResourceNotFoundException",
    );
    expect(await failureOf(save("", "fields @message"))).to.equal("InvalidParameterException");
    expect(await failureOf(save("long", "x".repeat(10_001)))).to.equal("InvalidParameterException");
  });
});
