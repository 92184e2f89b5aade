import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { SandboxError } from "../../shared/sandbox-error";
import { withoutHostSettings } from "../../shared/host-environment";
import { type ProviderTarget, withSecret } from "../context";

export interface ProviderProcess {
  readonly port: number;
  /** Messages about inputs that had no effect. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** It loads Pulumi and one SDK client in about a second; a busy machine takes longer. */
const MAX_START_MS = 60_000;

/** Starts the provider in a process of its own: Pulumi's `main` serves one provider per process. */
export async function startProvider(options: ProviderTarget): Promise<ProviderProcess> {
  const { secretAccessKey, ...target } = withSecret(options);
  const child = fork(join(__dirname, "serve.ts"), [JSON.stringify(target)], {
    cwd: target.programDirectory,
    env: { ...withoutHostSettings(), AWS_SECRET_ACCESS_KEY: secretAccessKey }, // other users can read arguments
    execArgv: ["--enable-source-maps", "--require", require.resolve("tsx/cjs")],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const closed = once(child, "close");
  const warnings: string[] = [];
  let printed = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    warnings.push(...text.split("\n").filter(line => line !== ""));
  });
  const close = async () => {
    child.kill("SIGKILL"); // it holds no state
    await closed;
  };
  const port = await new Promise<number>(resolve => {
    const timer = setTimeout(resolve, MAX_START_MS, 0);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const line = /^(\d+)\n/.exec(printed);
      if (line === null) return;
      clearTimeout(timer);
      resolve(Number(line[1]));
    });
    void closed.then(() => {
      clearTimeout(timer);
      resolve(0);
    });
  });
  if (port > 0) return { port, warnings, close };
  await close();
  throw new SandboxError(`The sandbox's provider did not start: ${warnings.slice(-5).join(" ") || printed}`);
}
