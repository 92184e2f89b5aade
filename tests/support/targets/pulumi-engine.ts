import * as path from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { cliProblem } from "../../../sandbox/engine/pulumi/command";
import { openPulumiStack } from "../../../sandbox/engine/pulumi/stack";
import type { Target, TargetChoice, TestStack } from "./target";
import { deleteRetained, destroyAll } from "./clean-up";
import { domainOf, onEmulator } from "./emulator";

const TITLE = "Pulumi engine with the sandbox's provider, local emulator";

/** Short, so that a machine without the CLI and without internet access does not wait. */
const MAX_CONNECT_MS = 3_000;
const MAX_INSTALL_MS = 120_000;

/** Uses the CLI on PATH, or one that the Automation API installs. */
export async function pulumiEngine(): Promise<TargetChoice> {
  const found = await cli();
  if (typeof found === "string") return { title: TITLE, absent: found };
  return { title: `${TITLE} (CLI ${found.version?.toString() ?? "unknown"})`, open: () => open(found) };
}

/** The CLI, or the reason that it is not available. */
export async function cli(): Promise<PulumiCommand | string> {
  try {
    return await PulumiCommand.get();
  } catch (error) {
    const why = cliProblem(error);
    return install(
      why === undefined ? "no pulumi CLI is on PATH" : `the pulumi CLI on PATH cannot be used (${why})`,
    );
  }
}

async function install(missing: string): Promise<PulumiCommand | string> {
  try {
    await fetch("https://get.pulumi.com/", {
      method: "HEAD",
      signal: AbortSignal.timeout(MAX_CONNECT_MS),
    });
  } catch {
    return `${missing}, and get.pulumi.com cannot be reached to install one`;
  }
  const root = path.join(__dirname, "..", "..", "..", "node_modules", ".cache", "pulumi");
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>(resolve => {
    const message = `${missing}, and installing one took more than ${MAX_INSTALL_MS / 1000} s`;
    timer = setTimeout(resolve, MAX_INSTALL_MS, message);
  });
  try {
    return await Promise.race([PulumiCommand.install({ root }), timeout]);
  } catch (error) {
    return `${missing}, and installing one failed: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}

async function open(command: PulumiCommand): Promise<Target> {
  const { request, ...common } = await onEmulator();
  const stacks = new Set<TestStack>();
  return {
    ...common,
    title: TITLE,
    lacks: {},
    open: async name => {
      const domain = domainOf(name);
      const engine = await openPulumiStack(command, request(name, domain));
      const configure = (settings?: Record<string, string>) =>
        engine.configure(request(name, domain, settings).config);
      const stack: TestStack = {
        name,
        domain,
        up: async settings => {
          await configure(settings);
          const { outputs, changes } = await engine.up();
          return { outputs: valuesOf(outputs), changes };
        },
        preview: async settings => {
          await configure(settings);
          return engine.preview();
        },
        refresh: async () => {
          await engine.refresh();
        },
        state: async () => JSON.stringify(await engine.state()),
        destroy: async () => {
          stacks.delete(stack);
          try {
            await engine.destroy();
            await deleteRetained(stack, common.config);
          } finally {
            await engine.close();
          }
        },
      };
      stacks.add(stack);
      return stack;
    },
    close: () => destroyAll(stacks, common.config),
  };
}

export function valuesOf(outputs: Record<string, { value: unknown }>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value]));
}
