/** A shell command of a guide. */
export interface GuideCommand {
  file: string;
  /** Of its first line in the file, from 1. */
  line: number;
  /** Continued lines are one command. */
  text: string;
  /** Why it is not run; undefined if it is. */
  notRun: string | undefined;
}

/** The words that may follow the language of a block, which readers do not see: why its commands are not run. */
const MARKS: Readonly<Record<string, string>> = {
  aws: "needs an AWS account",
  clone: "is this copy",
  started: "docs/getting-started.md has started it",
  suite: "is the suite, which runs this",
  tool: "needs a program that is often not installed",
};

const SHELL = /^(?:sh|bash|shell|console)$/;

/** The commands in the fenced shell blocks of a guide. @throws Error for a mark that is not known */
export function guideCommands(file: string, markdown: string): GuideCommand[] {
  const commands: GuideCommand[] = [];
  let block: { notRun: string | undefined; isShell: boolean } | undefined;
  let continued: GuideCommand | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = /^```(\S*)\s*(.*)$/.exec(line);
    if (fence && block === undefined) {
      const [, language = "", mark = ""] = fence;
      const isShell = SHELL.test(language);
      if (isShell && mark !== "" && !Object.hasOwn(MARKS, mark))
        throw new Error(
          `${file}:${index + 1}: unknown mark "${mark}"; expected ${Object.keys(MARKS).join(" or ")}.`,
        );
      block = { isShell, notRun: MARKS[mark] };
    } else if (fence) {
      block = undefined;
      continued = undefined;
    } else if (block?.isShell) {
      if (continued) continued.text += `\n${line}`;
      else if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
      else commands.push((continued = { file, line: index + 1, text: line, notRun: block.notRun }));
      if (!line.endsWith("\\")) continued = undefined;
    }
  }
  return commands;
}
