/**
 * `npm run build` (`tsx mailer/build.ts [FOLDER]`): builds the library as a separate package in dist/, for `import` and
 * `require`, with types. An application installs this package rather than the project with its Pulumi program and
 * sandbox.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { build, type Metafile, transform } from "esbuild";

const PROJECT = join(__dirname, "..");

/** OpenTelemetry is loaded with `require`, which an ES module has to create itself. */
const ES_REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const DESCRIPTION =
  "Sends an application's email through Amazon SES's SMTP endpoint, or through any other SMTP server.";

const README = `# ses-smtp

${DESCRIPTION}
The guide is docs/mailer.md in the project that this package was built from.
`;

/** Small enough to include in the package; all other packages are its dependencies. */
const BUNDLED = "fastest-levenshtein";

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
    writeFile(join(folder, "LICENSE"), await license()),
  ]);
}

/** The project's license, and that of the package included in the code. */
async function license(): Promise<string> {
  const own = await readFile(join(PROJECT, "LICENSE"), "utf8");
  const file = join(dirname(require.resolve(`${BUNDLED}/package.json`)), "LICENSE.md");
  return `${own}\n---\n\nThis package includes ${BUNDLED}:\n\n${await readFile(file, "utf8")}`;
}

/** @returns the packages that it imports */
export async function buildMailer(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const [imported] = await Promise.all([
    javaScript(folder),
    types(folder),
    writeFile(join(folder, "package.json"), `${JSON.stringify({ type: "commonjs", sideEffects: false })}\n`),
  ]);
  return imported;
}

/** Every import is a dependency, in the version that it was tested with, or a peer. */
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
    private: true, // like the project: not published by accident
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

/** The project's exports point into dist/, which is the package's root. */
function inPackage(target: string | Record<string, string>): string | Record<string, string> {
  if (typeof target === "string") return target.replace("./dist/", "./");
  return Object.fromEntries(
    Object.entries(target).map(([condition, path]) => [condition, path.replace("./dist/", "./")]),
  );
}

/**
 * Two entries and the chunk they share, as ES modules and as CommonJS: in both, the entries have one MailerError, so
 * that instanceof works. Imports in the sources have no file extensions, which ES modules require.
 */
async function javaScript(folder: string): Promise<string[]> {
  const { dependencies, peerDependencies } = JSON.parse(
    await readFile(join(PROJECT, "package.json"), "utf8"),
  ) as Manifest;
  const packages = Object.keys({ ...dependencies, ...peerDependencies }).filter(name => name !== BUNDLED);
  const { metafile, outputFiles } = await build({
    entryPoints: { index: join(__dirname, "index.ts"), "store/index": join(__dirname, "store", "index.ts") },
    outdir: folder,
    bundle: true,
    splitting: true,
    metafile: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    external: packages.flatMap(name => [name, `${name}/*`]),
    outExtension: { ".js": ".mjs" },
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  refuseOthers(metafile);
  await mkdir(join(folder, "store"), { recursive: true });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await transform(text, { format: "cjs", platform: "node", target: "node20" });
      await writeFile(path, `${ES_REQUIRE}\n${text}`);
      await writeFile(
        path.replace(/mjs$/, "js"),
        code.replaceAll(/(require\("\.{1,2}\/[^"]+)\.mjs"/g, '$1.js"'),
      );
    }),
  );
  const imports = Object.values(metafile.outputs).flatMap(output => output.imports);
  const external = imports.filter(({ external, path }) => external && !isBuiltin(path));
  return [...new Set(external.map(({ path }) => packageOf(path)))];
}

/** @throws Error where a package would be included without its license */
function refuseOthers({ inputs }: Metafile): void {
  for (const path of Object.keys(inputs)) {
    const [, inside] = path.split("node_modules/");
    if (inside !== undefined && packageOf(inside) !== BUNDLED)
      throw new Error(`mailer/ imports ${packageOf(inside)}: add it to package.json's dependencies.`);
  }
}

/** Declarations, with those of records/ inside the package. */
async function types(folder: string): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), "mailer-types-"));
  const tsc = require.resolve("typescript/bin/tsc");
  const project = join(__dirname, "tsconfig.json");
  await promisify(execFile)(process.execPath, [tsc, "--project", project, "--outDir", emitted]);
  for (const file of await readdir(emitted, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".d.ts")) continue;
    const target = join(folder, relative("mailer", file).replace(/^\.\.[/\\]/, ""));
    const text = await readFile(join(emitted, file), "utf8");
    await mkdir(dirname(target), { recursive: true });
    await writeFile(
      target,
      text.replaceAll(/"\.\.\/((?:\.\.\/)*)records\//g, (_, up) => `"${up || "./"}records/`),
    );
  }
  await rm(emitted, { recursive: true });
}

/** `@scope/name/file` → `@scope/name`, `name/file` → `name`. */
function packageOf(path: string): string {
  return path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");
}

if (require.main === module) void buildPackage(process.argv[2] ?? join(PROJECT, "dist"));
