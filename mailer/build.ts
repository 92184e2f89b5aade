/**
 * `npm run build` (`tsx mailer/build.ts [FOLDER]`): the library as a package of its own in dist/, for `import` and for
 * `require`, with types. An application installs this, not the project, whose Pulumi program and sandbox it has no use for.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

const PROJECT = join(__dirname, "..");

/** OpenTelemetry is looked for with `require`, which an ES module has to make for itself. */
const ES_REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const DESCRIPTION =
  "Sends an application's mail through Amazon SES's SMTP endpoint, or through any other SMTP server.";

const README = `# ses-smtp

${DESCRIPTION}
The guide is docs/mailer.md of the project that this package was built in.
`;

interface Manifest extends Record<"name" | "version" | "license" | "type", string> {
  engines: Record<string, string>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, unknown>;
  exports: Record<string, string | Record<string, string>>;
}

/** The package, ready for `npm pack FOLDER` and `npm install FOLDER`. */
export async function buildPackage(folder: string): Promise<void> {
  const root = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8")) as Manifest;
  await rm(join(folder, "mailer"), { recursive: true, force: true }); // chunks of earlier builds
  const imported = await buildMailer(join(folder, "mailer"));
  await Promise.all([
    writeFile(join(folder, "package.json"), `${JSON.stringify(manifest(root, imported), null, 2)}\n`),
    writeFile(join(folder, "README.md"), README),
    copyFile(join(PROJECT, "LICENSE"), join(folder, "LICENSE")),
  ]);
}

/** @returns the packages that it imports */
export async function buildMailer(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const [imported] = await Promise.all([
    esModules(folder),
    commonJs(folder),
    writeFile(join(folder, "package.json"), `${JSON.stringify({ type: "commonjs", sideEffects: false })}\n`),
  ]);
  return imported;
}

/** What is imported is a dependency, in the version that it was tested with, or a peer; nothing else is. */
function manifest(root: Manifest, imported: readonly string[]): object {
  const { name, version, license, type, engines, peerDependencies, peerDependenciesMeta } = root;
  const needed = imported.filter(each => peerDependencies[each] === undefined).sort();
  const dependencies = needed.map(each => {
    const exact = root.dependencies[each];
    if (exact === undefined)
      throw new Error(`mailer/ imports ${each}: add it to package.json's dependencies.`);
    return [each, exact];
  });
  return {
    ...{ name, version, description: DESCRIPTION, license, type },
    private: true, // as the project: nothing publishes it by accident
    sideEffects: false,
    engines,
    files: ["mailer"],
    exports: Object.fromEntries(
      Object.entries(root.exports).map(([entry, target]) => [entry, inPackage(target)]),
    ),
    dependencies: Object.fromEntries(dependencies) as Record<string, string>,
    peerDependencies,
    peerDependenciesMeta,
  };
}

/** The project's exports lead into dist/, which is the package's own folder. */
function inPackage(target: string | Record<string, string>): string | Record<string, string> {
  if (typeof target === "string") return target.replace("./dist/", "./");
  return Object.fromEntries(
    Object.entries(target).map(([condition, path]) => [condition, path.replace("./dist/", "./")]),
  );
}

/** File by file, with the types: both entries share one MailerError, so that instanceof holds. */
async function commonJs(folder: string): Promise<void> {
  const tsc = require.resolve("typescript/bin/tsc");
  const project = join(__dirname, "tsconfig.json");
  await promisify(execFile)(process.execPath, [tsc, "--project", project, "--outDir", folder]);
}

/** Two entries and what they share: imports in the sources have no extensions, which ES modules want. */
async function esModules(folder: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: { index: join(__dirname, "index.ts"), "store/index": join(__dirname, "store", "index.ts") },
    outdir: folder,
    bundle: true,
    splitting: true,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    outExtension: { ".js": ".mjs" },
    banner: { js: ES_REQUIRE },
    logLevel: "warning",
  });
  const imports = Object.values(metafile.outputs).flatMap(output => output.imports);
  const packages = imports.filter(({ external, path }) => external && !isBuiltin(path));
  return [...new Set(packages.map(({ path }) => packageOf(path)))];
}

/** `@scope/name/file` → `@scope/name`, `name/file` → `name`. */
function packageOf(path: string): string {
  return path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");
}

if (require.main === module) void buildPackage(process.argv[2] ?? join(PROJECT, "dist"));
