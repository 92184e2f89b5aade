/**
 * `npm run cost-figures`: writes cli/cost/figures.json, which the console's page Cost shows, because the published command
 * has neither the program nor the policy pack. tests/repository/cost-figures.test.ts compares it.
 */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { costFigures } from "./figures";

const FILE = path.join(__dirname, "../../cli/cost/figures.json");

void costFigures().then(figures => {
  writeFileSync(FILE, `${JSON.stringify(figures, null, 2)}\n`);
});
