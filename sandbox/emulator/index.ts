export { LAMBDA_NODE_MAJOR, lambdaNode } from "./lambda-node";
export { reason, SandboxError } from "../shared/sandbox-error";
export { startEmulator, type Emulator, type EmulatorOptions } from "./start";
export { ensureEmulator } from "./venv";
