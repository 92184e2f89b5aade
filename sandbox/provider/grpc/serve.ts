/**
 * The sandbox's AWS provider as a process of its own, for a real engine. Like Pulumi's providers it prints its port; it
 * ends with the process that started it. Its target comes as JSON in the first argument, without the secret access key,
 * which is in the environment: an engine's Configure never reaches a provider that Pulumi's `main` serves.
 */
import { main } from "@pulumi/pulumi/provider";

import { contextFor, type ProviderTarget } from "../context";
import { SandboxProvider } from "../provider";
import { EngineFacingProvider } from "./engine-facing";
import { patchMessages } from "./patched-messages";

const target = JSON.parse(process.argv[2] ?? "{}") as Omit<ProviderTarget, "secretAccessKey">;
const secretAccessKey = process.env.AWS_SECRET_ACCESS_KEY ?? "";
const provider = new SandboxProvider(contextFor({ ...target, secretAccessKey }), message =>
  process.stderr.write(`${message}\n`),
);

process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal, and the engine must still be able to remove what it created.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
patchMessages();
void main(new EngineFacingProvider(provider), []);
