import type * as pulumiEngine from "./pulumi/deploy";
import { deploy, type Deployment, type DeployOptions } from "./deploy";

export { deploy, DeployError, type Deployment, type DeployOptions } from "./deploy";
export type { DeployedResource, Timings } from "./messages";

export type Engine = "in-process" | "pulumi";

/** Each engine's way to deploy; Pulumi's Automation API is loaded only where it is asked for. */
export const ENGINES: Readonly<Record<Engine, (options: DeployOptions) => Promise<Deployment>>> = {
  "in-process": deploy,
  pulumi: async options => {
    const { deployWithPulumi } = require("./pulumi/deploy") as typeof pulumiEngine;
    return deployWithPulumi(options);
  },
};
