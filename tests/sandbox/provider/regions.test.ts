import { expect } from "chai";
import type { ProviderClient } from "../../support/provider/provider-client";
import { serveProvider, type ServedProvider, urn } from "../../support/provider/served-provider";

describe("a resource in another region than its stack", () => {
  let served: ServedProvider;
  let client: ProviderClient;
  before(async () => {
    served = await serveProvider();
    ({ client } = served);
  });
  after(() => served?.close());

  it("manages a rule and its target in another region, where they are named", async () => {
    const rule = urn("aws:cloudwatch/eventRule:EventRule", "abroad");
    const inputs = {
      name: "grpc-abroad",
      region: "us-east-1",
      eventPattern: JSON.stringify({ source: ["aws.health"] }),
    };
    const created = await client.create(rule, inputs);
    expect(created.outs.arn).to.match(/^arn:aws:events:us-east-1:\d{12}:rule\/grpc-abroad$/);
    expect((await client.read(created.id, rule, created.outs)).id).to.equal(created.id);
    const here = { ...inputs, region: "eu-central-1" };
    expect((await client.diff(created.id, rule, created.outs, here)).replaces).to.deep.equal(["region"]);
    expect((await client.read(created.id, rule, { ...created.outs, __inputs: here })).id).to.equal("");

    const target = urn("aws:cloudwatch/eventTarget:EventTarget", "abroad");
    const arn = served.ground.topicArn.replace(/:[^:]*:(\d{12}):.*/, ":us-east-1:$1:abroad");
    const aimed = await client.create(target, {
      rule: "grpc-abroad",
      region: "us-east-1",
      targetId: "1",
      arn,
    });
    expect((await client.read(aimed.id, target, aimed.outs)).id).to.equal(aimed.id);
    await client.delete(aimed.id, target, aimed.outs);
    expect((await client.read(aimed.id, target, aimed.outs)).id).to.equal("");
    await client.delete(created.id, rule, created.outs);
    expect((await client.read(created.id, rule, created.outs)).id).to.equal("");
  });
});
