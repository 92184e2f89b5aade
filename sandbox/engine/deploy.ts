import { join } from "node:path";

import { messageOf, SandboxError } from "../shared/sandbox-error";
import { contextFor, type ProviderTarget, withSecret } from "../provider/context";
import { SandboxProvider } from "../provider/provider";
import type {
  DeployedResource,
  DeployEvent,
  Deployment,
  DeployOptions,
  RecordedResource,
} from "./deployment";
import { runInChild } from "./in-process/run";

/** A deployment that failed part of the way: the resources it created still exist. */
export class DeployError extends SandboxError {
  constructor(
    message: string,
    readonly resources: readonly DeployedResource[],
    readonly destroy: () => Promise<void>,
    cause?: string,
  ) {
    super(message, { cause });
  }
}

/**
 * Runs a Pulumi program against the sandbox, in a process of its own, without the Pulumi engine.
 *
 * @throws DeployError with one sentence: the resource's type, its name and the cause, or the program's own error
 */
export async function deploy(options: DeployOptions): Promise<Deployment> {
  const { programDirectory, project, stack, config, endpoint, region, accountId, onOutput, signal } = options;
  const { secretAccessKey, sessionToken } = withSecret(options);
  const target: ProviderTarget = {
    ...{ endpoint, region, accountId, secretAccessKey, programDirectory },
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  const resources: RecordedResource[] = [];
  const warnings: string[] = [];
  const result = await runInChild<ProviderTarget, DeployEvent>({
    child: join(__dirname, "deploy-child.ts"),
    directory: programDirectory,
    program: {
      main: join(programDirectory, "index"),
      project,
      stack,
      config: { "aws:region": region, ...config },
      preview: false,
    },
    settings: target,
    onEvent: event => {
      if (event.kind === "resource") resources.push(event.resource);
      else warnings.push(event.message);
    },
    ...(onOutput === undefined ? {} : { onOutput }),
    ...(signal === undefined ? {} : { signal }),
  });
  const destroyAll = () => destroy(resources, target);
  if (result.kind === "failed") throw new DeployError(result.message, resources, destroyAll, result.stack);
  const { outputs, secretOutputs, timings } = result;
  return { outputs, secretOutputs, resources, warnings, timings, destroy: destroyAll };
}

/**
 * Deletes resources, last created first: a resource is created after everything it depends on. Deleted resources are
 * removed from the list; one that cannot be deleted does not stop the others. As in Pulumi's engine, nothing is deleted
 * while a resource is protected, and a retained one is only removed from the list.
 *
 * @throws SandboxError naming every resource that is left
 */
async function destroy(resources: RecordedResource[], target: ProviderTarget): Promise<void> {
  const kept = resources.filter(({ protect }) => protect).map(({ type, name }) => `${type} ${name}`);
  if (kept.length > 0) throw new SandboxError(`Nothing was deleted; protected: ${kept.join(", ")}`);
  const provider = new SandboxProvider(contextFor(target));
  const failures: string[] = [];
  for (const resource of [...resources].reverse()) {
    try {
      if (!resource.retainOnDelete) await provider.delete(resource.id, resource.urn, resource.state);
      resources.splice(resources.indexOf(resource), 1);
    } catch (thrown) {
      failures.push(`${resource.type} ${resource.name}: ${messageOf(thrown)}`);
    }
  }
  if (failures.length > 0) throw new SandboxError(`Could not delete ${failures.join("; ")}`);
}
