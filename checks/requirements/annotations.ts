/** A test, and the requirements that its comment says it proves. */
export interface Annotation {
  file: string;
  /** Titles of the suite and the test, as one sentence; `…` stands for what a template fills in. */
  title: string;
  ids: string[];
}

const COMMENT = /^\s*\/\/ Proves (.+)$/;
const CONTINUED = /^\s*\/\/ ([\w.-]+(?:, [\w.-]+)*,?)$/;
const SUITE = /^(\s*)describe\(/;
const TEST = /^\s*(?:it|describe|testWith|title)\b/;

/**
 * The comments `// Proves R4.4, SC-002` of a test file; each stands directly above `it(`, `describe(`, or the `title:` of a
 * step. A comment that ends with a comma continues on the next line.
 * @throws Error if a comment stands above something else
 */
export function annotationsOf(file: string, text: string): Annotation[] {
  const lines = text.split("\n");
  const found: Annotation[] = [];
  let suites: { indent: number; title: string }[] = [];
  for (let index = 0; index < lines.length; index++) {
    const suite = SUITE.exec(lines[index] ?? "");
    if (suite) {
      const indent = (suite[1] ?? "").length;
      suites = [...suites.filter(outer => outer.indent < indent), { indent, title: titleFrom(lines, index) }];
    }
    const first = COMMENT.exec(lines[index] ?? "")?.[1];
    if (first === undefined) continue;
    let list = first;
    while (list.endsWith(",")) {
      const more = CONTINUED.exec(lines[++index] ?? "")?.[1];
      if (more === undefined) throw new Error(`${file}:${index}: the list ends with a comma.`);
      list += ` ${more}`;
    }
    const below = lines[index + 1] ?? "";
    if (!TEST.test(below))
      throw new Error(`${file}:${index + 1}: "Proves" must stand directly above a test.`);
    const indent = below.length - below.trimStart().length;
    const outer = suites.filter(each => each.indent < indent).map(({ title }) => title);
    const title = [...outer, titleFrom(lines, index + 1)].join(" ");
    found.push({ file, title, ids: list.split(", ") });
  }
  return found;
}

/** The first string in a call's first lines, after what a test of a stack needs: `testWith("mail", "title", …)`. */
function titleFrom(lines: readonly string[], index: number): string {
  const call = lines
    .slice(index, index + 4)
    .join("\n")
    .replace(/\btestWith\(\s*(?:undefined|"\w+"),/, "");
  const [, double, template, single] =
    /"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`|'((?:[^'\\]|\\.)*)'/.exec(call) ?? [];
  const title = double ?? template ?? single;
  if (title === undefined) throw new Error(`No title: ${call}`);
  return title.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, "…").replaceAll(/\\(.)/g, "$1");
}
