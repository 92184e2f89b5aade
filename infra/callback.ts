import * as pulumi from "@pulumi/pulumi";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { type PolicyStatement, Role, RolePolicy } from "@pulumi/aws/iam";
import { type Callback, CallbackFunction, type Runtime } from "@pulumi/aws/lambda";
import { buildSync } from "esbuild";
import type { Settings } from "./settings";

/** The newest Node runtime that Lambda offers; the sandbox runs the functions on the same major. */
export const NODE_RUNTIME = "nodejs24.x" as Runtime;

export interface FunctionArgs {
  /** The folder in handlers/ whose handler.ts exports `createHandler(environment)`. */
  handler: string;
  description: string;
  environment: Record<string, pulumi.Input<string>>;
  /** What it may do beyond logging and tracing. */
  statements: pulumi.Input<PolicyStatement>[];
  memoryMb: number;
  timeoutSeconds: number;
}

interface Bundle {
  createHandler(environment: NodeJS.ProcessEnv): Callback<unknown, unknown>;
}

/**
 * The one place where functions are made. A callback Lambda whose zip holds its own bundle and nothing else:
 * CallbackFunction alone packs all of node_modules and attaches nine FullAccess policies. Its callback captures
 * nothing but the bundle's name: settings travel as environment variables, so that the state shows what a
 * function depends on and no secret can slip into the zip.
 */
export function createFunction(
  name: string,
  args: FunctionArgs,
  settings: Settings,
): CallbackFunction<unknown, unknown> {
  const bundle = bundleHandler(args.handler);
  const logGroup = new LogGroup(name, {
    name: `/aws/lambda/${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
    retentionInDays: settings.logRetentionDays,
  });
  const role = createRole(name, args, logGroup, settings);
  return new CallbackFunction(
    name,
    {
      callbackFactory: () => (require(bundle) as Bundle).createHandler(process.env),
      codePathOptions: { extraIncludePaths: [bundle] },
      description: args.description,
      role,
      runtime: NODE_RUNTIME,
      architectures: ["arm64"],
      memorySize: args.memoryMb,
      timeout: args.timeoutSeconds,
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      environment: { variables: { ...args.environment, POWERTOOLS_LOG_LEVEL: settings.logLevel } },
    },
    // A function that ran before its role's policy is there would fail its first events.
    { dependsOn: [role.policy] },
  );
}

/** @returns the bundle's path, relative to the program's folder, where Pulumi packs from */
function bundleHandler(handler: string): string {
  const outfile = `./.bundle/${handler}.js`;
  buildSync({
    entryPoints: [`../handlers/${handler}/handler.ts`],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    minify: true,
    alias: { "@aws-sdk/credential-provider-node": "../handlers/shared/lambda-credentials.ts" },
    mainFields: ["module", "main"], // ES modules first: only they can be tree-shaken
    legalComments: "none",
    logLevel: "warning",
  });
  return outfile;
}

function createRole(
  name: string,
  args: FunctionArgs,
  logGroup: LogGroup,
  settings: Settings,
): Role & { policy: RolePolicy } {
  const role = new Role(name, {
    description: `Execution role of ${name}`,
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    },
    ...(settings.rolePermissionsBoundaryArn
      ? { permissionsBoundary: settings.rolePermissionsBoundaryArn }
      : {}),
  });
  const policy = new RolePolicy(name, {
    role: role.name,
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Log",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${logGroup.arn}:*`,
        },
        {
          // X-Ray has no resources that segments could be limited to:
          // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
          Sid: "Trace",
          Effect: "Allow",
          Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
          Resource: "*",
        },
        ...args.statements,
      ],
    },
  });
  return Object.assign(role, { policy });
}
