import * as path from "node:path";
import { build } from "esbuild";

const ROOT = path.resolve(__dirname, "../../..");

/**
 * Of a suite: the files and packages its imports lead to, each with those that import it. Files are paths below the
 * project's folder.
 */
export type Reached = ReadonlyMap<string, readonly string[]>;

/**
 * What each suite imports, followed through every file of this project. esbuild resolves the imports as it would for a
 * bundle, so type-only imports do not count.
 * @param files absolute paths of test files
 */
export async function suiteImports(files: readonly string[]): Promise<Map<string, Reached>> {
  const names = files.map(file => path.relative(ROOT, file).replaceAll(path.sep, "/"));
  const { metafile } = await build({
    // One entry that imports them all: an entry for each would write each bundle, and take ten times as long.
    stdin: { contents: names.map(name => `import "./${name}";`).join("\n"), resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    format: "cjs",
    logLevel: "silent",
    metafile: true,
    packages: "external",
    platform: "node",
    write: false,
  });
  const importsOf = (name: string) => metafile.inputs[name]?.imports ?? [];
  return new Map(files.map((file, index) => [file, reachedFrom(names[index] as string, importsOf)]));
}

function reachedFrom(suite: string, importsOf: (name: string) => readonly { path: string }[]): Reached {
  const reached = new Map<string, string[]>([[suite, []]]);
  for (const name of reached.keys()) {
    for (const imported of importsOf(name)) {
      reached.set(imported.path, [...(reached.get(imported.path) ?? []), name]);
    }
  }
  return reached;
}
