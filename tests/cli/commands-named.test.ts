import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Command } from "commander";
import { createProgram } from "../../cli/main";

const ROOT = join(__dirname, "..", "..");

/** The texts that name commands. */
function texts(): { file: string; text: string }[] {
  const below = (folder: string, ending: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter(name => name.endsWith(ending) && !/node_modules|\.bundle/.test(name))
      .map(name => join(folder, name));
  const sources = ["mailer", "cli", "handlers", "infra"].flatMap(folder => below(folder, ".ts"));
  return ["README.md", ...below("docs", ".md"), ...sources].map(file => ({
    file,
    text: readFileSync(join(ROOT, file), "utf8"),
  }));
}

/**
 * Commands in backticks, in parentheses, at the beginning of a shell's line, behind `npx`, behind "Example: ".
 * A continued line is one line.
 */
const NAMED =
  /(?:\\?`|\(|^[ \t]*(?:until )?|\|\s*\\?`|Example: )(?:npx )?(ses-smtp (?:-|[a-z])[^`\n]*?)(?:\\?`|\)|"|$)/gm;

function commandsIn(file: string, text: string): string[] {
  // In a guide quotes are the shell's; in a source they end the message.
  const plain = file.endsWith(".md") ? text.replaceAll(/"[^"\n]*"/g, "TEXT") : text;
  const joined = plain.replaceAll(/\\\n\s*/g, "");
  return [...joined.matchAll(NAMED)].map(([, command = ""]) => command);
}

/** @returns the part of the command that does not exist */
function unknown(command: string): string | undefined {
  const words = command
    .replaceAll(/\$\{[^}]*\}/g, "TEXT")
    .replaceAll(/[[\]]/g, "")
    .replace(/ (<|>|\||#).*/, "")
    .trim()
    .split(/\s+/)
    .slice(1);
  let at: Command = createProgram(process);
  let operands = 0;
  while (words.length > 0) {
    const word = words.shift() ?? "";
    const next = at.commands.find(each => each.name() === word);
    const [name = ""] = word.split("=");
    if (word.startsWith("--")) {
      const option = at.options.find(each => each.long === name);
      if (!option && name !== "--help") return `option ${name}`;
      if (option?.required && !word.includes("=") && words.shift() === undefined) return `value of ${name}`;
    } else if (operands === 0 && next) at = next;
    else if (at.commands.length > 0) return `command ${word}`;
    else operands++;
  }
  const { registeredArguments: taken } = at;
  return operands > taken.length && !taken.at(-1)?.variadic ? "argument" : undefined;
}

describe("every ses-smtp command that a guide or a message names", () => {
  const named = texts().flatMap(({ file, text }) =>
    commandsIn(file, text).map(command => ({ file, command })),
  );

  it("is found", () => {
    const commands = new Set(named.map(({ command }) => command.split(" ").slice(1, 3).join(" ")));
    expect(named).to.have.length.above(20);
    expect([...commands]).to.include.members(["config set", "config show", "config list", "config migrate"]);
  });
  for (const { file, command } of named) {
    it(`${file}: ${command}`, () => {
      expect(unknown(command)).to.equal(undefined);
    });
  }
  for (const [command, what] of [
    ["ses-smtp config forget app", "command forget"],
    ["ses-smtp send-test --from a@example.com", "option --from"],
    ["ses-smtp config show app now", "argument"],
    ["ses-smtp send-test --to", "value of --to"],
  ] as const) {
    it(`would be reported: ${command}`, () => {
      expect(unknown(command)).to.equal(what);
    });
  }
});
