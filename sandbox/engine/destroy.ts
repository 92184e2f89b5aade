import { reason, SandboxError } from "../shared/sandbox-error";
import { clientsFor, SandboxProvider } from "../provider";
import type { DeployRequest, RecordedResource } from "./messages";

/**
 * Deletes resources, last made first: a resource is made after everything it depends on. What was deleted
 * leaves the list, and one that cannot be deleted does not keep the others.
 *
 * @throws SandboxError naming every resource that is still there
 */
export async function destroy(resources: RecordedResource[], request: DeployRequest): Promise<void> {
  const { endpoint, region, accountId, programDirectory } = request;
  const clients = clientsFor({ endpoint, region, accountId });
  const context = { clients, region, accountId, endpointForFunctions: endpoint, programDirectory };
  const provider = new SandboxProvider(context);
  const faults: string[] = [];
  for (const resource of [...resources].reverse()) {
    try {
      await provider.delete(resource.id, resource.urn, resource.state);
      resources.splice(resources.indexOf(resource), 1);
    } catch (thrown) {
      faults.push(`${resource.type} ${resource.name}: ${reason(thrown)}`);
    }
  }
  if (faults.length > 0) throw new SandboxError(`Could not delete ${faults.join("; ")}`);
}
