import { execFile } from "node:child_process";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Context } from "mocha";
import { cli } from "../../targets/pulumi-engine";

let found: Promise<PulumiCommand | string> | undefined;

/** The CLI that the integration tests use; without one the suite is skipped, and says why. */
export async function commandOrSkip(context: Context): Promise<PulumiCommand> {
  found ??= cli();
  const command = await found;
  if (typeof command === "string") {
    console.log(`    did not run: ${command}`);
    context.skip();
  }
  return command;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever it exits with. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, environment = {} }: { cwd: string; environment?: Record<string, string> },
): Promise<Ran> {
  return new Promise(resolve => {
    const env = { ...process.env, ...environment };
    const child = execFile(program, args, { cwd, env, maxBuffer: 64e6 }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, stdout, stderr });
    });
  });
}
