import { deploy, type Deployment, type DeployOptions } from "./deploy";
import type * as pulumiCommandModule from "./pulumi/command";
import type * as pulumiDeployModule from "./pulumi/deploy";

export { deploy, DeployError, type Deployment, type DeployOptions } from "./deploy";
export type { DeployedResource, Timings } from "./messages";

export type EngineName = "in-process" | "pulumi";

export interface Engine {
  /** @throws SandboxError with the remedy where this machine lacks what it needs */
  check(): Promise<unknown>;
  deploy(options: DeployOptions): Promise<Deployment>;
}

/** Pulumi's Automation API is loaded only where it is asked for: it takes half a second. */
export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  "in-process": { check: () => Promise.resolve(), deploy },
  pulumi: {
    check: () => (require("./pulumi/command") as typeof pulumiCommandModule).pulumiCommand(),
    deploy: options => (require("./pulumi/deploy") as typeof pulumiDeployModule).deployWithPulumi(options),
  },
};
