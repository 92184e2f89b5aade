import type { Annotation } from "./annotations";

/** A criterion of the requirements. */
export interface Requirement {
  id: string;
  section: string;
  text: string;
}

export interface Sources {
  requirements: readonly Requirement[];
  annotations: readonly Annotation[];
  /** By id, the headings of guides that are what the requirement asks for: `docs/dns.md#verify-the-domain`. */
  documented: Readonly<Record<string, readonly string[]>>;
  /** By id, what is not there, not proved, or only a person can try. */
  missing: Readonly<Record<string, string>>;
}

/** Every mistake in the lists; none if each requirement is proved, or named with what is missing. */
export function coverageIssues({ requirements, annotations, documented, missing }: Sources): string[] {
  const ids = new Set(requirements.map(({ id }) => id));
  const proved = new Set(annotations.flatMap(each => each.ids));
  const listed = [
    ...annotations.flatMap(each => each.ids.map(id => [id, `${each.file}: ${each.title}`] as const)),
    ...Object.keys(documented).map(id => [id, "documented.json"] as const),
    ...Object.keys(missing).map(id => [id, "missing.json"] as const),
  ];
  return [
    ...listed.filter(([id]) => !ids.has(id)).map(([id, where]) => `${id}: unknown requirement (${where})`),
    ...[...ids]
      .filter(id => !proved.has(id) && !Object.hasOwn(documented, id) && !Object.hasOwn(missing, id))
      .map(id => `${id}: no test has the comment "// Proves ${id}"`),
  ];
}

/** The text of docs/requirements.md, before it is formatted. */
export function requirementsDocument(sources: Sources): string {
  const { requirements, annotations, documented, missing } = sources;
  const isProved = (id: string) => annotations.some(({ ids }) => ids.includes(id));
  const open = requirements.filter(({ id }) => Object.hasOwn(missing, id));
  const counts = [
    `${requirements.filter(({ id }) => isProved(id)).length} of ${requirements.length} are proved by tests`,
    `${requirements.filter(({ id }) => !isProved(id) && Object.hasOwn(documented, id)).length} are texts of the guides`,
    `${open.length} are missing something, and listed first`,
  ];
  const lines = [
    "<!-- Made by npm run requirements: do not edit. -->",
    "",
    "# Requirements and their tests",
    "",
    "Each criterion of the requirements that this project was built from, and what proves it: a test with the comment",
    "`// Proves ID`, or a section of a guide. Numbers at the beginning of a section: 000 is the specification of the mailer, 001 the",
    "requirements, 002 the design, 003 the plan, 004 the older provider for the SES API.",
    "",
    `${counts.join("; ")}.`,
    "",
    "## What is missing",
    "",
    ...open.map(({ id, text }) => `- **${id}** ${plain(text)}\n  - ${missing[id] ?? ""}`),
    "",
  ];
  for (const section of new Set(requirements.map(each => each.section))) {
    lines.push(`## ${section}`, "");
    for (const { id, text } of requirements.filter(each => each.section === section)) {
      lines.push(`- **${id}** ${plain(text)}`);
      for (const { file, title } of annotations.filter(({ ids }) => ids.includes(id)))
        lines.push(`  - [${file.replace(/^tests\//, "")}](../${file}): ${plain(title)}`);
      for (const heading of documented[id] ?? [])
        lines.push(`  - guide: [${heading.replace("docs/", "")}](${heading.replace("docs/", "")})`);
      if (Object.hasOwn(missing, id)) lines.push(`  - missing: ${missing[id] ?? ""}`);
    }
    lines.push("");
  }
  return lines.join("\n");
}

/** Without what Markdown would take for formatting. */
function plain(text: string): string {
  const parts = text.split("`");
  return parts.length % 2 === 0
    ? escaped(text)
    : parts.map((part, index) => (index % 2 === 0 ? escaped(part) : `\`${part}\``)).join("");
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]]/g, "\\$&");
}
