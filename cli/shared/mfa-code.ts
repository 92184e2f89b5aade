import { openSync } from "node:fs";
import { ReadStream, WriteStream } from "node:tty";
import { CommandError } from "./context";
import { askHidden } from "./hidden-input";

/**
 * Asks for the code of a multi-factor device, as the AWS CLI does for a profile with `mfa_serial`: at the terminal
 * itself, because a secret may be piped into stdin
 * (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html#cli-configure-role-mfa).
 *
 * @param serial of the device: its ARN, or the number of a hardware one
 * @throws CommandError without a terminal, or where nothing is entered
 */
export async function askMfaCode(serial: string): Promise<string> {
  const terminal = openTerminal();
  if (terminal === undefined)
    throw failed(`needs a code from the MFA device ${serial}, and there is no terminal to enter it`);
  try {
    const code = (await askHidden(terminal, `Enter MFA code for ${serial}: `)).trim();
    if (code === "") throw failed(`needs a code from the MFA device ${serial}, and none was entered`);
    return code;
  } finally {
    terminal.input.destroy();
    terminal.output.destroy();
  }
}

function openTerminal() {
  if (process.platform === "win32")
    return process.stdin.isTTY ? { input: process.stdin, output: process.stderr } : undefined;
  try {
    return {
      input: new ReadStream(openSync("/dev/tty", "r")),
      output: new WriteStream(openSync("/dev/tty", "w")),
    };
  } catch {
    return undefined; // a process without a controlling terminal cannot open it
  }
}

function failed(problem: string): CommandError {
  const key = `AWS_PROFILE ${JSON.stringify(process.env.AWS_PROFILE ?? "default")}`;
  const remedy =
    'run the command in a terminal, or sign in first: eval "$(aws configure export-credentials --format env)"';
  return CommandError.about(key, problem, remedy);
}
