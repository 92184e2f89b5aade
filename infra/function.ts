import * as pulumi from "@pulumi/pulumi";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { type PolicyStatement, Role, RolePolicy } from "@pulumi/aws/iam";
import { type Callback, CallbackFunction, type Runtime } from "@pulumi/aws/lambda";
import type { CommonEnvironment } from "../handlers/shared/environment";
import { METRIC_NAMESPACE, type MetricName } from "../handlers/shared/metrics";
import { bundleHandler } from "./bundle";
import type { AnyGrant, KnownVariables, OtherVariables } from "./grants/grant";
import { logGroupName } from "./names";
import type { Settings } from "./settings";

/** The newest Node runtime that Lambda offers; the sandbox runs the functions on the same major version. */
const NODE_RUNTIME = "nodejs24.x" as Runtime;

/** A folder in handlers/. `Environment` is what its environment.ts declares; it exists for the compiler only. */
export interface Handler<Environment> {
  readonly folder: string;
  readonly environment?: Environment;
}

/** @param folder whose handler.ts exports `createHandler(environment)` */
export function handlerIn<Environment>(folder: string): Handler<Environment> {
  return { folder };
}

export interface FunctionArgs<Environment, Uses extends readonly AnyGrant[]> {
  handler: Handler<Environment>;
  description: string;
  memoryMb: number;
  timeoutSeconds: number;
  /** What it may do beyond logging and tracing. */
  uses: Uses & KnownVariables<Environment, Uses>;
  /** The handler's variables that no grant sets; see CommonEnvironment for what every function gets. */
  environment: OtherVariables<Environment, Uses>;
  /** What it emits. No other function emits the same. */
  metrics?: readonly MetricName[];
  settings: Pick<Settings, "logLevel" | "logRetentionDays" | "rolePermissionsBoundaryArn" | "tracing">;
}

/**
 * A callback Lambda with its role and log group; every function of the stack is one of these. Its zip contains its
 * own bundle and nothing else: CallbackFunction alone packs all of node_modules and attaches nine FullAccess
 * policies. Settings travel as environment variables, so that the state shows what a function depends on and no
 * secret can get into the zip.
 */
export class LambdaFunction<Environment, const Uses extends readonly AnyGrant[]>
  extends pulumi.ComponentResource
{
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;

  constructor(
    name: string,
    args: FunctionArgs<Environment, Uses>,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("ses-smtp:index:LambdaFunction", name, {}, options);
    const { settings } = args;
    const bundle = bundleHandler(args.handler.folder);
    const logGroup = new LogGroup(
      name,
      { name: logGroupName(name), retentionInDays: settings.logRetentionDays },
      { parent: this },
    );
    const role = createRole(name, settings.rolePermissionsBoundaryArn, this);
    const policy = createRolePolicy(name, role, logGroup, args, this);
    const lambda = new CallbackFunction(
      name,
      {
        callbackFactory: callbackFactory(bundle),
        codePathOptions: { extraIncludePaths: [bundle] },
        description: args.description,
        role,
        runtime: NODE_RUNTIME,
        architectures: ["arm64"],
        memorySize: args.memoryMb,
        timeout: args.timeoutSeconds,
        tracingConfig: { mode: settings.tracing === "active" ? "Active" : "PassThrough" },
        loggingConfig: loggingTo(logGroup),
        environment: {
          variables: {
            ...mergedVariables(args.uses),
            ...args.environment,
            ...commonVariables(settings),
            ...(args.metrics && { POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE }),
          },
        },
        ...(args.metrics && { tags: countedMetrics(args.metrics) }),
      },
      // A function that runs before its role has its policy would fail its first events.
      { parent: this, dependsOn: [policy] },
    );
    this.functionName = lambda.name;
    this.functionArn = lambda.arn;
    this.roleArn = lambda.role;
    this.roleName = role.name;
    this.logGroupArn = logGroup.arn;
    this.registerOutputs();
  }
}

interface Bundle {
  createHandler(environment: NodeJS.ProcessEnv): Callback<unknown, unknown>;
}

/** Pulumi serializes the returned function with all that it captures: the bundle's path, and nothing else. */
function callbackFactory(bundle: string): () => Callback<unknown, unknown> {
  return () => (require(bundle) as Bundle).createHandler(process.env);
}

/**
 * The functions write JSON, which Lambda passes on as it is. Its own lines at the start and the end of each invocation
 * are left out: the functions' last entry has the duration, and a metric the rest. What Lambda has to report of an
 * invocation that failed, such as a timeout, stays:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html. The functions choose the level of
 * their own entries; Lambda filtering them would also lose metrics, which are entries without a level.
 */
function loggingTo(logGroup: LogGroup) {
  return {
    logFormat: "JSON",
    applicationLogLevel: "TRACE",
    systemLogLevel: "WARN",
    logGroup: logGroup.name,
  };
}

/**
 * No resource shows what a function writes to its log. The policy pack counts the metrics in this tag of each function
 * that has the variable POWERTOOLS_METRICS_NAMESPACE (docs/cost.md), which nothing else reads.
 */
function countedMetrics(metrics: readonly MetricName[]): Record<string, string> {
  return { "emf-metrics": metrics.join(" ") };
}

function commonVariables({ logLevel }: Pick<Settings, "logLevel">): CommonEnvironment {
  return { LOG_LEVEL: logLevel, STACK_NAME: pulumi.getStack() };
}

function mergedVariables(grants: readonly AnyGrant[]): Record<string, pulumi.Input<string>> {
  return Object.assign({}, ...grants.map(({ environment }) => environment)) as AnyGrant["environment"];
}

function createRole(name: string, permissionsBoundary: string | undefined, parent: pulumi.Resource): Role {
  return new Role(
    name,
    {
      description: `Execution role of ${name}`,
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    },
    { parent },
  );
}

function createRolePolicy(
  name: string,
  role: Role,
  logGroup: LogGroup,
  { uses, settings }: { uses: readonly AnyGrant[]; settings: Pick<Settings, "tracing"> },
  parent: pulumi.Resource,
): RolePolicy {
  const log: PolicyStatement = {
    Sid: "Log",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: pulumi.interpolate`${logGroup.arn}:*`,
  };
  const trace: PolicyStatement = {
    // X-Ray has no resources to limit segments to:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
    Sid: "Trace",
    Effect: "Allow",
    Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    Resource: "*",
  };
  const traces = settings.tracing === "active" ? [trace] : [];
  const statements = [log, ...traces, ...uses.flatMap(grant => grant.statements)];
  return new RolePolicy(
    name,
    { role: role.name, policy: { Version: "2012-10-17", Statement: statements } },
    { parent },
  );
}
