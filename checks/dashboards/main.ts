/**
 * `npm run dashboards`: draws the stack's dashboards, from the bodies that the program declares and an example week, to
 * docs/dashboards/. tests/repository/dashboard-pictures.test.ts compares these files with what it would draw now.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { pictures } from "./pictures";

const FOLDER = path.join(__dirname, "../../docs/dashboards");

mkdirSync(FOLDER, { recursive: true });
for (const [file, svg] of Object.entries(pictures())) {
  writeFileSync(path.join(FOLDER, file), svg);
  console.log(`docs/dashboards/${file}  ${Math.round(svg.length / 1_000)} kB`);
}
