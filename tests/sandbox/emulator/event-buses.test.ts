import { expect } from "chai";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { openDeliveries, ruleArn, statement, type Deliveries } from "../../support/emulator/deliveries";

const OTHER_REGION = "us-east-1";

/** May not put events, before a test lets it. */
const ROLE = { service: "events.amazonaws.com", actions: "sqs:SendMessage" };

/** The target of rules on the default bus of REGION: a queue that shows what arrives there. */
describe("an event on its way to a bus in another region, in the emulator", () => {
  let on: Deliveries;
  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openDeliveries();
  });
  after(() => on?.bench.close());

  const busIn = (region: string) => `arn:aws:events:${region}:${ACCOUNT_ID}:event-bus/default`;
  const events = (region: string, action: string, body: object) =>
    on.bench.request("events", { target: `AWSEvents.${action}`, body, region });

  /**
   * A rule in the other region that forwards to REGION, and a queue that gets what arrives.
   * @param back parts of another target there, which sends it back
   */
  async function forwarded(parts: object, back?: object) {
    const source = `test.${on.next()}`;
    const EventPattern = JSON.stringify({ source: [source] });
    const queue = await on.bench.createQueue(`arrived-${on.next()}`);
    const [here, there] = [`here-${on.next()}`, `there-${on.next()}`];
    await on.setPolicy(queue, [statement("events.amazonaws.com", queue.arn, ruleArn(here))]);
    for (const [region, Name, target] of [
      [REGION, here, { Id: "1", Arn: queue.arn }],
      [OTHER_REGION, there, { Id: "1", Arn: busIn(REGION), ...parts }],
    ] as const) {
      expect((await events(region, "PutRule", { Name, EventPattern })).status).to.equal(200);
      const returned = { Id: "2", Arn: busIn(OTHER_REGION), ...back };
      const Targets = region === REGION && back !== undefined ? [target, returned] : [target];
      const answer = await events(region, "PutTargets", { Rule: Name, Targets });
      expect(answer.status, answer.body).to.equal(200);
    }
    const entry = { Source: source, DetailType: "test", Detail: '{"text":"hello"}' };
    expect((await events(OTHER_REGION, "PutEvents", { Entries: [entry] })).status).to.equal(200);
    return (await on.bench.receiveAll(queue)).map(({ Body = "" }) => JSON.parse(Body) as object);
  }

  it("arrives, with the region that it comes from, if the rule has a role that may put events there", async () => {
    const roleArn = await on.bench.createRole("forwards", ROLE);
    await allow("forwards", busIn(REGION));
    const arrived = await forwarded({ RoleArn: roleArn });
    expect(arrived).to.have.lengthOf(1);
    expect(arrived[0]).to.deep.include({ region: OTHER_REGION, detail: { text: "hello" } });
  });

  it("does not arrive if the role may put events on another bus only", async () => {
    const roleArn = await on.bench.createRole("forwards-elsewhere", ROLE);
    await allow("forwards-elsewhere", busIn("eu-west-1"));
    expect(await forwarded({ RoleArn: roleArn })).to.deep.equal([]);
    await on.logged(`forwards-elsewhere may not events:PutEvents on ${busIn(REGION)}`);
  });

  it("goes no further if it came from another bus: two rules that forward to each other are no loop", async () => {
    const RoleArn = await on.bench.createRole("back-and-forth", ROLE);
    await allow("back-and-forth", "*");
    const arrived = await forwarded({ RoleArn }, { RoleArn });
    expect(arrived).to.have.lengthOf(1);
    await on.logged("Not delivered: the event came from another bus");
  });

  it("cannot be sent without a role: the target is rejected", async () => {
    const Targets = [{ Id: "1", Arn: busIn(REGION) }];
    await events(OTHER_REGION, "PutRule", { Name: "no-role", EventPattern: '{"source":["test"]}' });
    const answer = await events(OTHER_REGION, "PutTargets", { Rule: "no-role", Targets });
    expect(answer).to.deep.include({ status: 400, error: "ValidationException" });
  });

  async function allow(RoleName: string, Resource: string): Promise<void> {
    const statements = [{ Effect: "Allow", Action: "events:PutEvents", Resource }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await on.bench.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "forward", PolicyDocument }));
  }
});
