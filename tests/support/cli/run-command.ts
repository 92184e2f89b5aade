import { Readable } from "node:stream";
import { main } from "../../../cli/main";

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `ses-smtp` like a shell, with this text on stdin. */
export async function runCommand(args: string[], stdin = ""): Promise<Result> {
  const result: Result = { code: 0, stdout: "", stderr: "" };
  result.code = await main(args, {
    stdin: Readable.from([stdin]) as unknown as NodeJS.ReadStream,
    stdout: { write: text => (result.stdout += text) },
    stderr: { write: text => (result.stderr += text) },
  });
  return result;
}
