import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import type { firstViolation } from "./suite";
import type { PlantedBug } from "./planted-bug";

const HANDLERS = join(__dirname, "../../../handlers");

/**
 * The scenarios and histories, bundled with the handlers that have the bug.
 *
 * @param entry another suite: the path of a module that exports a `firstViolation`
 */
export async function suiteWith(
  bug: PlantedBug,
  entry = join(__dirname, "suite.ts"),
): Promise<typeof firstViolation> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    packages: "external",
    plugins: [plant(bug)],
  });
  const module = { exports: {} as { firstViolation: typeof firstViolation } };
  const code = outputFiles[0]?.text ?? "";
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- our own bundle, built above
  const run = new Function("require", "module", "exports", code) as (...scope: unknown[]) => void;
  run(createRequire(entry), module, module.exports);
  return module.exports.firstViolation;
}

/** @throws Error if the text does not occur exactly once: the table must follow the code */
function planted({ file, find, replace, name }: PlantedBug): string {
  const parts = readFileSync(join(HANDLERS, file), "utf8").split(find);
  if (parts.length !== 2) throw new Error(`"${name}": its text occurs ${parts.length - 1} times in ${file}`);
  return parts.join(replace);
}

function plant(bug: PlantedBug): Plugin {
  return {
    name: "plant",
    setup(bundle) {
      const path = join(HANDLERS, bug.file);
      bundle.onLoad({ filter: /\.ts$/ }, args =>
        args.path === path ? { contents: planted(bug), loader: "ts" } : null,
      );
    },
  };
}
