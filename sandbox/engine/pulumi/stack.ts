import {
  type EngineEvent,
  LocalWorkspace,
  type OutputMap,
  type PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation";

import { withSecret } from "../../provider/context";
import { startProvider } from "../../provider/grpc/start";
import type { DeployRequest } from "../deployment";
import { createProjectFolder, type ProjectFolder } from "./project";

/** What an operation does to a resource; `same` and reads are omitted. */
export interface Change {
  /** In the engine's terms: create, update, replace, delete, refresh … */
  readonly op: string;
  readonly type: string;
  readonly urn: string;
  /** The changed inputs. */
  readonly diffs: readonly string[];
}

/** A stack of a program, driven by a real Pulumi engine whose AWS is the sandbox. */
export interface PulumiStack {
  readonly stack: Stack;
  readonly warnings: readonly string[];
  configure(config: Readonly<Record<string, string>>): Promise<void>;
  up(): Promise<{ outputs: OutputMap; changes: Change[] }>;
  preview(): Promise<Change[]>;
  refresh(): Promise<Change[]>;
  /** Deletes every resource; the stack can be deployed again. */
  destroy(): Promise<void>;
  /** The state as the backend stores it, with secrets encrypted. */
  state(): Promise<{ resources?: StateResource[] }>;
  /** Ends the provider and removes the project folder, including the state. */
  close(): Promise<void>;
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

const QUIET = new Set(["same", "read", "read-discard"]);

export async function openPulumiStack(
  command: PulumiCommand,
  request: DeployRequest,
  onOutput: (text: string) => void = () => undefined,
): Promise<PulumiStack> {
  const { endpoint, region, accountId, programDirectory, project } = request;
  const { secretAccessKey } = withSecret(request);
  const provider = await startProvider({ endpoint, region, accountId, secretAccessKey, programDirectory });
  let folder: ProjectFolder | undefined;
  const close = async () => {
    await provider.close();
    await folder?.remove();
  };
  try {
    folder = await createProjectFolder(project, programDirectory, provider.port);
    const stack = await LocalWorkspace.createStack(
      { stackName: request.stack, workDir: folder.directory },
      { pulumiCommand: command, envVars: folder.environment },
    );
    const configure = (config: Readonly<Record<string, string>>) =>
      setConfig(stack, { "aws:region": region, ...config });
    await configure(request.config);
    return { stack, warnings: provider.warnings, configure, close, ...operations(stack, onOutput) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Sets exactly this configuration, each value with the type that the project file declares. */
export async function setConfig(stack: Stack, config: Readonly<Record<string, string>>): Promise<void> {
  const settings = await stack.workspace.stackSettings(stack.name); // contains the passphrase's salt
  const project = await stack.workspace.projectSettings();
  const declared = (project.config ?? {}) as Record<string, Declared>;
  settings.config = Object.fromEntries(
    Object.entries(config).map(([key, text]) => [key, valueOf(text, declared[key])]),
  );
  await stack.workspace.saveStackSettings(stack.name, settings);
}

/** Operations on any stack, whatever its provider. */
export function operations(stack: Stack, onOutput: (text: string) => void) {
  const recorder = () => {
    const changes: Change[] = [];
    return {
      changes,
      options: { onOutput, onEvent: (event: EngineEvent) => changes.push(...changeIn(event)) },
    };
  };
  return {
    up: async () => {
      const { changes, options } = recorder();
      const { outputs } = await stack.up(options);
      return { outputs, changes };
    },
    preview: async () => {
      const { changes, options } = recorder();
      await stack.preview(options);
      return changes;
    },
    refresh: async () => {
      const { changes, options } = recorder();
      await stack.refresh(options);
      return changes;
    },
    destroy: async () => {
      await stack.destroy({ onOutput });
    },
    state: async () => (await stack.exportStack()).deployment as { resources?: StateResource[] },
  };
}

function changeIn({ resourcePreEvent }: EngineEvent): Change[] {
  if (resourcePreEvent === undefined) return [];
  const { op, type, urn, diffs } = resourcePreEvent.metadata;
  return QUIET.has(op) ? [] : [{ op, type, urn, diffs: diffs ?? [] }];
}

type Declared = { type?: string } | undefined;

function valueOf(text: string, declared: Declared): unknown {
  const isString = declared?.type === undefined || declared.type === "string";
  return isString ? text : (JSON.parse(text) as unknown);
}
