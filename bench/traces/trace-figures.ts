import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { BUNDLED } from "../../infra/bundle";
import { lambdaNode } from "../../sandbox/emulator/lambda-node";
import { type Figure, median } from "../figure";

const run = promisify(execFile);

const ROOT = path.join(__dirname, "..", "..");

/** Interleaved, so that other load on the machine affects all alike. */
const RUNS = 25;

/** What the alternatives need; none of the project's own code does. */
const PACKAGES = [
  "@aws-lambda-powertools/tracer@2.36.0",
  "@opentelemetry/api@1.9.1",
  "@opentelemetry/sdk-trace-node@2.12.1",
  "@opentelemetry/instrumentation@0.223.0",
  "@opentelemetry/instrumentation-aws-sdk@0.78.0",
  "@opentelemetry/instrumentation-aws-lambda@0.75.0",
  "@opentelemetry/propagator-aws-xray@2.2.0",
  "@opentelemetry/id-generator-aws-xray@2.1.0",
  "@opentelemetry/exporter-trace-otlp-http@0.223.1",
];

const CLIENT = `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";`;
const HANDLER = "export const handler = async () => client;";

/** A function with one client, traced in each way. The first is not traced at all. */
const WAYS = {
  none: `${CLIENT} const client = new DynamoDBClient({}); ${HANDLER}`,
  "small emitter": `${CLIENT}
    import { traced } from ${JSON.stringify(path.join(ROOT, "handlers/shared/tracing/aws-client"))};
    import { traceInvocation, invocationTrace } from ${JSON.stringify(path.join(ROOT, "handlers/shared/tracing/trace"))};
    const client = traced(new DynamoDBClient({}));
    export const handler = () => traceInvocation("f", invocationTrace(), async () => client);`,
  "Powertools Tracer": `${CLIENT}
    import { Tracer } from "@aws-lambda-powertools/tracer";
    const client = new Tracer({ serviceName: "f" }).captureAWSv3Client(new DynamoDBClient({})); ${HANDLER}`,
  OpenTelemetry: `${CLIENT}
    import { NodeTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-node";
    import { registerInstrumentations } from "@opentelemetry/instrumentation";
    import { AwsInstrumentation } from "@opentelemetry/instrumentation-aws-sdk";
    import { AwsLambdaInstrumentation } from "@opentelemetry/instrumentation-aws-lambda";
    import { AWSXRayPropagator } from "@opentelemetry/propagator-aws-xray";
    import { AWSXRayIdGenerator } from "@opentelemetry/id-generator-aws-xray";
    import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
    const provider = new NodeTracerProvider({ idGenerator: new AWSXRayIdGenerator(),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
    provider.register({ propagator: new AWSXRayPropagator() });
    registerInstrumentations({ instrumentations: [new AwsInstrumentation(), new AwsLambdaInstrumentation()] });
    const client = new DynamoDBClient({}); ${HANDLER}`,
};

type Way = keyof typeof WAYS;

/**
 * What tracing adds to a function's zip and to its Init phase: our emitter, Powertools' Tracer, and OpenTelemetry with its
 * AWS instrumentations, each beside the same function without tracing. The packages of the other two are installed from the
 * registry for the time of the benchmark.
 */
export async function traceFigures(): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-traces-"));
  try {
    await writeFile(path.join(folder, "package.json"), "{}");
    await run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", ...PACKAGES], {
      cwd: folder,
    });
    await mkdir(path.join(folder, "out"));
    await linkSdk(folder);
    const names = Object.keys(WAYS) as Way[];
    const zips = new Map<Way, number>();
    for (const name of names) zips.set(name, await bundle(folder, name));
    const times = new Map<Way, number[]>(names.map(name => [name, []]));
    for (let turn = 0; turn < RUNS; turn++)
      for (const name of names) times.get(name)?.push(await timeToLoad(folder, name));
    const zip = (name: Way) => ((zips.get(name) ?? 0) - (zips.get("none") ?? 0)) / 1000;
    const init = (name: Way) => median(times.get(name) ?? []) - median(times.get("none") ?? []);
    return (["Powertools Tracer", "OpenTelemetry"] as const).flatMap((other): Figure[] => [
      {
        name: "small emitter: adds to the zip",
        value: zip("small emitter"),
        unit: "kB",
        reference: { name: other, value: zip(other) },
      },
      {
        name: `small emitter: adds to Init, median of ${RUNS}`,
        value: init("small emitter"),
        unit: "ms",
        reference: { name: other, value: init(other) },
      },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** All ways bundle the same copy of the SDK: the project's. */
async function linkSdk(folder: string): Promise<void> {
  const from = path.join(ROOT, "node_modules", "@aws-sdk", "client-dynamodb");
  await mkdir(path.join(folder, "node_modules", "@aws-sdk"), { recursive: true });
  await symlink(from, path.join(folder, "node_modules", "@aws-sdk", "client-dynamodb")).catch(
    () => undefined,
  );
}

/** @returns the zip's size in bytes */
async function bundle(folder: string, name: Way): Promise<number> {
  const outfile = fileOf(folder, name);
  const { outputFiles = [] } = await build({
    stdin: { contents: WAYS[name], resolveDir: folder, loader: "ts" },
    outfile,
    ...BUNDLED,
    write: false,
    alias: {
      "@aws-sdk/credential-provider-node": path.join(ROOT, "handlers/shared/lambda-credentials.ts"),
    },
    logLevel: "silent",
  });
  const text = outputFiles[0]?.text ?? "";
  await writeFile(outfile, text);
  return zipSync({ "index.js": strToU8(text) }).length;
}

const READY = "if (typeof require(process.argv[1]).handler !== 'function') throw new Error('no handler');";

async function timeToLoad(folder: string, name: Way): Promise<number> {
  const variables = {
    AWS_REGION: "eu-central-1",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: "index.handler",
    AWS_LAMBDA_FUNCTION_NAME: "f",
  };
  const started = performance.now();
  await run(lambdaNode(), ["-e", `${READY} process.exit();`, fileOf(folder, name)], { env: variables });
  return performance.now() - started;
}

function fileOf(folder: string, name: Way): string {
  return path.join(folder, "out", `${name.replaceAll(" ", "-")}.js`);
}
