import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.resolve(__dirname, "../../../..");
const PROGRAMS = path.join(ROOT, "tests/support/policy-pack/programs");

export interface ProgramFolder {
  /** The program's own folder, beside which it finds what it imports. */
  readonly directory: string;
  remove(): Promise<void>;
}

/** A copy of the real program to which somebody added a file of programs/: its last line imports it. */
export async function programWith(added: string): Promise<ProgramFolder> {
  return folder(async directory => {
    await cp(path.join(ROOT, "infra"), directory, {
      recursive: true,
      filter: source => path.basename(source) !== ".bundle",
    });
    const index = await readFile(path.join(directory, "index.ts"), "utf8");
    await writeFile(path.join(directory, "index.ts"), `${index}\nimport "./added";\n`);
    await cp(path.join(PROGRAMS, added), path.join(directory, "added.ts"));
  });
}

/** A program that consists of a file of programs/, set up as the real one is. */
export async function programOf(file: string): Promise<ProgramFolder> {
  return folder(async directory => {
    await mkdir(directory);
    for (const name of ["package.json", "tsconfig.json"])
      await cp(path.join(ROOT, "infra", name), path.join(directory, name));
    await cp(path.join(PROGRAMS, file), path.join(directory, "index.ts"));
  });
}

async function folder(fill: (directory: string) => Promise<void>): Promise<ProgramFolder> {
  const root = await mkdtemp(path.join(tmpdir(), "ses-smtp-program-"));
  for (const name of [
    "dns",
    "handlers",
    "records",
    "node_modules",
    "tsconfig.json",
    "package.json",
    "Pulumi.yaml",
  ])
    await symlink(path.join(ROOT, name), path.join(root, name));
  const directory = path.join(root, "infra");
  await fill(directory);
  return { directory, remove: () => rm(root, { recursive: true, force: true }) };
}
