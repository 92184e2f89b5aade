import * as path from "node:path";
import type { RegistrationRequest } from "../sandbox/engine/in-process/backend";
import { runInChild } from "../sandbox/engine/in-process/run";

export interface CaptureOptions {
  /** The program's working directory, as `main` in Pulumi.yaml says. */
  readonly directory: string;
  /** Its main file, relative to the directory. */
  readonly entry?: string;
  readonly project?: string;
  readonly stack?: string;
  readonly config: Readonly<Record<string, string>>;
  /** As in the first preview of a new stack: nothing that a provider computes is known. */
  readonly preview?: boolean;
}

/** A resource that a program registers, with the outputs it got. */
export interface Registration extends RegistrationRequest {
  /** The inputs and what a provider would add, such as an ARN and a name. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface CaptureSettings {
  readonly region?: string;
  readonly preview: boolean;
}

/** The program rejected its settings. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Evaluates a Pulumi program without an engine and returns what it would register, in order.
 *
 * @throws SettingsError with the program's own message if it rejects its settings
 * @throws Error with a stack if it fails in any other way
 */
export async function capture({
  directory,
  entry = "index.ts",
  project = "ses-smtp",
  stack = "cost",
  config,
  preview = false,
}: CaptureOptions): Promise<readonly Registration[]> {
  const region = config["aws:region"];
  const registrations: Registration[] = [];
  const result = await runInChild<CaptureSettings, Registration>({
    child: path.join(__dirname, "capture-child.ts"),
    directory,
    program: { main: path.resolve(directory, entry), project, stack, config, preview },
    settings: { preview, ...(region === undefined ? {} : { region }) },
    onEvent: registration => registrations.push(registration),
  });
  if (result.kind === "done") return registrations;
  if (result.isRunError) throw new SettingsError(result.message);
  throw new Error(`the program cannot be evaluated: ${result.stack ?? result.message}`);
}
