import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation";
import { createTableAt } from "../../../sandbox/prerequisites";
import { projectFile } from "../../../sandbox/engine/pulumi/project";
import { operations, setConfig } from "../../../sandbox/engine/pulumi/stack";
import { CredentialRecords } from "../../../sandbox/testkit/credential-records";
import { SmtpClient } from "../../../sandbox/testkit/smtp-client";
import type { Target, TargetChoice, TestStack } from "./target";
import { deleteRetained, destroyAll } from "./clean-up";
import { withNamespace } from "./emulator";
import { keyIsEnabled, restartStream, tableExists, userExists } from "./existing";
import { logGroupOf } from "./log-group";
import { cli, valuesOf } from "./pulumi-engine";

const ROOT = path.join(__dirname, "..", "..", "..");
const TITLE = "Pulumi engine with the AWS provider, AWS";

/**
 * Allows for a cold start, for 15 s or more until AWS accepts a new key, and for the several minutes that a new event
 * source mapping may take until it delivers the first record:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html.
 */
const RECORD_TIMEOUT_MS = 600_000;

/** A real AWS account, with the stack of Pulumi.test.yaml in the current Pulumi backend; no sandbox involved. */
export async function aws(): Promise<TargetChoice> {
  if (process.env.SES_SMTP_TARGET !== "aws")
    return { title: TITLE, absent: "SES_SMTP_TARGET is not set to aws" };
  const found = await cli();
  if (typeof found === "string") return { title: TITLE, absent: found };
  return { title: TITLE, open: () => open(found) };
}

async function open(pulumiCommand: PulumiCommand): Promise<Target> {
  const workDir = await mkdtemp(path.join(tmpdir(), "ses-smtp-aws-")); // stack configuration is written here
  await writeFile(path.join(workDir, "Pulumi.yaml"), await projectFile("ses-smtp", path.join(ROOT, "infra")));
  await copyFile(path.join(ROOT, "Pulumi.test.yaml"), path.join(workDir, "Pulumi.test.yaml"));
  const workspace = await LocalWorkspace.create({ workDir, pulumiCommand });
  const { config: base = {} } = await workspace.stackSettings("test");
  const region = String(base["aws:region"]);
  const kmsKeyArn = String(base["ses-smtp:kmsKeyArn"]);
  const [domain = ""] = base["ses-smtp:domains"] as unknown as string[];
  const stacks = new Set<TestStack>();
  const tables: string[] = [];

  return {
    title: TITLE,
    lacks: { mail: "the test domain's DNS records are not published, so only the login is tested" },
    kmsKeyArn,
    open: async name => {
      const stackName = name === "first" ? "test" : `test-${name}`;
      const own = name === "first" ? domain : `${name}.${domain}`;
      const stack = await LocalWorkspace.createOrSelectStack({ stackName, workDir }, { pulumiCommand });
      const { up, preview, refresh, state, destroy } = operations(stack, () => undefined);
      const configure = (settings: Record<string, string> = {}) =>
        setConfig(stack, {
          ...Object.fromEntries(Object.entries(base).map(([key, value]) => [key, text(value)])),
          ...withNamespace({ domains: JSON.stringify([own]), ...settings }),
        });
      const opened: TestStack = {
        name: stackName,
        domain: own,
        up: async settings => {
          await configure(settings);
          const { outputs, changes } = await up();
          return { outputs: valuesOf(outputs), changes };
        },
        preview: async settings => {
          await configure(settings);
          return preview();
        },
        refresh: async () => {
          await refresh();
        },
        state: async () => JSON.stringify(await state()),
        destroy: async () => {
          await destroy();
          await deleteRetained(opened, { region });
          await stack.workspace.removeStack(stackName);
          stacks.delete(opened);
        },
      };
      stacks.add(opened);
      return opened;
    },
    clients: async ({ tableName, smtpEndpoint }) => {
      const { host, ports } = smtpEndpoint as { host: string; ports: { starttls: number[] } };
      const smtp = { host, port: ports.starttls[0] ?? 587 };
      return {
        administrator: new CredentialRecords({ region }, String(tableName), RECORD_TIMEOUT_MS),
        client: new SmtpClient(smtp),
      };
    },
    createTable: async () => {
      const name = await createTableAt({ region }, "ses-smtp-test", 60);
      tables.push(name);
      return name;
    },
    restartStream: table => restartStream({ region }, table),
    tableExists: name => tableExists({ region }, name),
    keyIsEnabled: () => keyIsEnabled({ region }, kmsKeyArn),
    userExists: name => userExists({ region }, name),
    logGroup: logGroupOf({ region }),
    secretsOf: async () => [],
    close: async () => {
      try {
        await destroyAll(stacks, { region });
      } finally {
        await deleteTables(region, tables);
        await rm(workDir, { recursive: true });
      }
    },
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function deleteTables(region: string, names: readonly string[]): Promise<void> {
  const client = new DynamoDBClient({ region });
  for (const TableName of names) await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
}
