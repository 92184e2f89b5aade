import { ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";

import { contextFor } from "../../../sandbox/provider/context";
import { SandboxProvider } from "../../../sandbox/provider/provider";
import { SIGNATURE } from "../../../sandbox/provider/normalize";
import {
  ACCOUNT,
  startFrontDoorFixture,
  REGION,
  type FrontDoorFixture,
} from "../../support/front-door/fixture";

const urn = (type: string, name: string) => `urn:pulumi:dev::p::${type}::${name}`;
const ROLE = urn("aws:iam/role:Role", "worker");
const POLICY = urn("aws:iam/rolePolicy:RolePolicy", "worker");
const TABLE = urn("aws:dynamodb/table:Table", "records");

describe("the sandbox's AWS provider", () => {
  let doorway: FrontDoorFixture;
  let provider: SandboxProvider;
  const warnings: string[] = [];
  before(async () => {
    doorway = await startFrontDoorFixture();
    const endpoint = doorway.door.url;
    const context = contextFor({ endpoint, region: REGION, accountId: ACCOUNT, programDirectory: "." });
    provider = new SandboxProvider(context, message => warnings.push(message));
  });
  after(() => doorway.close());

  it("generates a missing name, the same on every run, and keeps an existing one", async () => {
    const { inputs: first } = (await provider.check(ROLE, {}, {})) as { inputs: { name: string } };
    const { inputs: again } = (await provider.check(ROLE, {}, {})) as { inputs: { name: string } };
    expect(first.name)
      .to.match(/^worker-[0-9a-f]{7}$/)
      .and.equal(again.name);
    expect((await provider.check(ROLE, { name: "kept" }, {})).inputs).to.include({ name: "kept" });
    expect((await provider.check(ROLE, {}, { name: "given" })).inputs).to.include({ name: "given" });
  });

  it("creates, reads, updates and deletes a resource", async () => {
    const role = await provider.create(ROLE, { name: "r", assumeRolePolicy: "{}", tags: { a: "b" } });
    expect(role.outs).to.include({ arn: `arn:aws:iam::${ACCOUNT}:role/r`, name: "r" });
    const inputs = {
      name: "p",
      role: "r",
      policy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" }],
      },
    };
    const policy = await provider.create(POLICY, inputs);
    expect((await provider.read(policy.id, POLICY, policy.outs)).id).to.equal("r:p");

    const changed = { ...inputs, policy: { ...inputs.policy, Id: "changed" } };
    expect(await provider.diff(policy.id, POLICY, policy.outs, inputs)).to.include({ changes: false });
    expect(await provider.diff(policy.id, POLICY, policy.outs, changed)).to.deep.include({
      changes: true,
      replaces: [],
    });
    expect(
      (await provider.diff(policy.id, POLICY, policy.outs, { ...inputs, name: "q" })).replaces,
    ).to.deep.equal(["name"]);
    const { outs } = await provider.update(policy.id, POLICY, policy.outs, changed);
    expect(await provider.diff(policy.id, POLICY, outs, changed)).to.include({ changes: false });

    await provider.delete(policy.id, POLICY, outs);
    await provider.delete(policy.id, POLICY, outs);
    const { PolicyNames } = await doorway.iam.send(new ListRolePoliciesCommand({ RoleName: "r" }));
    expect(PolicyNames).to.deep.equal([]);
    expect((await provider.read(policy.id, POLICY, outs)).id).to.equal("");
    await provider.delete(role.id, ROLE, role.outs);
  });

  it("keeps secrets marked in its outputs", async () => {
    const description = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "quiet" };
    const { id, outs } = await provider.create(ROLE, {
      name: "s",
      assumeRolePolicy: "{}",
      description,
    });
    expect((outs as { description: unknown }).description).to.deep.equal(description);
    await provider.delete(id, ROLE, outs);
  });

  it("keeps them marked through an update, including tagsAll, which follows tags", async () => {
    const tags = (value: string) => ({
      [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270",
      value: { a: value },
    });
    const given = { name: "t", assumeRolePolicy: "{}", tags: tags("one") };
    const { id, outs } = await provider.create(ROLE, given);
    const updated = await provider.update(id, ROLE, outs, { ...given, description: "d" });
    expect((updated.outs as { tagsAll: unknown }).tagsAll).to.deep.equal(tags("one"));
    const changed = { ...given, tags: tags("two") };
    expect(provider.previewUpdate(updated.outs, changed).tagsAll).to.deep.equal(tags("two"));
    await provider.delete(id, ROLE, outs);
  });

  it("returns a table's stream, and enables one later in place", async () => {
    const inputs = {
      name: "records",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "k",
      attributes: [{ name: "k", type: "S" }],
    };
    const created = await provider.create(TABLE, inputs);
    expect(created.outs).to.include({ streamArn: "", billingMode: "PAY_PER_REQUEST" });
    const streaming = { ...inputs, streamEnabled: true, streamViewType: "KEYS_ONLY" };
    const { outs } = await provider.update(created.id, TABLE, created.outs, streaming);
    const { streamArn } = outs as { streamArn: string };
    expect(streamArn).to.match(/^arn:aws:dynamodb:eu-central-1:000000000042:table\/records\/stream\//);
    const { outputs } = await provider.invoke("aws:dynamodb/getTable:getTable", {
      name: "records",
    });
    expect(outputs).to.include({ streamArn, streamEnabled: true, hashKey: "k", rangeKey: "" });
    await provider.delete(created.id, TABLE, outs);
  });

  it("reports inputs that have no effect", async () => {
    const { id, outs } = await provider.create(ROLE, {
      name: "w",
      assumeRolePolicy: "{}",
      inlinePolicies: [],
    });
    expect(warnings.splice(0)).to.deep.equal([
      "aws:iam/role:Role worker: the sandbox ignores inlinePolicies",
    ]);
    await provider.update(id, ROLE, outs, { name: "w", assumeRolePolicy: "{}", tags: { a: "b" } });
    expect(warnings.splice(0)).to.deep.equal([
      "aws:iam/role:Role worker: the sandbox ignores changes to tags",
    ]);
    await provider.delete(id, ROLE, outs);
  });

  it("names the file in which to add an unsupported type or function", async () => {
    const thrown = async (work: Promise<unknown>) =>
      work.then(
        () => "",
        (error: Error) => error.message,
      );
    const type = "aws:ec2/instance:Instance";
    expect(await thrown(provider.create(urn(type, "b"), {}))).to.match(
      /aws:ec2\/instance:Instance.*provider\/types\/index\.ts/,
    );
    expect(await thrown(provider.invoke("aws:s3/getBucket:getBucket", {}))).to.match(
      /getBucket.*provider\/invokes\.ts/,
    );
  });

  it("renders policy documents as IAM's JSON", async () => {
    const { outputs } = await provider.invoke("aws:iam/getPolicyDocument:getPolicyDocument", {
      statements: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
          conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [ACCOUNT] }],
        },
      ],
    });
    expect(JSON.parse((outputs as { json: string }).json)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "lambda.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
        },
      ],
    });
  });
});
