import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { type BuildOptions, buildSync } from "esbuild";

/** Where Pulumi packs from, relative to the program's folder; in .gitignore. */
const FOLDER = "./.bundle";
const HANDLERS = "../handlers";

/** How a function's code is packed for Lambda. */
export const BUNDLED = {
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  minify: true,
  mainFields: ["module", "main"], // ES modules first: only they can be tree-shaken
  legalComments: "none",
} satisfies BuildOptions;

/** The handlers whose bundles are written. */
let bundled: readonly string[] | undefined;

/**
 * @param handler its folder in handlers/
 * @returns the bundle's path, relative to the program's folder
 */
export function bundleHandler(handler: string): string {
  bundled ??= bundleAll();
  if (!bundled.includes(handler)) throw new Error(`${HANDLERS}/${handler}/handler.ts does not exist.`);
  return `${FOLDER}/${handler}.js`;
}

/** All handlers at once: esbuild reads the packages they have in common once, which halves the time. */
function bundleAll(): readonly string[] {
  const names = readdirSync(HANDLERS).filter(name => existsSync(`${HANDLERS}/${name}/handler.ts`));
  const { outputFiles } = buildSync({
    entryPoints: names.map(name => ({ in: `${HANDLERS}/${name}/handler.ts`, out: name })),
    outdir: FOLDER,
    ...BUNDLED,
    write: false,
    alias: { "@aws-sdk/credential-provider-node": `${HANDLERS}/shared/lambda-credentials.ts` },
    logLevel: "warning",
  });
  mkdirSync(FOLDER, { recursive: true });
  for (const { path: file, contents } of outputFiles) replaceFile(file, contents);
  return names;
}

/** In one step: two deployments of this program at the same time must not pack half a file. */
function replaceFile(file: string, contents: Uint8Array): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, file);
}
