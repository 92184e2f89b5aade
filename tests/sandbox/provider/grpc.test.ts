import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";

import { INVOKES } from "../../../sandbox/provider/invokes";
import { RESOURCE_TYPES } from "../../../sandbox/provider/types";
import { sharedSandbox } from "../../support/sandbox/shared-sandbox";
import { INVOKE_CASES } from "../../support/provider/invoke-cases";
import {
  partiallyCreated,
  type Properties,
  type ProviderClient,
} from "../../support/provider/provider-client";
import { serveProvider, type ServedProvider, urn } from "../../support/provider/served-provider";
import type { TypeCase } from "../../support/provider/type-case";
import { TYPE_CASES } from "../../support/provider/type-cases";
import { archive, isSecret, reveal, secret, UNKNOWN } from "../../support/provider/wire";

describe("the provider over gRPC", () => {
  let served: ServedProvider;
  let client: ProviderClient;

  before(async () => {
    served = await serveProvider();
    ({ client } = served);
  });
  after(() => served?.close());

  it("accepts secrets, resources, outputs and previews", async () => {
    expect(await client.configure()).to.deep.equal({
      secrets: true,
      resources: true,
      outputs: true,
      preview: true,
    });
  });

  it("has a test case for every supported type and function", () => {
    expect(TYPE_CASES.map(({ type }) => type)).to.deep.equal(Object.keys(RESOURCE_TYPES));
    expect(INVOKE_CASES.map(({ token }) => token)).to.deep.equal(Object.keys(INVOKES));
  });

  for (const example of TYPE_CASES) {
    it(`takes ${example.type} through its whole lifecycle`, async () => {
      await live(example);
    });
  }

  for (const { token, args, returns } of INVOKE_CASES) {
    it(`answers ${token}`, async () => {
      expect(await client.invoke(token, args?.(served))).to.deep.include(returns(served));
    });
  }

  it("generates a missing name, the same on every run, and keeps an existing one", async () => {
    const role = urn("aws:iam/role:Role", "worker");
    const { name } = await client.check(role, {});
    expect(name).to.match(/^worker-[0-9a-f]{7}$/);
    expect(await client.check(role, {}, { name: "older" })).to.include({ name: "older" });
  });

  it("treats a value that is not yet known as a change", async () => {
    const role = urn("aws:iam/role:Role", "worker");
    const olds = { __inputs: { name: "r", description: "d" } };
    const known = { name: "r", description: "d" };
    expect(await client.diff("r", role, olds, known)).to.include({ changes: false });
    expect(await client.diff("r", role, olds, { ...known, description: UNKNOWN })).to.include({
      changes: true,
    });
  });

  it("replaces an invocation if its input changes and only creation invokes", async () => {
    const name = urn("aws:lambda/invocation:Invocation", "once");
    const olds = { __inputs: { functionName: "f", input: "{}" } };
    const news = { functionName: "f", input: '{"word":"two"}' };
    expect((await client.diff("f", name, olds, news)).replaces).to.deep.equal(["input"]);
  });

  it("reports a partially created resource to the engine, and completes it on update", async () => {
    const { frontDoor } = await sharedSandbox();
    const name = urn("aws:cloudwatch/logGroup:LogGroup", "partial");
    const inputs = { name: "/grpc/partial", retentionInDays: 7 };
    const refuse = { action: "PutRetentionPolicy", mode: "refuse-before", status: 400, code: "No" } as const;
    const lift = frontDoor.faults.add(refuse);
    const partial = await client.create(name, inputs).catch(partiallyCreated);
    lift();
    expect(partial).to.deep.include({ id: "/grpc/partial" });
    expect(await client.diff(partial.id, name, partial.outs, inputs)).to.include({ changes: true });
    expect((await client.diff(partial.id, name, partial.outs, inputs)).replaces).to.deep.equal([]);
    const outs = await client.update(partial.id, name, partial.outs, inputs);
    const logs = new CloudWatchLogsClient(served.aws);
    const found = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/grpc/partial" }));
    logs.destroy();
    expect(found.logGroups?.[0]?.retentionInDays).to.equal(7);
    await client.delete(partial.id, name, outs);
  });

  it("previews a create without creating anything; what AWS adds to an input is unknown", async () => {
    const name = urn("aws:sesv2/emailIdentity:EmailIdentity", "previewed");
    const inputs = {
      emailIdentity: "previewed.example",
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    };
    const { id, outs } = await client.create(name, inputs, true);
    expect(id).to.equal("");
    expect(outs.dkimSigningAttributes).to.include({ nextSigningKeyLength: "RSA_2048_BIT", tokens: UNKNOWN });
    expect((await client.read("previewed.example", name)).id).to.equal("");
  });

  it("previews an update without changing anything, and keeps computed outputs", async () => {
    const name = urn("aws:cloudwatch/logGroup:LogGroup", "previewed");
    const inputs = { name: "/grpc/previewed", retentionInDays: 7 };
    const { id, outs } = await client.create(name, inputs);
    const changed = { ...inputs, retentionInDays: 14 };
    const previewed = await client.update(id, name, outs, changed, true);
    expect(previewed).to.include({ arn: outs.arn, retentionInDays: 14 });
    const logs = new CloudWatchLogsClient(served.aws);
    const found = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/grpc/previewed" }));
    logs.destroy();
    expect(found.logGroups?.[0]?.retentionInDays).to.equal(7);
    await client.delete(id, name, outs);
  });

  it("sees no change in an archive that is only marked as secret", async () => {
    const { inputs } = caseOf("aws:lambda/function:Function");
    const name = urn("aws:lambda/function:Function", "again");
    const given: Properties = { ...inputs(served.ground), name: "grpc-again" };
    const { id, outs } = await client.create(name, given);
    const rewrapped = { ...given, code: secret(given.code), environment: { variables: { WORD: "hidden" } } };
    expect(await client.diff(id, name, outs, rewrapped)).to.include({ changes: false });
    await client.delete(id, name, outs);
  });

  it("finds an archive's files in the program's directory", async () => {
    const name = urn("aws:lambda/function:Function", "files");
    const { roleArn } = served.ground;
    const code = archive({ "index.js": { path: "worker.js" } });
    const inputs = { name: "grpc-files", role: roleArn, handler: "index.h", runtime: "nodejs24.x", code };
    const { id, outs } = await client.create(name, inputs);
    expect(outs.sourceCodeSize).to.be.greaterThan(500);
    await client.delete(id, name, outs);
  });

  it("reads a resource by its id alone, as for an import", async () => {
    const role = urn("aws:iam/role:Role", "worker");
    expect((await client.read("no-such-role", role)).id).to.equal("");
    const found = await client.read(served.ground.roleName, role);
    expect(found.id).to.equal(served.ground.roleName);
    expect(found.props.arn).to.equal(served.ground.roleArn);
  });

  it("fails with one sentence for an unsupported type and for a failed creation", async () => {
    const failure = (call: Promise<unknown>) => call.then(String, (error: Error) => error.message);
    expect(await failure(client.create(urn("aws:s3/bucketMetric:BucketMetric", "b"), {}))).to.match(
      /unsupported resource type aws:s3\/bucketMetric:BucketMetric: add it in sandbox\/provider\/types\/index\.ts/,
    );
    const orphan = { role: "no-such-role", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
    const attachment = urn("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "orphan");
    expect(await failure(client.create(attachment, orphan))).to.match(/no-such-role/);
    expect(await failure(client.invoke("aws:s3/getBucket:getBucket"))).to.match(/invokes\.ts/);
  });

  it("reports inputs that have no effect", async () => {
    const role = urn("aws:iam/role:Role", "warned");
    const inputs = { name: "grpc-warned", assumeRolePolicy: "{}", inlinePolicies: [] };
    const { id, outs } = await client.create(role, inputs);
    await client.delete(id, role, outs);
    expect(served.warnings.join("\n")).to.include("Role warned: the sandbox ignores inlinePolicies");
  });

  /** Check, create, diff, read, update, delete, and each again where the engine would. */
  async function live(example: TypeCase): Promise<void> {
    const name = urn(example.type, "case");
    const inputs = await client.check(name, example.inputs(served.ground));
    const created = await client.create(name, inputs);
    expect(created.id).to.not.equal("");
    for (const output of example.computed)
      expect(reveal(created.outs[output]), output).to.not.be.oneOf([undefined, ""]);
    expectSecret(example, created.outs, "created");

    expect(await client.diff(created.id, name, created.outs, inputs)).to.deep.include({ changes: false });
    const again = await client.read(created.id, name, created.outs);
    expect(again.id).to.equal(created.id);
    expectSecret(example, again.props, "read");
    expect(await client.diff(created.id, name, again.props, inputs)).to.include({ changes: false });

    const replacing = { ...inputs, ...example.replacing };
    const replaced = await client.diff(created.id, name, created.outs, replacing);
    expect(replaced).to.deep.include({ changes: true, replaces: Object.keys(example.replacing) });

    const last = example.change ? await change(example, created, name, inputs) : again.props;
    await client.delete(created.id, name, last);
    await client.delete(created.id, name, last); // the engine may have been killed before it heard
    const gone = await client.read(created.id, name, last);
    expect(gone.id, example.stays).to.equal(example.stays === undefined ? "" : created.id);
  }

  async function change(
    example: TypeCase,
    { id, outs }: { id: string; outs: Properties },
    name: string,
    inputs: Properties,
  ): Promise<Properties> {
    const changed = withoutUndefined({ ...inputs, ...example.change });
    expect(await client.diff(id, name, outs, changed)).to.deep.include({ changes: true, replaces: [] });
    const updated = await client.update(id, name, outs, changed);
    expect(Object.keys(updated)).to.include.members([...example.computed]);
    for (const [key, value] of Object.entries(example.change ?? {})) {
      if (key !== "code") expect(updated[key], key).to.deep.equal(value);
    }
    expect(await client.diff(id, name, updated, changed)).to.include({ changes: false });
    const { props } = await client.read(id, name, updated);
    expect(await client.diff(id, name, props, changed)).to.include({ changes: false });
    return props;
  }
});

/** Nothing that was given as a secret is legible anywhere in a state. */
function expectSecret({ secret: key }: TypeCase, outs: Properties, when: string): void {
  expect(containsSecret(outs[key]), `${when}: ${key}`).to.equal(true);
  expect(isSecret(outs.__inputs), `${when}: the provider's own copy`).to.equal(true);
}

function containsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(containsSecret);
}

function caseOf(type: string): TypeCase {
  const found = TYPE_CASES.find(example => example.type === type);
  if (found === undefined) throw new Error(`There is no case for ${type}.`);
  return found;
}

function withoutUndefined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
