import { execFile } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import {
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  type FunctionConfiguration,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { unzipSync } from "fflate";
import { lambdaNode } from "../../../sandbox/emulator";
import { sharedSandbox } from "../../support/shared-sandbox";

const run = promisify(execFile);

/** As large as a function's zip may be. */
const MAX_ZIP_BYTES = 250_000;

describe("every function's archive", () => {
  let lambda: LambdaClient;
  let functions: FunctionConfiguration[];

  before(async () => {
    const { report } = await sharedSandbox();
    lambda = new LambdaClient({
      endpoint: report.emulator,
      region: report.region,
      credentials: { accessKeyId: "123456789012", secretAccessKey: "test" },
    });
    functions = (await lambda.send(new ListFunctionsCommand({}))).Functions ?? [];
  });
  after(() => lambda.destroy());

  it("is there", () => {
    expect(functions).to.not.be.empty;
  });

  it("holds the entry point and the bundle, and nothing else", async () => {
    for (const fn of functions) {
      const files = Object.keys(unzipSync(await archive(fn)));
      expect(files.sort(), fn.FunctionName).to.have.lengthOf(2);
      expect(files.filter(file => file !== "__index.js")[0], fn.FunctionName).to.match(
        /^\.bundle\/[a-z-]+\.js$/,
      );
    }
  });

  it("is small", async () => {
    for (const fn of functions)
      expect((await archive(fn)).length, fn.FunctionName).to.be.at.most(MAX_ZIP_BYTES);
  });

  it("can be unzipped, required and called with an empty event, on the runtime's Node", async () => {
    for (const fn of functions) {
      const folder = await unzip(await archive(fn));
      try {
        const script = `require("./__index.js").handler({}, { awsRequestId: "test" }).then(r => console.log("\\n" + JSON.stringify(r)))`;
        const { stdout } = await run(lambdaNode(), ["-e", script], {
          cwd: folder,
          env: { ...fn.Environment?.Variables, AWS_REGION: "eu-central-1" },
        });
        expect(stdout.trim().split("\n").at(-1), fn.FunctionName).to.equal('{"batchItemFailures":[]}');
      } finally {
        await rm(folder, { recursive: true });
      }
    }
  });

  async function archive({ FunctionName }: FunctionConfiguration): Promise<Uint8Array> {
    const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const answer = await fetch(Code?.Location ?? "");
    return new Uint8Array(await answer.arrayBuffer());
  }
});

async function unzip(archive: Uint8Array): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-archive-"));
  for (const [name, content] of Object.entries(unzipSync(archive))) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}
