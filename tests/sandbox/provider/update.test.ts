import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import type { Clients } from "../../../sandbox/provider/clients";
import { contextFor } from "../../../sandbox/provider/context";
import { SandboxProvider } from "../../../sandbox/provider/provider";
import { sharedSandbox } from "../../support/sandbox/shared-sandbox";
import { policyOf } from "../../support/provider/type-case";
import { TRUST } from "../../support/provider/type-cases";
import { functionInputs, type Inputs, UPDATE_CASES } from "../../support/provider/update-cases";

const urn = (type: string, name: string) => `urn:pulumi:dev::updates::${type}::${name}`;

describe("an update in place by the sandbox's AWS provider", () => {
  let provider: SandboxProvider;
  let clients: Clients;
  let stream: string;
  const created: { id: string; urn: string; outs: unknown }[] = [];

  const create = async (type: string, name: string, inputs: Inputs) => {
    const { id, outs } = await provider.create(urn(type, name), inputs);
    created.push({ id, urn: urn(type, name), outs });
    return { id, outs: outs };
  };

  before(async () => {
    const { report } = await sharedSandbox();
    const [endpoint, region, accountId] = [report.emulator, REGION, ACCOUNT_ID];
    const context = contextFor({ endpoint, region, accountId, programDirectory: __dirname });
    clients = context.clients;
    provider = new SandboxProvider(context);
    await create("aws:iam/role:Role", "ground", { name: "update-ground", assumeRolePolicy: TRUST });
    const policy = policyOf("dynamodb:*");
    await create("aws:iam/rolePolicy:RolePolicy", "ground", { role: "update-ground", policy });
    await create("aws:lambda/function:Function", "ground", functionInputs("update-ground"));
    await create("aws:sesv2/configurationSet:ConfigurationSet", "ground", {
      configurationSetName: "update-ground",
    });
    await create("aws:sesv2/emailIdentity:EmailIdentity", "ground", {
      emailIdentity: "update-ground.example",
    });
    const table = { name: "update-ground", billingMode: "PAY_PER_REQUEST", hashKey: "k" };
    const streamed = {
      attributes: [{ name: "k", type: "S" }],
      streamEnabled: true,
      streamViewType: "KEYS_ONLY",
    };
    const { outs } = await create("aws:dynamodb/table:Table", "ground", { ...table, ...streamed });
    stream = String(outs.streamArn);
  });
  after(async () => {
    for (const { id, urn, outs } of created.reverse()) await provider.delete(id, urn, outs);
  });

  for (const { type, inputs, change, shows, before, after } of UPDATE_CASES) {
    it(`reaches AWS: ${type}`, async () => {
      const given = Object.fromEntries(
        Object.entries(inputs).map(([key, value]) => [key, value === "{stream}" ? stream : value]),
      );
      const { id, outs } = await create(type, "updated", given);
      expect(await shows(clients, id)).to.deep.equal(before);
      const changed = { ...given, ...change };
      expect(await provider.diff(id, urn(type, "updated"), outs, changed)).to.deep.include({
        changes: true,
        replaces: [],
      });
      const updated = await provider.update(id, urn(type, "updated"), outs, changed);
      created.splice(-1, 1, { id, urn: urn(type, "updated"), outs: updated.outs });
      expect(await shows(clients, id)).to.deep.equal(after);
    });
  }
});
