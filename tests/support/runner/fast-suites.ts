import * as path from "node:path";
import { build } from "esbuild";

/**
 * Modules that start processes and servers. A suite that imports one of them, directly or through any file of this
 * project, is not fast. `node:net` is absent: the mailer uses it to recognize IP addresses. esbuild runs in a process of its own.
 */
const STARTERS = new Set(
  ["child_process", "cluster", "http", "http2", "https", "tls", "worker_threads"].flatMap(name => [
    name,
    `node:${name}`,
  ]),
)
  .add("smtp-server")
  .add("esbuild");

/**
 * Which of these suites are fast: those whose imports reach none of {@link STARTERS}. esbuild resolves the imports as
 * it would for a bundle, so type-only imports do not count.
 * @param files absolute paths of test files
 */
export async function fastSuites(files: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [...files],
    absWorkingDir: ROOT,
    bundle: true,
    format: "cjs",
    logLevel: "silent",
    metafile: true,
    outdir: path.join(ROOT, "dist"),
    packages: "external",
    platform: "node",
    write: false,
  });
  return files.filter(file => {
    const reached = new Set([path.relative(ROOT, file).replaceAll(path.sep, "/")]);
    for (const name of reached) {
      for (const imported of metafile.inputs[name]?.imports ?? []) reached.add(imported.path);
    }
    return [...reached].every(name => !STARTERS.has(name));
  });
}

const ROOT = path.resolve(__dirname, "../../..");
