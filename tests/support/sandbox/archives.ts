import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { unzipSync } from "fflate";
import { lambdaNode } from "../../../sandbox/emulator/lambda-node";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { unpack, type DeployedFunction } from "../../../sandbox/testkit/function-archive";

const run = promisify(execFile);

/** The maximum size of a function's deployment package. */
const MAX_ZIP_BYTES = 250_000;

/** Expects only the entry point and its bundle, and a small size. */
export function expectHouseArchive({ archive }: DeployedFunction): void {
  const [bundle, ...others] = Object.keys(unzipSync(archive)).filter(file => file !== "__index.js");
  expect(bundle).to.match(/^\.bundle\/[a-z-]+\.js$/);
  expect(others).to.deep.equal([]);
  expect(archive.length).to.be.within(1_000, MAX_ZIP_BYTES);
}

/**
 * Unzips, loads and invokes a function on the runtime's Node, as Lambda would.
 * @returns its answer, or the message of the error that it throws
 */
export async function callWithEmptyEvent(
  { archive, configuration }: DeployedFunction,
  { region, accessKeyId, secretAccessKey }: SandboxReport,
): Promise<{ answer?: unknown; error?: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-archive-"));
  try {
    await unpack(archive, folder);
    const script = `require("./__index.js").handler({}, {})
      .then(answer => ({ answer }), error => ({ error: error.message }))
      .then(outcome => console.log("\\n" + JSON.stringify(outcome)))`;
    const env = {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...configuration.Environment?.Variables,
    };
    const { stdout } = await run(lambdaNode(), ["-e", script], { cwd: folder, env });
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { answer?: unknown; error?: string };
  } finally {
    await rm(folder, { recursive: true });
  }
}
