import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { loadPackConfig, parsePackConfig } from "../../policy-pack/config/pack-config";
import { formatReport } from "../../policy-pack/report/format";
import { costReport } from "../../policy-pack/report/report";
import { stackResources } from "../../cost/stack-resources";
import { analyze, analyzeProgram, mandatory } from "../../cost/analyzer";
import { data, pack, TODAY } from "../support/policy-pack/pack";
import { PLANTS, plantName } from "../support/policy-pack/plants";
import { program } from "../support/policy-pack/program";

const NAMES = pack().map(({ name }) => name);
const exceptions = loadPackConfig(NAMES, TODAY);
const policies = pack({ exceptions });

describe("the whole program", () => {
  const settings: [string, Record<string, string>][] = [
    ["with only the required settings", {}],
    [
      "on an existing table and identity",
      {
        "ses-smtp:tableName": "records",
        "ses-smtp:identity": "existing",
        "ses-smtp:existingConfigurationSet": "attach",
      },
    ],
    [
      "with every optional part",
      {
        "ses-smtp:mailFromSubdomain": "mail",
        "ses-smtp:engagementEvents": '["open","click","subscription"]',
        "ses-smtp:alertTopicArn": "arn:aws:sns:eu-central-1:123456789012:alerts",
        "ses-smtp:rolePermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/roles",
        "ses-smtp:exposedKeyForwarding": "true",
        "ses-smtp:webhookTopicArns": '["arn:aws:sns:eu-west-1:111122223333:bounces"]',
        "ses-smtp:mtaStsMx": '["mx1.company.com"]',
        "ses-smtp:mtaStsHosting": "serve",
      },
    ],
  ];
  for (const [what, config] of settings) {
    // Proves R3.1, R3.2, D-network-security.2
    it(`passes ${what}, when everything is known`, async () => {
      expect(refusals(await analyzeProgram(policies, await program({ settings: config })))).to.deep.equal([]);
    });
  }

  it("passes at the first preview, when no output is known", async () => {
    for (const [, config] of settings.slice(0, 2)) {
      expect(
        refusals(await analyzeProgram(policies, await program({ settings: config, preview: true }))),
      ).to.deep.equal([]);
    }
  });

  for (const [what, settings, file] of [
    ["without deletion protection", { "ses-smtp:deletionProtection": "false" }, "test-stack.json"],
    ["with an audit trail", { "ses-smtp:auditTrail": "true" }, "audit-trail.json"],
  ] as const)
    it(`passes ${what} only with the exception in ${file}`, async () => {
      const all = await program({ settings });
      const given = path.resolve(__dirname, "../../policy-pack", file);
      const own = parsePackConfig(readFileSync(given, "utf8"), NAMES, TODAY);
      const refused = mandatory(await analyzeProgram(policies, all)).map(({ policy }) => policy);
      expect([...new Set(refused)].sort()).to.deep.equal(Object.keys(own).sort());
      const excepting = pack({ exceptions: { ...exceptions, ...own } });
      expect(refusals(await analyzeProgram(excepting, all))).to.deep.equal([]);
    });

  it("gets exactly the table of npm run cost as the pack's advisory report", async () => {
    const registrations = await program();
    const advice = (await analyzeProgram(policies, registrations)).filter(
      ({ level }) => level === "advisory",
    );
    expect(advice.map(({ message }) => message.slice(message.indexOf("\n") + 1))).to.deep.equal([
      formatReport(costReport(stackResources(registrations), data)),
    ]);
  });

  it("needs every exception in the pack's configuration", async () => {
    const refused = mandatory(await analyzeProgram(pack(), await program()));
    const needed = refused.map(
      ({ policy, urn }) => `${policy} ${(urn.split("$").at(-1) ?? "").replace("::", " ")}`,
    );
    const made = Object.entries(exceptions).flatMap(([policy, list]) =>
      list.map(({ type, name }) => `${policy} ${type} ${name}`),
    );
    expect(made, "remove from policy-pack/config.json what the program no longer needs").to.deep.equal(
      needed,
    );
  });
});

describe("the program with one planted resource", () => {
  let all: readonly Registration[] = [];
  before(async () => {
    all = await program({ entry: "../tests/support/policy-pack/programs/with-every-plant.ts" });
  });

  it("has more than twenty variants", () => {
    expect(Object.keys(PLANTS).length).to.be.greaterThan(20);
  });

  for (const [what, { policy }] of Object.entries(PLANTS)) {
    it(`is refused with ${what}`, async () => {
      const refused = mandatory(await analyzeProgram(policies, variant(all, plantName(what))));
      expect(refused.map(diagnostic => diagnostic.policy)).to.include(policy);
      expect(
        // Of too many resources of a kind, the last one is named, whichever was planted.
        refused.every(
          ({ urn, message }) => urn.includes(plantName(what)) || message.includes("the stack uses"),
        ),
        "only the planted resource is refused",
      ).to.equal(true);
    });
  }

  const patches: [string, string, (inputs: Record<string, unknown>) => Record<string, unknown>, string][] = [
    [
      "its table's billing mode left out",
      "aws:dynamodb/table:Table",
      ({ billingMode, ...rest }) => (expect(billingMode).to.equal("PAY_PER_REQUEST"), rest),
      "standing-cost",
    ],
    [
      "its table's protection left out",
      "aws:dynamodb/table:Table",
      inputs => ({ ...inputs, deletionProtectionEnabled: false }),
      "protected-table",
    ],
    [
      "its log group's retention left out",
      "aws:cloudwatch/logGroup:LogGroup",
      ({ retentionInDays, ...rest }) => (expect(retentionInDays).to.be.a("number"), rest),
      "standing-cost",
    ],
    [
      "its function on x86",
      "aws:lambda/function:Function",
      inputs => ({ ...inputs, architectures: ["x86_64"] }),
      "function-form",
    ],
    [
      "its function in a VPC",
      "aws:lambda/function:Function",
      inputs => ({ ...inputs, vpcConfig: { subnetIds: ["subnet-1"] } }),
      "standing-cost",
    ],
  ];
  for (const [what, type, patch, policy] of patches) {
    it(`is refused with ${what}`, async () => {
      const original = all.find(
        registration => registration.type === type && !registration.name.startsWith("planted"),
      );
      const props = patch(original?.inputs ?? {});
      const refused = mandatory(await analyze(policies, { type, props }));
      expect(refused.map(diagnostic => diagnostic.policy)).to.include(policy);
    });
  }
});

/** The program's own resources and those of one plant. */
function variant(all: readonly Registration[], plant: string): Registration[] {
  return all.filter(
    ({ name }) => !name.startsWith("planted-") || name === plant || name.startsWith(`${plant}-`),
  );
}

function refusals(diagnostics: Parameters<typeof mandatory>[0]): string[] {
  return mandatory(diagnostics).map(({ message }) => message);
}
