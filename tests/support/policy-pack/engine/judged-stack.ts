import { fork } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import {
  type CommandError,
  type EngineEvent,
  LocalWorkspace,
  type PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation";
import { createProjectFolder } from "../../../../sandbox/engine/pulumi/project";
import { setConfig } from "../../../../sandbox/engine/pulumi/stack";
import { type ProviderTarget, withSecret } from "../../../../sandbox/provider/context";

export const PACK = path.resolve(__dirname, "../../../../policy-pack");
const ACCOUNT = "123456789012";
const REGION = "eu-central-1";

/** A preview asks AWS nothing that the provider does not know itself: nobody listens here. */
const NO_AWS = "http://127.0.0.1:9";

export const SETTINGS = {
  "ses-smtp:domains": '["company.com"]',
  "ses-smtp:kmsKeyArn": `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
};

/** What an engine made of a program under the pack. */
export interface Judgement {
  readonly code: number;
  /** `policy: message`, without the policy's description, which the SDK writes before it. */
  readonly refused: readonly string[];
  readonly advice: readonly string[];
  /** All that the CLI printed when it failed. */
  readonly said: string;
}

export interface JudgedStack {
  readonly stack: Stack;
  readonly preview: (pack?: string, config?: string) => Promise<Judgement>;
  readonly up: (pack?: string, config?: string) => Promise<Judgement>;
  close(): Promise<void>;
}

export interface JudgedOptions {
  /** Holds `index.ts`. */
  readonly directory: string;
  readonly endpoint?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A stack whose provider takes every type; nothing of the user's login or plugins is used. */
export async function openJudgedStack(
  command: PulumiCommand,
  { directory, endpoint = NO_AWS, settings = SETTINGS }: JudgedOptions,
): Promise<JudgedStack> {
  const provider = await startProvider({
    endpoint,
    region: REGION,
    accountId: ACCOUNT,
    programDirectory: directory,
  });
  const folder = await createProjectFolder("ses-smtp", directory, provider.port);
  const close = async () => {
    await provider.close();
    await folder.remove();
  };
  try {
    const stack = await LocalWorkspace.createStack(
      { stackName: "judged", workDir: folder.directory },
      { pulumiCommand: command, envVars: folder.environment },
    );
    await setConfig(stack, { "aws:region": REGION, ...settings });
    return { stack, close, ...judging(stack) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Previews and updates under a pack. */
export function judging(stack: Stack): Pick<JudgedStack, "preview" | "up"> {
  return {
    preview: (pack, config) => judge(options => stack.preview(options), pack, config),
    up: (pack, config) => judge(options => stack.up(options), pack, config),
  };
}

interface Options {
  policyPacks: string[];
  policyPackConfigs?: string[];
  onEvent: (event: EngineEvent) => void;
}

async function judge(
  operation: (options: Options) => Promise<unknown>,
  pack = PACK,
  config?: string,
): Promise<Judgement> {
  const refused = new Set<string>(); // an update is previewed by the same policies first
  const advice: string[] = [];
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent === undefined) return;
    const { policyName, message, enforcementLevel } = policyEvent;
    const own = message.slice(message.indexOf("\n") + 1).trimEnd();
    if (enforcementLevel === "mandatory") refused.add(`${policyName}: ${own}`);
    else advice.push(own);
  };
  const packs = { policyPacks: [pack], ...(config === undefined ? {} : { policyPackConfigs: [config] }) };
  const [code, said] = await operation({ ...packs, onEvent }).then(
    () => [0, ""] as const,
    (error: CommandError) =>
      [Number(/exit code (\d+)/.exec(error.message)?.[1] ?? -1), error.message] as const,
  );
  return { code, said, advice, refused: [...refused].sort() };
}

async function startProvider(target: ProviderTarget): Promise<{ port: number; close(): Promise<void> }> {
  const child = fork(path.join(__dirname, "any-type-provider.ts"), [JSON.stringify(withSecret(target))], {
    cwd: target.programDirectory,
    execArgv: ["--require", require.resolve("tsx/cjs")],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(child, "close");
  const close = async () => {
    child.kill("SIGKILL"); // it holds nothing that could be lost
    await ended;
  };
  const line = await Promise.race([once(child.stdout ?? child, "data"), ended.then(() => ["0"])]);
  const port = Number(String(line[0]));
  if (!(port > 0)) throw new Error("the provider did not start");
  return { port, close };
}
