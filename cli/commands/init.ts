import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { parse } from "yaml";
import { issueText, sentence } from "../../mailer/validation/issue";
import { Questions } from "../init/ask";
import { choose, type InitOptions } from "../init/choose";
import { judge } from "../init/judge";
import { observe } from "../init/observe";
import { type StackFileChange, stackFileName, withConfig } from "../init/stack-file";
import { confirm } from "../shared/confirm";
import { CommandError, type CommandContext } from "../shared/context";

interface InitCommandOptions extends InitOptions {
  dryRun?: boolean;
  yes?: boolean;
}

/** Writes the configuration of a new stack, after checking it against the account. */
export function initCommand(context: CommandContext): Command {
  return new Command("init")
    .description("write a stack's configuration, checked against the AWS account")
    .option("--stack <name>", "the stack's name", process.env.SES_SMTP_STACK)
    .option("--region <name>", "the AWS region")
    .option("--domains <names...>", "the domains that logins may send from")
    .option("--kms-key <key>", "the KMS key for the passwords: ARN, ID or alias")
    .option("--table <name>", "an existing DynamoDB table; default: the stack creates one")
    .option("--alert-emails <addresses...>", "who gets the stack's alerts")
    .addOption(
      new Option(
        "--configuration-set <choice>",
        "what to do about an existing identity's default configuration set",
      ).choices(["attach", "allow"]),
    )
    .option("--dry-run", "check, and print what would be written")
    .option("--yes", "change existing settings without confirmation")
    .addHelpText(
      "after",
      `
Run it in the folder of the program's Pulumi.yaml. What is missing is asked.
It changes nothing in AWS. It needs kms:DescribeKey, ses:GetAccount,
ses:GetEmailIdentity, lambda:GetAccountSettings, and dynamodb:DescribeTable
for an existing table; what it may not read, it leaves unchecked and says so.`,
    )
    .action(async (options: InitCommandOptions) => {
      await requireProgram();
      const choices = await askOrChoose(context, options);
      const { issues, notes, config } = judge(choices, await observe(choices));
      for (const note of notes) context.stderr.write(`${note}\n`);
      if (config === undefined)
        throw new CommandError(
          ["Nothing was written.", ...issues.map(issue => sentence(issueText(issue)))].join("\n"),
        );
      const file = stackFileName(choices.stack);
      const current = await readIfExists(file);
      const { text, changes } = withConfig(file, current, config);
      if (!options.dryRun && changes.length > 0) {
        const replaced = changes.filter(({ from }) => from !== undefined);
        if (replaced.length > 0) {
          context.stderr.write(`${replaced.map(changeText).join("\n")}\n`);
          await confirm(context, `Change these settings in ${file}`, options.yes);
        }
        await replaceFile(file, text);
      }
      const next = nextCommands(choices.stack, current !== undefined);
      const result = { stack: choices.stack, file, written: !options.dryRun, changes, notes, next };
      context.result({ ...result }, { verbatim: resultText(result, text) });
    });
}

/** @throws CommandError in another folder: Pulumi would not find the file */
async function requireProgram(): Promise<void> {
  const text = await readIfExists("Pulumi.yaml");
  if (text !== undefined && (parse(text) as { name?: unknown } | null)?.name === "ses-smtp") return;
  const problem =
    text === undefined ? "there is no Pulumi.yaml here" : "the Pulumi.yaml here is another program's";
  throw CommandError.about(process.cwd(), problem, "run init in the folder of ses-smtp's Pulumi.yaml");
}

async function askOrChoose(context: CommandContext, options: InitOptions) {
  if (!context.stdin.isTTY) return choose(options, undefined);
  const questions = new Questions(context);
  try {
    return await choose(options, questions);
  } finally {
    questions.close();
  }
}

async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new CommandError(`${file}: cannot be read (${(error as Error).message})`, { cause: error });
  }
}

/** The file is there whole or not at all. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** @param existed whether the stack had a configuration: then it was most likely created, too */
function nextCommands(stack: string, existed: boolean): string[] {
  return [
    existed ? `pulumi stack select ${stack}` : `pulumi stack init ${stack}`,
    "pulumi preview --policy-pack policy-pack",
    "pulumi up",
    "npx ses-smtp dns",
  ];
}

function changeText({ key, from, to }: StackFileChange): string {
  return from === undefined ? `${key}: ${to}` : `${key}: ${from} -> ${to}`;
}

function resultText(
  {
    file,
    written,
    changes,
    next,
  }: { file: string; written: boolean; changes: StackFileChange[]; next: string[] },
  text: string,
): string {
  if (!written) return text.trimEnd();
  const done = changes.length === 0 ? `${file} has these settings already.` : `Wrote ${file}.`;
  return [done, "Next:", ...next.map(command => `  ${command}`)].join("\n");
}
