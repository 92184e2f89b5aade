/**
 * The sandbox's AWS provider as a process of its own, for a real engine. Prints its port, as Pulumi's providers
 * do, and ends with the process that started it. What it is to work on comes as an argument: an engine's
 * Configure never reaches a provider that Pulumi's `main` serves.
 */
import { main } from "@pulumi/pulumi/provider";

import { clientsFor, SandboxProvider } from "..";
import { EngineFacingProvider } from "./engine-facing";
import { mendMessages } from "./mended-messages";

/** What the provider works on, as JSON in its first argument. */
export interface ProviderTarget {
  /** The AWS endpoint, of the provider and of the functions it makes. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Relative paths of assets start here. */
  readonly programDirectory: string;
}

const target = JSON.parse(process.argv[2] ?? "{}") as ProviderTarget;
const context = { ...target, clients: clientsFor(target), endpointForFunctions: target.endpoint };
const provider = new SandboxProvider(context, message => process.stderr.write(`${message}\n`));

process.on("disconnect", () => process.exit(0));
// A Ctrl-C reaches every process of the terminal, and the engine must still be able to remove what it made.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
mendMessages();
void main(new EngineFacingProvider(provider), []);
