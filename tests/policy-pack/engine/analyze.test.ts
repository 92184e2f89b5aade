import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { expect } from "chai";
import { type Deployment, LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation";
import { createProjectFolder, type ProjectFolder } from "../../../sandbox/engine/pulumi/project";
import { INFRA } from "../../support/policy-pack/program";
import { commandOrSkip, type Ran, run } from "../../support/policy-pack/engine/command";
import { PACK } from "../../support/policy-pack/engine/judged-stack";

const STATES = path.resolve(__dirname, "../../support/policy-pack/states");

describe("pulumi policy analyze --policy-pack policy-pack", () => {
  let command: PulumiCommand;
  let folder: ProjectFolder | undefined;
  let takesFiles = false;
  before(async function () {
    command = await commandOrSkip(this);
    folder = await createProjectFolder("ses-smtp", INFRA, 0); // a login, plugins and a backend of its own
    const { stdout } = await run(command.command, ["policy", "analyze", "--help"], here());
    takesFiles = stdout.includes("--file");
    if (!takesFiles)
      console.log(
        `    ${command.version?.toString() ?? ""} has no --file (3.249 has): states are imported first`,
      );
  });
  after(() => folder?.remove());

  const here = () => ({ cwd: folder?.directory ?? ".", environment: folder?.environment ?? {} });

  async function analyze(file: string): Promise<Ran> {
    const state = path.join(STATES, file);
    const source = takesFiles ? ["--file", state] : ["--stack", await imported(state)];
    const pack = ["--policy-pack", PACK, "--non-interactive", "--color", "never"];
    return run(command.command, ["policy", "analyze", ...source, ...pack], here());
  }

  /** The stack whose state this now is. */
  async function imported(state: string): Promise<string> {
    const stackName = "test"; // as the states say
    const own = { pulumiCommand: command, envVars: here().environment };
    const stack = await LocalWorkspace.createOrSelectStack({ stackName, workDir: here().cwd }, own);
    await stack.importStack(JSON.parse(await readFile(state, "utf8")) as Deployment);
    return stackName;
  }

  it("passes a state of free resources, and shows the report", async () => {
    const { code, stdout, stderr } = await analyze("free.json");
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout).to.include("Idle cost per month: $0.00\n").and.not.include("[mandatory]");
  });

  const refused: [string, string, string[]][] = [
    [
      "with a KMS key",
      "kms-key.json",
      [
        'aws:kms/key:Key "passwords" costs $1.00 per month while idle: KMS key at 1.00 USD per key-month (+1.00 per retained rotation) (AWS: https://aws.amazon.com/kms/pricing/, 2026-11-21); use the existing key by ARN (ses-smtp:kmsKeyArn).',
      ],
    ],
    [
      "with a type that nobody has priced",
      "unclassified.json",
      [
        'aws:apigatewayv2/routingRule:RoutingRule "rule": not classified: its idle cost is unknown; add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md).',
      ],
    ],
    [
      "with privileges that are too wide",
      "privilege.json",
      [
        'aws:iam/role:Role "sender": trusts scheduler.amazonaws.com from any account; add a condition on aws:SourceArn or aws:SourceAccount with exact values of this account.',
        'aws:iam/rolePolicy:RolePolicy "sender": statement "Records" allows dynamodb:*, every action of a service; list the actions it uses.',
      ],
    ],
    [
      "with a dashboard too many, which only the whole stack shows",
      "four-dashboards.json",
      [
        'aws:cloudwatch/dashboard:Dashboard "users": the stack uses 4 dashboards, but an account has only 3 free per month; the excess costs $3.00 per month (AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21); remove 1.',
      ],
    ],
  ];
  for (const [what, file, messages] of refused) {
    it(`refuses a state ${what}`, async () => {
      const { code, stdout, stderr } = await analyze(file);
      const lines = stdout.split("\n").map(line => line.trim());
      for (const message of messages) expect(lines, stdout + stderr).to.include(message);
      expect(lines.filter(line => line.startsWith("- [mandatory]"))).to.have.length(messages.length);
      expect(stderr).to.include("one or more mandatory policy violations were found");
      expect(code).not.to.equal(0);
    });
  }
});
