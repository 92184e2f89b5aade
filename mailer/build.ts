/**
 * `tsx mailer/build.ts [FOLDER]`: the library as applications install it, for `import` and for `require`, with types.
 * Dependencies stay outside: nodemailer, and for the store the AWS SDK's DynamoDB and KMS clients.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

/** OpenTelemetry is looked for with `require`, which an ES module has to make for itself. */
const ES_REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

export async function buildMailer(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    commonJs(folder),
    esModules(folder),
    writeFile(join(folder, "package.json"), `${JSON.stringify({ type: "commonjs", sideEffects: false })}\n`),
  ]);
}

/** File by file, with the types: both entries share one MailerError, so that instanceof holds. */
async function commonJs(folder: string): Promise<void> {
  const tsc = require.resolve("typescript/bin/tsc");
  const project = join(__dirname, "tsconfig.json");
  await promisify(execFile)(process.execPath, [tsc, "--project", project, "--outDir", folder]);
}

/** Two entries and what they share: imports in the sources have no extensions, which ES modules want. */
async function esModules(folder: string): Promise<void> {
  await build({
    entryPoints: { index: join(__dirname, "index.ts"), "store/index": join(__dirname, "store", "index.ts") },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    outExtension: { ".js": ".mjs" },
    banner: { js: ES_REQUIRE },
    logLevel: "warning",
  });
}

if (require.main === module) void buildMailer(process.argv[2] ?? join(__dirname, "..", "dist", "mailer"));
