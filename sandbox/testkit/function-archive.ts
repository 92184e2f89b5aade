import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import {
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  type FunctionConfiguration,
} from "@aws-sdk/client-lambda";
import { unzipSync } from "fflate";
import { clientConfig } from "../shared/account";
import type { SandboxReport } from "../shared/report";

/** A function as deployed to Lambda. */
export interface DeployedFunction {
  configuration: FunctionConfiguration;
  /** The deployment package, a zip. */
  archive: Uint8Array;
}

/** All functions of a sandbox, with their deployment packages. */
export async function deployedFunctions({ emulator }: SandboxReport): Promise<DeployedFunction[]> {
  const lambda = new LambdaClient(clientConfig(emulator));
  try {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    return await Promise.all(
      Functions.map(async configuration => {
        const { Code } = await lambda.send(
          new GetFunctionCommand({ FunctionName: configuration.FunctionName }),
        );
        const response = await fetch(Code?.Location ?? "");
        return { configuration, archive: new Uint8Array(await response.arrayBuffer()) };
      }),
    );
  } finally {
    lambda.destroy();
  }
}

/** Unpacks an archive into a folder, as Lambda does. */
export async function unpack(archive: Uint8Array, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(archive))) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
