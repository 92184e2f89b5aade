import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import project from "../../../package.json";

const ROOT = join(__dirname, "..", "..", "..");
const run = promisify(execFile);

/** npm without its build of dist/, which the command does not use, and without a network. */
const PACK = "pack --json --offline --ignore-scripts".split(" ");

interface Packed {
  filename: string;
  files: { path: string }[];
}

async function pack(...args: string[]): Promise<Packed> {
  const { stdout } = await run("npm", [...PACK, ...args], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as [Packed];
  return packed;
}

/** The files that the project's package would have, as package.json's "files" says. */
export async function packedFiles(): Promise<string[]> {
  return (await pack("--dry-run")).files.map(({ path }) => path);
}

/** What the command needs: the project's files that it imports and those beside them, and the packages that it imports. */
export async function neededByCommand(): Promise<{ files: string[]; packages: string[] }> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["cli/bin.js", "cli/main.ts"],
    outdir: "unused",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    packages: "external",
    logLevel: "silent",
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  const external = imported.filter(({ external: outside, path }) => outside && /^[@a-z]/.test(path));
  const packages = external
    .filter(({ path }) => !path.startsWith("node:"))
    .map(({ path }) => packageOf(path));
  const beside = await readdir(join(ROOT, "cli"), { recursive: true, withFileTypes: true });
  const assets = beside
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
  return {
    files: [...new Set([...Object.keys(metafile.inputs), ...assets])].sort(),
    packages: [...new Set(packages)].sort(),
  };
}

/** `@scope/name/file` → `@scope/name`, `name/file` → `name`. */
const packageOf = (path: string) =>
  path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");

/** The command in a folder outside the project, installed from its tarball. */
export interface InstalledCommand {
  /** Runs `ses-smtp`. @returns its standard output @throws if its exit code is not 0 */
  run(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Packs and installs the command without a network: the dependencies that it declares are linked to the project's. */
export async function installCommand(): Promise<InstalledCommand> {
  const folder = await mkdtemp(join(tmpdir(), "ses-smtp-command-"));
  const modules = join(folder, "node_modules");
  const installed = join(modules, "ses-smtp");
  const { filename } = await pack("--pack-destination", folder);
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, filename), "--strip-components=1", "-C", installed]);
  for (const name of Object.keys(project.dependencies)) {
    const link = join(modules, name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, "node_modules", name), link, "dir");
  }
  const bin = join(installed, project.bin["ses-smtp"]);
  return {
    async run(...args) {
      const env = { PATH: process.env.PATH, HOME: folder };
      return (await run(process.execPath, [bin, ...args], { cwd: folder, env })).stdout;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
