import { knownSecret } from "../shared/account";
import { clientsFor, type Clients } from "./clients";

/** Where a provider works; plain JSON. */
export interface ProviderTarget {
  /** The AWS endpoint of the provider and of the functions it creates: the front door. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Signs the provider's requests; by default, that of the front door which this process started at the endpoint. */
  readonly secretAccessKey?: string;
  /** Of a role whose policies limit the provider; default: the account's root, which may do anything. */
  readonly sessionToken?: string;
  /** The program's working directory, as `main` in Pulumi.yaml says: relative paths of assets start here. */
  readonly programDirectory: string;
}

/** What resource types need to do their work. */
export interface Context extends ProviderTarget {
  readonly clients: Clients;
}

export function contextFor(target: ProviderTarget): Context {
  return { ...target, clients: clientsFor(withSecret(target)) };
}

/**
 * The context for a resource that names a region of its own, as those of the AWS provider may
 * (https://www.pulumi.com/registry/packages/aws/how-to-guides/7-0-migration/).
 */
export function inRegion(context: Context, region: string | undefined): Context {
  if (region === undefined || region === context.region) return context;
  return contextFor({ ...context, region });
}

/** The target with its secret, as another process needs it. */
export function withSecret<Target extends ProviderTarget>(
  target: Target,
): Target & { secretAccessKey: string } {
  return { ...target, secretAccessKey: target.secretAccessKey ?? knownSecret(target.endpoint) ?? "" };
}
