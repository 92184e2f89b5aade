import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import {
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  type FunctionConfiguration,
} from "@aws-sdk/client-lambda";
import { unzipSync } from "fflate";
import { ACCOUNT_ID } from "../shared/account";
import type { SandboxReport } from "../shared/report";

/** A deployed function, as Lambda has it. */
export interface DeployedFunction {
  configuration: FunctionConfiguration;
  /** The zip. */
  archive: Uint8Array;
}

/** Every function of a sandbox, with the archive that was uploaded. */
export async function deployedFunctions({ emulator, region }: SandboxReport): Promise<DeployedFunction[]> {
  const credentials = { accessKeyId: ACCOUNT_ID, secretAccessKey: "sandbox" };
  const lambda = new LambdaClient({ endpoint: emulator, region, credentials });
  try {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    return await Promise.all(
      Functions.map(async configuration => {
        const { Code } = await lambda.send(
          new GetFunctionCommand({ FunctionName: configuration.FunctionName }),
        );
        const answer = await fetch(Code?.Location ?? "");
        return { configuration, archive: new Uint8Array(await answer.arrayBuffer()) };
      }),
    );
  } finally {
    lambda.destroy();
  }
}

/** Unpacks an archive as Lambda does. */
export async function unpack(archive: Uint8Array, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(archive))) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
