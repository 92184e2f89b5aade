/** `npm start`: see options.ts for what it can be asked for. */
import { SandboxError } from "../emulator";
import { dropHostSettings } from "../shared/host-environment";
import { endOfNpm } from "./npm-parent";
import { readOptions, type StartOptions, USAGE } from "./options";
import { type Sandbox, startSandbox } from "../sandbox";
import { takeTour } from "../tour/tour";
import { welcome } from "./welcome";

/** Resolves with the exit code. */
async function main(): Promise<number> {
  const began = performance.now();
  dropHostSettings();
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const say = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const interrupted = Promise.race([nextInterrupt(), endOfNpm()]);
  const starting = startSandbox({
    ports: options.ports,
    settings: options.settings,
    existingTable: options.existingTable,
    engine: options.engine,
    say,
    ...(options.keyDelayMs === undefined ? {} : { keyDelayMs: options.keyDelayMs }),
  });
  const sandbox = await Promise.race([starting, interrupted]);
  if (sandbox === undefined) {
    await starting.then(
      late => late.close(),
      () => undefined,
    );
    return 0;
  }
  try {
    say(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    return await serve(sandbox, options, say, interrupted);
  } finally {
    await sandbox.close();
  }
}

async function serve(
  sandbox: Sandbox,
  options: StartOptions,
  say: (line: string) => void,
  interrupted: Promise<undefined>,
): Promise<number> {
  if (options.json) process.stdout.write(`${JSON.stringify(sandbox.report)}\n`);
  else if (!options.once) process.stdout.write(welcome(sandbox));
  if (!options.once) {
    await interrupted;
    say("Stopping …");
    return 0;
  }
  const held = await Promise.race([takeTour(sandbox.report, say), interrupted]);
  if (held) say("Every step held.");
  return held ? 0 : 1;
}

/** A pipe or a terminal that went away must not keep what is running from being stopped. */
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

/** One Ctrl-C comes twice, from the terminal and from npm, which passes it on: no person is as fast. */
const SAME_PRESS_MS = 300;

/** Ctrl-C, a closing terminal, or a supervisor. A second one ends at once: the emulator goes with this process. */
function nextInterrupt(): Promise<undefined> {
  return new Promise(resolve => {
    let first: number | undefined;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        first ??= performance.now();
        resolve(undefined);
        if (performance.now() - first > SAME_PRESS_MS) process.exit(130);
      });
    }
  });
}

main().then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known = error instanceof SandboxError;
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
