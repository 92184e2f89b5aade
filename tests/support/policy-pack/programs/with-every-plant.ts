import { PLANTS, plantName } from "../plants";

/** The program, and after it every plant: a test takes the program with one of them at a time. */
const outputs = require("../../../../infra") as object;
for (const [what, { declare }] of Object.entries(PLANTS)) declare(plantName(what));

export = outputs;
