import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { build } from "esbuild";
import { ACCOUNT_ID } from "../../sandbox/shared/account";
import { deploy } from "../../sandbox/engine";
import { deployedFunctions, type DeployedFunction } from "../../sandbox/testkit/function-archive";
import type { SandboxReport } from "../../sandbox/shared/report";

const ROOT = path.join(__dirname, "..", "..");

/** A handler packaged with CallbackFunction's defaults: serialized closure and node_modules. */
export interface DefaultPackaging {
  fn: DeployedFunction;
  deployMs: number;
}

/** A folder with a program of one plain CallbackFunction, and the packages that all handlers import. */
export async function createDefaultProgram(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-default-"));
  const packages = await handlerDependencies();
  await installPackages(folder, Object.keys(packages));
  const dependencies = { ...packages, [HANDLER_PACKAGE]: "*" };
  const manifest = { name: "default-packaging", private: true, dependencies };
  await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(path.join(folder, "index.ts"), PROGRAM);
  return folder;
}

/**
 * Deploys that program with a handler. Its package.json has only the packages that handlers import: all of the
 * project's dependencies, including compilers, would exceed Lambda's size limit.
 *
 * @param programDirectory of {@link createDefaultProgram}
 * @param handler the handler's folder in handlers/
 * @param like the function whose environment it gets
 */
export async function packByDefault(
  programDirectory: string,
  handler: string,
  like: DeployedFunction,
  report: SandboxReport,
): Promise<DefaultPackaging> {
  await packHandler(handler, path.join(programDirectory, "node_modules", HANDLER_PACKAGE));
  const deployment = await deploy({
    programDirectory,
    project: "default-packaging",
    stack: "bench",
    config: {},
    endpoint: report.emulator,
    region: report.region,
    accountId: ACCOUNT_ID,
  });
  const made = deployment.resources.find(({ type }) => type === "aws:lambda/function:Function");
  const found = (await deployedFunctions(report)).find(
    ({ configuration }) => configuration.FunctionName === made?.id,
  );
  await deployment.destroy();
  if (found === undefined) throw new Error("The temporary program deployed no function.");
  const configuration = { ...found.configuration, Environment: like.configuration.Environment };
  return { fn: { ...found, configuration }, deployMs: deployment.timings.total };
}

/** The handler as a package of its own: Pulumi cannot serialize the state that its modules keep, such as a scope of log entries. */
const HANDLER_PACKAGE = "own-handler";

const PROGRAM = `import { CallbackFunction } from "@pulumi/aws/lambda";
new CallbackFunction("default-packaging", {
  runtime: "nodejs24.x" as never,
  callbackFactory: () => require(${JSON.stringify(HANDLER_PACKAGE)}).createHandler(process.env) as never,
});
`;

/**
 * The folder of packages beside the program. Pulumi looks for a package's dependencies beside its real folder, and packs
 * what it finds elsewhere under a path that Node never searches; so the packages of the archive are copies. The others,
 * which only the program needs, are links.
 */
async function installPackages(programDirectory: string, dependencies: readonly string[]): Promise<void> {
  const [from, to] = [ROOT, programDirectory].map(folder => path.join(folder, "node_modules"));
  if (from === undefined || to === undefined) return;
  await mkdir(to);
  const waiting = [...dependencies];
  const copied = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (copied.has(name)) continue;
    copied.add(name);
    await cp(path.join(from, name), path.join(to, name), { recursive: true });
    const manifest = await readFile(path.join(from, name, "package.json"), "utf8");
    waiting.push(...Object.keys((JSON.parse(manifest) as { dependencies?: object }).dependencies ?? {}));
  }
  for (const name of await packagesIn(from)) {
    if (copied.has(name)) continue;
    await mkdir(path.dirname(path.join(to, name)), { recursive: true });
    await symlink(path.join(from, name), path.join(to, name));
  }
}

/** The names of all packages in a folder, scoped ones included. */
async function packagesIn(folder: string): Promise<string[]> {
  const names = await Promise.all(
    (await readdir(folder)).map(async name => {
      if (!name.startsWith("@")) return [name];
      return (await readdir(path.join(folder, name))).map(inScope => `${name}/${inScope}`);
    }),
  );
  return names.flat();
}

/** As a compiler would leave it: JavaScript that imports its packages. */
async function packHandler(handler: string, folder: string): Promise<void> {
  await build({
    entryPoints: [path.join(ROOT, "handlers", handler, "handler.ts")],
    outfile: path.join(folder, "index.js"),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
  await writeFile(
    path.join(folder, "package.json"),
    JSON.stringify({ name: HANDLER_PACKAGE, version: "1.0.0" }),
  );
}

/** Every package that a handler imports, as an author would list them. */
async function handlerDependencies(): Promise<Record<string, string>> {
  const folder = path.join(ROOT, "handlers");
  const files = (await readdir(folder, { recursive: true })).filter(file => file.endsWith(".ts"));
  const sources = await Promise.all(files.map(file => readFile(path.join(folder, file), "utf8")));
  const imports = sources.flatMap(source => [...source.matchAll(/ from "((?:@[\w.-]+\/)?[\w.-]+)["/]/g)]);
  const packages = imports.map(([, name = ""]) => name).filter(name => /^[@a-z]/.test(name));
  return Object.fromEntries(packages.filter(name => !isBuiltin(name)).map(name => [name, "*"]));
}
