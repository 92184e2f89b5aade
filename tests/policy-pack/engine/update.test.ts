import * as path from "node:path";
import { expect } from "chai";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { openPulumiStack } from "../../../sandbox/engine/pulumi/stack";
import { onEmulator } from "../../support/targets/emulator";
import { commandOrSkip } from "../../support/policy-pack/engine/command";
import { judging, openJudgedStack, PACK } from "../../support/policy-pack/engine/judged-stack";
import { programOf } from "../../support/policy-pack/engine/program-folder";

describe("pulumi up --policy-pack policy-pack", function () {
  this.timeout(300_000);
  let command: PulumiCommand;
  before(async function () {
    command = await commandOrSkip(this);
  });

  it("deploys the program with the test stack's exception, without a violation", async () => {
    const { request } = await onEmulator();
    const open = await openPulumiStack(command, request("judged", "judged.integration.example"));
    try {
      const { up } = judging(open.stack);
      const { code, refused, advice, said } = await up(PACK, path.join(PACK, "test-stack.json"));
      expect([code, refused], said).to.deep.equal([0, []]);
      expect(advice.join("\n")).to.include("Idle cost per month: $0.00\n");
      const made = (await open.state()).resources ?? [];
      expect(made.map(({ type }) => type)).to.include("aws:lambda/function:Function");
    } finally {
      try {
        await open.destroy();
      } finally {
        await open.close();
      }
    }
  });

  it("refuses what costs before it is created", async () => {
    const program = await programOf("planted-resources.ts");
    const open = await openJudgedStack(command, program);
    try {
      const { code, refused } = await open.up();
      expect(code).to.equal(1);
      expect(refused).not.to.deep.equal([]);
      const made = ((await open.stack.exportStack()).deployment as State).resources ?? [];
      expect(made.filter(({ type }) => /^(aws|pulumi-nodejs):/.test(type))).to.deep.equal([]);
    } finally {
      await open.close();
      await program.remove();
    }
  });

  it("checks a policy that was unknown at preview before the role gets it", async () => {
    const { request } = await onEmulator();
    const { endpoint } = request("late", "late.integration.example");
    const program = await programOf("known-late.ts");
    const open = await openJudgedStack(command, { ...program, endpoint });
    try {
      expect(await open.preview()).to.include({ code: 0 });
      const { code, refused } = await open.up();
      expect([code, refused]).to.deep.equal([
        1,
        [
          'wildcard-actions: aws:iam/rolePolicy:RolePolicy "late": statement "All" allows sqs:*, every action of a service; list the actions it uses.',
        ],
      ]);
      const made = ((await open.stack.exportStack()).deployment as State).resources ?? [];
      expect(made.map(({ urn }) => urn.split("::").slice(2).join(" "))).to.include("aws:iam/role:Role late");
      expect(made.map(({ type }) => type)).not.to.include("aws:iam/rolePolicy:RolePolicy");
    } finally {
      try {
        await open.stack.destroy();
      } finally {
        await open.close();
        await program.remove();
      }
    }
  });
});

interface State {
  readonly resources?: readonly { readonly urn: string; readonly type: string }[];
}
