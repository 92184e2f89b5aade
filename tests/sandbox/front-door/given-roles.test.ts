import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { DeleteRoleCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";

import { openWorkbench, type Workbench } from "../../support/emulator/workbench";
import { zipOf } from "../../../sandbox/provider/archive";
import { ACCOUNT_ID, clientConfig, REGION } from "../../../sandbox/shared/account";

const REFUSED =
  "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.";
const LAMBDA = "lambda.amazonaws.com";
const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;

describe("a role that is given to", () => {
  let bench: Workbench;
  let lambda: LambdaClient;
  let count = 0;
  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    bench = await openWorkbench();
    lambda = new LambdaClient(clientConfig(bench.url));
  });
  after(async () => {
    lambda?.destroy();
    await bench?.close();
  });

  const answer = async (call: Promise<unknown>) =>
    call.then(
      () => "accepted",
      ({ name, message }: Error) => `${name}: ${message}`,
    );
  const create = (FunctionName: string, Role: string) =>
    answer(
      lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Code: {
            ZipFile: zipOf(
              {
                kind: "archive",
                assets: { "index.js": { kind: "asset", text: "exports.handler = () => {}" } },
              },
              __dirname,
            ),
          },
        }),
      ),
    );
  const trusting = (service: string, condition: object = {}) =>
    bench.createRole(`given-${++count}`, { service, condition });

  it("a new function must exist and trust Lambda, for this function and account", async () => {
    expect(await create("missing", roleArn("missing"))).to.equal(REFUSED);
    expect(await create("other-service", await trusting("scheduler.amazonaws.com"))).to.equal(REFUSED);
    const forFunction = (name: string) => ({ ArnEquals: { "aws:SourceArn": functionArn(name) } });
    expect(await create("mine", await trusting(LAMBDA, forFunction("another")))).to.equal(REFUSED);
    const strangers = { StringEquals: { "aws:SourceAccount": "999999999999" } };
    expect(await create("strangers", await trusting(LAMBDA, strangers))).to.equal(REFUSED);
    expect(await create("mine", await trusting(LAMBDA, forFunction("mine")))).to.equal("accepted");
  });

  it("an existing function must, too; other changes do not ask", async () => {
    expect(await create("changed", await trusting(LAMBDA))).to.equal("accepted");
    const change = (input: { Role?: string; Description?: string }) =>
      answer(lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "changed", ...input })));
    expect(await change({ Role: roleArn("missing") })).to.equal(REFUSED);
    expect(await change({ Role: await trusting("events.amazonaws.com") })).to.equal(REFUSED);
    expect(await change({ Description: "d" })).to.equal("accepted");
    expect(await change({ Role: await trusting(LAMBDA) })).to.equal("accepted");
  });

  it("a function whose stream is mapped must still exist", async () => {
    const role = await trusting(LAMBDA);
    expect(await create("mapped", role)).to.equal("accepted");
    const RoleName = role.slice(role.lastIndexOf("/") + 1);
    await bench.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "rights" }));
    await bench.iam.send(new DeleteRoleCommand({ RoleName }));
    const EventSourceArn = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/t/stream/2026-01-01T00:00:00.000`;
    const mapping = new CreateEventSourceMappingCommand({
      FunctionName: "mapped",
      EventSourceArn,
      StartingPosition: "LATEST",
    });
    expect(await answer(lambda.send(mapping))).to.equal(REFUSED);
  });

  it("a rule or its target must exist and trust EventBridge, for this rule", async () => {
    const rule = "given";
    const put = async (action: string, body: object) => {
      const { status, body: text } = await bench.request("events", { target: `AWSEvents.${action}`, body });
      return status === 200 ? "accepted" : text;
    };
    const EventPattern = JSON.stringify({ source: ["mine"] });
    const withTarget = (RoleArn: string) =>
      put("PutTargets", { Rule: rule, Targets: [{ Id: "1", Arn: functionArn("mine"), RoleArn }] });
    const EVENTS = "events.amazonaws.com";
    const forRule = (name: string) => ({
      ArnEquals: { "aws:SourceArn": `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${name}` },
    });
    const refused = (role: string) => `Provided role '${role}' cannot be assumed by principal '${EVENTS}'.`;
    const missing = roleArn("missing");
    expect(await put("PutRule", { Name: rule, EventPattern, RoleArn: missing })).to.include(refused(missing));
    expect(await put("PutRule", { Name: rule, EventPattern })).to.equal("accepted");
    for (const role of [missing, await trusting(LAMBDA), await trusting(EVENTS, forRule("another"))])
      expect(await withTarget(role)).to.include(refused(role));
    expect(await withTarget(await trusting(EVENTS, forRule(rule)))).to.equal("accepted");
  });
});
