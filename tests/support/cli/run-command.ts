import { Readable } from "node:stream";
import { main } from "../../../cli/main";

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `ses-smtp` like a shell, with this text on stdin. @param columns of a terminal; default: a pipe */
export async function runCommand(args: string[], stdin = "", columns?: number): Promise<Result> {
  const result: Result = { code: 0, stdout: "", stderr: "" };
  result.code = await main(args, {
    stdin: Readable.from([stdin]) as unknown as NodeJS.ReadStream,
    stdout: { columns, write: text => (result.stdout += text) },
    stderr: { columns, write: text => (result.stderr += text) },
  });
  return result;
}
