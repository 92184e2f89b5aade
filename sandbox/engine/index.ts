export { deploy, DeployError, type Deployment, type DeployOptions } from "./deploy";
export type { DeployedResource, Timings } from "./messages";
