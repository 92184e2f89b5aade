import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import * as ts from "typescript";
import { type FunctionArgs, handlerIn } from "../../infra/function";
import type { AnyGrant, Grant } from "../../infra/grants/grant";
import { program } from "../support/policy-pack/program";

interface Environment {
  TABLE_NAME: string;
  HOST: string;
  CA?: string;
}
const table: Grant<"TABLE_NAME"> = { environment: { TABLE_NAME: "records" }, statements: [] };
const nothing: Grant = { environment: {}, statements: [] };
const stranger: Grant<"QUEUE_URL"> = { environment: { QUEUE_URL: "https://…" }, statements: [] };

const COMMON = {
  handler: handlerIn<Environment>("some-handler"),
  description: "",
  memoryMb: 128,
  timeoutSeconds: 1,
  settings: { logLevel: "INFO", logRetentionDays: 30, tracing: "active" },
} as const;
const accepts = <const Uses extends readonly AnyGrant[]>(args: FunctionArgs<Environment, Uses>) => args;

describe("the environment of a function", () => {
  it("is what grants and the function set together, checked by the compiler", () => {
    accepts({ ...COMMON, uses: [nothing, table], environment: { HOST: "smtp" } });
    accepts({ ...COMMON, uses: [table, nothing], environment: { HOST: "smtp", CA: "pem" } });
    // @ts-expect-error HOST is missing
    accepts({ ...COMMON, uses: [table], environment: {} });
    // @ts-expect-error TABLE_NAME is missing: no grant sets it
    accepts({ ...COMMON, uses: [nothing], environment: { HOST: "smtp" } });
    // @ts-expect-error TABLE_NAME is set twice
    accepts({ ...COMMON, uses: [table], environment: { HOST: "smtp", TABLE_NAME: "other" } });
    // @ts-expect-error the handler does not know PORT
    accepts({ ...COMMON, uses: [table], environment: { HOST: "smtp", PORT: "587" } });
    // @ts-expect-error the handler does not know QUEUE_URL
    accepts({ ...COMMON, uses: [table, stranger], environment: { HOST: "smtp" } });
  });

  describe("in the program", () => {
    let all: Awaited<ReturnType<typeof program>>;
    before(async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-environment-"));
      const ca = path.join(folder, "ca.pem");
      await writeFile(ca, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
      // Settings with which all functions exist, and with all of their variables.
      const settings = {
        "ses-smtp:tableName": "records",
        "ses-smtp:identity": "existing",
        "ses-smtp:existingConfigurationSet": "attach",
        "ses-smtp:smtpEndpointOverride": "localhost:2587",
        "ses-smtp:smtpCaFile": ca,
        "ses-smtp:webhookTopicArns": '["arn:aws:sns:eu-west-1:123456789012:bounces"]',
        "ses-smtp:mtaStsMx": '["mx1.company.com"]',
        "ses-smtp:mtaStsHosting": "serve",
      };
      all = await program({ settings }).finally(() => rm(folder, { recursive: true }));
    });

    for (const [functionName, folder] of [
      ["smtp-api", "api"],
      ["smtp-configuration-set-attacher", "configuration-set-attacher"],
      ["smtp-credential-manager", "credential-manager"],
      ["smtp-dlq-processor", "dlq-processor"],
      ["smtp-feedback-recorder", "feedback-recorder"],
      ["smtp-mta-sts", "mta-sts"],
      ["smtp-record-dispatcher", "record-dispatcher"],
      ["smtp-stream-enabler", "stream-enabler"],
      ["smtp-webhook", "webhook"],
    ] as const) {
      // Proves D-environment.1, D-environment.2, D-environment.3, D-environment.4, D-environment.6
      it(`gives ${functionName} the variables of handlers/${folder}/environment.ts`, () => {
        const found = all.filter(
          ({ type, name }) => type === "aws:lambda/function:Function" && name === functionName,
        );
        expect(found).to.have.lengthOf(1);
        const { variables } = found[0]?.inputs.environment as { variables: Record<string, string> };
        const { LOG_LEVEL, STACK_NAME, POWERTOOLS_METRICS_NAMESPACE = "ses-smtp", ...own } = variables;
        expect([LOG_LEVEL, STACK_NAME, POWERTOOLS_METRICS_NAMESPACE]).to.deep.equal([
          "INFO",
          "test",
          "ses-smtp",
        ]);
        expect(Object.keys(own).sort()).to.deep.equal(declaredIn(folder));
      });
    }

    // Proves R5.3, D-modules.3
    it("has every function's role, policy and log group as children of its component", () => {
      const components = all.filter(({ type }) => type === "ses-smtp:index:LambdaFunction");
      expect(components.map(({ name }) => name).sort()).to.deep.equal([
        "smtp-api",
        "smtp-configuration-set-attacher",
        "smtp-credential-manager",
        "smtp-dlq-processor",
        "smtp-email-validator",
        "smtp-feedback-recorder",
        "smtp-mta-sts",
        "smtp-record-dispatcher",
        "smtp-stream-enabler",
        "smtp-webhook",
      ]);
      for (const { name } of components) {
        const children = all.filter(
          ({ urn }) => urn.includes(`::ses-smtp:index:LambdaFunction$`) && urn.endsWith(`::${name}`),
        );
        expect(children.map(({ type }) => type).sort()).to.deep.equal([
          "aws:cloudwatch/logGroup:LogGroup",
          "aws:iam/role:Role",
          "aws:iam/rolePolicy:RolePolicy",
          "aws:lambda/function:Function",
        ]);
      }
    });
  });
});

/** Set for every function, whether it declares them or not. */
const EVERYWHERE = ["LOG_LEVEL", "STACK_NAME"];

/** The properties of the handler's interface, inherited ones included. */
function declaredIn(folder: string): string[] {
  const file = path.join(__dirname, "../../handlers", folder, "environment.ts");
  const compiler = ts.createProgram([file], { strict: true, noLib: true, types: [] });
  const checker = compiler.getTypeChecker();
  const found = compiler.getSourceFile(file)?.statements.filter(ts.isInterfaceDeclaration) ?? [];
  expect(found).to.have.lengthOf(1);
  const names = found.flatMap(node =>
    checker
      .getTypeAtLocation(node)
      .getProperties()
      .map(({ name }) => name),
  );
  return names.filter(name => !EVERYWHERE.includes(name)).sort();
}
