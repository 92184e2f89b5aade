import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { openPulumiStack, type PulumiStack } from "../../../sandbox/engine/pulumi/stack";
import { INFRA } from "../../support/policy-pack/program";
import { commandOrSkip } from "../../support/policy-pack/engine/command";
import {
  type Judgement,
  judging,
  openJudgedStack,
  PACK,
  SETTINGS,
} from "../../support/policy-pack/engine/judged-stack";
import { programWith } from "../../support/policy-pack/engine/program-folder";

const UNPROTECTED =
  'protected-table: aws:dynamodb/table:Table "store": can be deleted with every credential in it; set deletionProtectionEnabled to true (free).';

describe("pulumi preview --policy-pack policy-pack", function () {
  this.timeout(180_000);
  let command: PulumiCommand;
  before(async function () {
    command = await commandOrSkip(this);
  });

  describe("of the program, with the sandbox's provider", () => {
    let open: PulumiStack | undefined;
    let configs: string;
    before(async () => {
      configs = await mkdtemp(path.join(tmpdir(), "ses-smtp-configs-"));
      open = await openPulumiStack(command, {
        programDirectory: INFRA,
        project: "ses-smtp",
        stack: "judged",
        endpoint: "http://127.0.0.1:9", // a preview asks AWS for nothing
        region: "eu-central-1",
        accountId: "123456789012",
        config: SETTINGS,
      });
    });
    after(async () => {
      await open?.close();
      await rm(configs, { recursive: true, force: true });
    });
    const preview = async (settings: Record<string, string>, config?: string): Promise<Judgement> => {
      if (open === undefined) throw new Error("no stack is open");
      await open.configure({ ...SETTINGS, ...settings });
      return judging(open.stack).preview(PACK, config);
    };
    const configured = async (config: unknown): Promise<Judgement> => {
      const file = path.join(configs, "config.json");
      await writeFile(file, JSON.stringify(config));
      return preview({ "ses-smtp:deletionProtection": "false" }, file);
    };
    const exception = {
      type: "aws:dynamodb/table:Table",
      name: "store",
      reason: "it is to be deleted today, with everything in it",
      expiry: "2999-12-31",
      maximumUsdPerMonth: 0,
    };

    it("passes, and shows the report with zero", async () => {
      const { code, refused, advice, said } = await preview({});
      expect([code, refused], said).to.deep.equal([0, []]);
      expect(advice).to.have.length(1);
      expect(advice[0])
        .to.match(/^Idle cost per month: \$0\.00\n/)
        .and.include("Unclassified resources: 0;");
    });

    it("passes with the pack's own configuration passed again", async () => {
      const { code, refused, said } = await preview({}, path.join(PACK, "config.json"));
      expect([code, refused], said).to.deep.equal([0, []]);
    });

    it("is refused without deletion protection, as configured in Pulumi.test.yaml", async () => {
      const { code, refused } = await preview({ "ses-smtp:deletionProtection": "false" });
      expect([code, refused]).to.deep.equal([1, [UNPROTECTED]]);
    });

    it("passes without it with the test stack's exception", async () => {
      const settings = { "ses-smtp:deletionProtection": "false" };
      const { code, refused, said } = await preview(settings, path.join(PACK, "test-stack.json"));
      expect([code, refused], said).to.deep.equal([0, []]);
    });

    const refusals: [string, unknown, string][] = [
      [
        "an exception that has expired",
        { exceptions: [{ ...exception, expiry: "2026-01-01" }] },
        "protected-table: protected-table.exceptions[0].expiry: expired on 2026-01-01; remove the exception, or renew it and its reason",
      ],
      [
        "an exception for a type as Pulumi's display prints it",
        { exceptions: [{ ...exception, type: "aws:dynamodb:Table" }] },
        "protected-table: protected-table.exceptions[0].type: unknown resource type; use aws:dynamodb/table:Table",
      ],
      [
        "an unknown key",
        { exception: [exception] },
        "protected-table: protected-table.exception: unknown key; expected exceptions",
      ],
    ];
    for (const [what, config, message] of refusals) {
      it(`refuses a configuration with ${what}, with the reason and no stack trace`, async () => {
        const { code, refused, said } = await configured({ "protected-table": config });
        expect([code, refused]).to.deep.equal([1, [UNPROTECTED, message]]);
        expect(said).not.to.match(/^\s+at /m);
      });
    }

    it("names the resources that have exceptions if the refused one has none", async () => {
      const other = { ...exception, name: "stores" };
      const { refused } = await configured({ "protected-table": { exceptions: [other] } });
      expect(refused).to.deep.equal([
        `${UNPROTECTED} The exceptions to protected-table for this type are for "stores".`,
      ]);
    });

    it("reports an unused exception", async () => {
      const { code, advice } = await preview({}, path.join(PACK, "test-stack.json"));
      expect(code).to.equal(0);
      expect(advice.join("\n")).to.include(
        'protected-table: aws:dynamodb/table:Table "store": this policy reports nothing for it; remove the exception',
      );
    });

    const faults: [string, unknown, string][] = [
      [
        "a maximum that is not a number",
        { "protected-table": { exceptions: [{ ...exception, maximumUsdPerMonth: "0" }] } },
        "protected-table: exceptions.0.maximumUsdPerMonth: Invalid type. Expected: number, given: string",
      ],
      [
        "an unknown policy, which the engine does not name",
        { "protected-tables": { exceptions: [exception] } },
        'configuring policy pack "ses-smtp"',
      ],
    ];
    for (const [what, config, message] of faults) {
      it(`stops at a configuration with ${what}, and says why`, async () => {
        const { code, said } = await configured(config);
        expect(code).to.equal(1);
        expect(said).to.include(message);
      });
    }
  });

  describe("of the program with something planted", () => {
    it("is refused for each resource's own properties, including unknown ones", async () => {
      const { code, refused } = await previewWith(command, "planted-resources.ts");
      expect(refused).to.deep.equal([
        'full-access: aws:iam/rolePolicyAttachment:RolePolicyAttachment "planted-attachment": attaches arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess, which grants full access; give the role an inline policy with the actions it uses.',
        'guarded-trust: aws:iam/role:Role "planted-role": trusts scheduler.amazonaws.com from any account; add a condition on aws:SourceArn or aws:SourceAccount with exact values of this account.',
        'standing-cost: aws:cloudwatch/logGroup:LogGroup "planted-hidden-logs" costs $0.00 per month, and more as it fills up, while idle: log bytes never expire at 0.03 USD per GB-month (Infracost\'s test files: infracost:internal/providers/terraform/aws/testdata/cloudwatch_log_group_test/cloudwatch_log_group_test.golden, 2026-11-21), because not (retentionInDays > 0); set retentionInDays (default here: 30).',
        'standing-cost: aws:dynamodb/table:Table "planted-table": billingMode is unknown at preview, and it may cost $0.57 per month (per 1+1) while idle: WCU+RCU capacity at 0.4745 / 0.0949 USD per WCU-month / RCU-month (Infracost\'s test files: infracost:internal/providers/terraform/aws/testdata/dynamodb_table_test/dynamodb_table_test.golden, collected 2026-11-21), because billingMode != "PAY_PER_REQUEST"; use a value that is known before deployment.',
        'standing-cost: aws:kms/key:Key "planted-hidden-key" costs $1.00 per month while idle: KMS key at 1.00 USD per key-month (+1.00 per retained rotation) (AWS: https://aws.amazon.com/kms/pricing/, 2026-11-21); use the existing key by ARN (ses-smtp:kmsKeyArn).',
        'standing-cost: aws:kms/key:Key "planted-key" costs $1.00 per month while idle: KMS key at 1.00 USD per key-month (+1.00 per retained rotation) (AWS: https://aws.amazon.com/kms/pricing/, 2026-11-21); use the existing key by ARN (ses-smtp:kmsKeyArn).',
        'standing-cost: pulumi-nodejs:dynamic:Resource "planted-code" costs an unknown amount per month while idle: whatever its code creates; declare those resources with @pulumi/aws, or add an exception (docs/cost.md).',
        'unclassified-resource: aws:apigatewayv2/routingRule:RoutingRule "planted-rule": not classified: its idle cost is unknown; add a row to policy-pack/data/catalog.tsv with its price, evidence, and date (docs/cost.md).',
        'wildcard-actions: aws:iam/rolePolicy:RolePolicy "planted-policy": statement "All" allows dynamodb:*, every action of a service; list the actions it uses.',
      ]);
      expect(code).to.equal(1);
    });

    it("is refused for what only the whole stack shows", async () => {
      const { code, refused, advice } = await previewWith(command, "planted-stack.ts");
      // The program has ten alarms of its own; which of all is named depends on the order of registration.
      const named = refused.map(line => line.replace(/"[\w-]+"(?=: the stack uses \d+ alarm)/, '"an alarm"'));
      expect(named).to.deep.equal([
        'free-allotments: aws:cloudwatch/metricAlarm:MetricAlarm "an alarm": the stack uses 21 alarm metrics, but an account has only 10 free per month; the excess costs $1.10 per month (AWS: https://aws.amazon.com/cloudwatch/pricing/, 2026-11-21); remove 11.',
        'free-allotments: aws:lambda/eventSourceMapping:EventSourceMapping "planted-two": the stack uses 1,314,000 SQS requests, but an account has only 1,000,000 free per month; the excess costs $0.13 per month (a third party: https://cloudburn.io/blog/amazon-sqs-pricing, 2026-11-21); remove 314,000.',
        'work-targets: aws:lambda/eventSourceMapping:EventSourceMapping "planted-one": functionName is x, which is not a function, queue, or topic of this stack; start one that the stack declares.',
        'work-targets: aws:lambda/eventSourceMapping:EventSourceMapping "planted-two": functionName is x, which is not a function, queue, or topic of this stack; start one that the stack declares.',
      ]);
      expect(code).to.equal(1);
      expect(advice[0]).to.include("Idle cost per month: $1.23 for ");
    });
  });
});

/** The real program with a file of programs/ added to it. */
async function previewWith(command: PulumiCommand, added: string): Promise<Judgement> {
  const program = await programWith(added);
  try {
    const stack = await openJudgedStack(command, program);
    try {
      return await stack.preview();
    } finally {
      await stack.close();
    }
  } finally {
    await program.remove();
  }
}
