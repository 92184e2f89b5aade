import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { buildPackage } from "../../../mailer/build";

const run = promisify(execFile);
const MODULES = join(__dirname, "..", "..", "..", "node_modules");

/** An application outside the project with the tarball of `npm pack ./dist` installed. */
export interface Application {
  folder: string;
  /** The files of the tarball. */
  files: readonly string[];
  manifest: { version: string; dependencies: Record<string, string>; license: string };
  write(name: string, text: string): Promise<string>;
  /** Runs node in its folder. @returns its output */
  node(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<string>;
  /** @throws Error with the compiler's output */
  typeCheck(...files: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

/** Builds and packs the library and installs it, without network: its declared dependencies are linked to the project's. */
export async function installApplication(): Promise<Application> {
  const folder = await mkdtemp(join(tmpdir(), "mailer-application-"));
  const dist = join(folder, "dist");
  const installed = join(folder, "node_modules", "ses-smtp");
  await buildPackage(dist);
  const pack = ["pack", dist, "--json", "--offline", "--pack-destination", folder];
  const { stdout } = await run("npm", pack, { cwd: folder });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, packed.filename), "--strip-components=1", "-C", installed]);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "application", private: true }));
  const manifest = JSON.parse(
    await readFile(join(installed, "package.json"), "utf8"),
  ) as Application["manifest"];
  for (const name of [...Object.keys(manifest.dependencies), "@types/node"]) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(MODULES, name), link, "dir");
  }
  return {
    folder,
    files: packed.files.map(({ path }) => path),
    manifest,
    async write(name, text) {
      await writeFile(join(folder, name), text);
      return name;
    },
    async node(args, environment = {}) {
      const env = { PATH: process.env.PATH, ...environment };
      return (await run(process.execPath, args, { cwd: folder, env })).stdout;
    },
    async typeCheck(...files) {
      const tsc = require.resolve("typescript/bin/tsc");
      const flags = "--noEmit --strict --module node20 --target es2022 --types node".split(" ");
      await run(process.execPath, [tsc, ...flags, ...files], { cwd: folder }).catch(
        (error: { stdout: string }) => {
          throw new Error(error.stdout);
        },
      );
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
