import { deploy } from "./deploy";
import type { Deployment, DeployOptions } from "./deployment";
import type * as pulumiCommandModule from "./pulumi/command";
import type * as pulumiDeployModule from "./pulumi/deploy";

export { deploy, DeployError } from "./deploy";
export type { Deployment } from "./deployment";

export type EngineName = "in-process" | "pulumi";

export interface Engine {
  /** @throws SandboxError with the remedy if something this engine needs is not installed */
  check(): Promise<unknown>;
  deploy(options: DeployOptions): Promise<Deployment>;
}

/** Pulumi's Automation API is loaded on demand: loading takes half a second. */
export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  "in-process": { check: () => Promise.resolve(), deploy },
  pulumi: {
    check: () => (require("./pulumi/command") as typeof pulumiCommandModule).pulumiCommand(),
    deploy: options => (require("./pulumi/deploy") as typeof pulumiDeployModule).deployWithPulumi(options),
  },
};
