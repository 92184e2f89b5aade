/**
 * `npm run dashboards [-- --record]`: draws the stack's dashboards, from the bodies that the program declares and what a
 * run in the sandbox recorded, to docs/dashboards/. With `--record` such a run is made first, which takes six minutes.
 * tests/repository/dashboard-pictures.test.ts compares the pictures with what would be drawn now.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { pictures } from "./pictures";
import { recordRun } from "./recording/record";
import { readRun } from "./recording/run";

const FOLDER = path.join(__dirname, "../../docs/dashboards");

async function main(args: readonly string[]): Promise<void> {
  const run = args.includes("--record") ? await recordRun() : readRun();
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, svg] of Object.entries(pictures(run))) {
    writeFileSync(path.join(FOLDER, file), svg);
    console.log(`docs/dashboards/${file}  ${Math.round(svg.length / 1_000)} kB`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
