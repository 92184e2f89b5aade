import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { loadData, rules } from "../../policy-pack/rules";
import { plainProperties } from "../../policy-pack/resource/plain";
import type { StackResource } from "../../policy-pack/resource/resource";
import { type Figure, median } from "../figure";
import { askAll } from "./ask";
import { previewFigures } from "./preview-figures";

const PACK = path.resolve(__dirname, "../../policy-pack");
const RESOURCES = 1000;
const RUNS = 5;

/** How long the pack takes for a large stack, and what its process adds to a preview. */
export async function policyPackFigures(): Promise<Figure[]> {
  const started = performance.now();
  const data = loadData();
  const loaded = performance.now() - started;
  const stack = largeStack();
  const alone = Array.from({ length: RUNS }, () => {
    const begin = performance.now();
    judge(stack, data);
    return performance.now() - begin;
  });
  const { ready, judged, megabytes } = await processFigures(stack);
  return [
    {
      name: `${RESOURCES} resources checked by every rule`,
      value: median(alone),
      unit: "ms",
      reference: { name: "limit", value: 2000 },
    },
    {
      name: `${RESOURCES} resources checked by the pack's process, over gRPC`,
      value: judged,
      unit: "ms",
      reference: { name: "limit", value: 2000 },
    },
    { name: "catalog loaded and validated", value: loaded, unit: "ms" },
    { name: "pack's process ready under Pulumi's runtime", value: ready, unit: "ms" },
    { name: "memory of that process", value: megabytes, unit: "MB" },
    ...(await previewFigures()),
  ];
}

function judge(stack: readonly StackResource[], data: ReturnType<typeof loadData>): number {
  let findings = 0;
  for (const rule of Object.values(rules(data, "2026-11-21"))) {
    if ("stack" in rule) findings += rule.stack(stack).length;
    else
      for (const resource of stack)
        findings += rule.resource({ ...resource, props: plainProperties(resource.props) }).length;
  }
  return findings;
}

/** A function with its role, log group, and policy, repeated: the resources most rules check. */
function largeStack(): StackResource[] {
  const policy = JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem"],
        Resource: "arn:aws:dynamodb:eu-central-1:123456789012:table/x",
      },
    ],
  });
  const stack: StackResource[] = [];
  const add = (
    type: string,
    name: string,
    props: Record<string, unknown>,
    propertyDependencies: StackResource["propertyDependencies"] = {},
  ): StackResource => {
    const resource = {
      type,
      name,
      urn: `${type}::${name}`,
      props,
      hasProvider: true,
      dependencies: [],
      propertyDependencies,
    };
    stack.push(resource);
    return resource;
  };
  for (let i = 0; stack.length < RESOURCES; i++) {
    const role = add("aws:iam/role:Role", `role-${i}`, { arn: `arn:role-${i}`, assumeRolePolicy: policy });
    add("aws:iam/rolePolicy:RolePolicy", `policy-${i}`, { role: `role-${i}`, policy });
    const logGroup = add("aws:cloudwatch/logGroup:LogGroup", `logs-${i}`, {
      name: `/aws/lambda/f-${i}`,
      retentionInDays: 30,
    });
    const props = {
      arn: `arn:f-${i}`,
      role: `arn:role-${i}`,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      tracingConfig: { mode: "Active" },
      loggingConfig: { logGroup: `/aws/lambda/f-${i}` },
    };
    add("aws:lambda/function:Function", `f-${i}`, props, { role: [role], loggingConfig: [logGroup] });
  }
  return stack;
}

/** The pack's process on its own, started and called as the CLI does. */
async function processFigures(
  stack: readonly StackResource[],
): Promise<{ ready: number; judged: number; megabytes: number }> {
  const started = performance.now();
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", PACK], {
    cwd: PACK,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const ready = performance.now() - started;
    const judged = await askAll(Number(String(port)), stack);
    return { ready, judged, megabytes: residentMegabytes(child) };
  } finally {
    child.kill();
  }
}

/** Known on Linux only. */
function residentMegabytes({ pid }: ChildProcess): number {
  if (process.platform !== "linux") return Number.NaN;
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid ?? "self"}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}
