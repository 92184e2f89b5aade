/** `npm run configuration`: writes docs/configuration.md from the program's settings and Pulumi.yaml. */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { configurationDocument } from "./document";

configurationDocument().then(
  text => writeFileSync(path.join(__dirname, "..", "..", "docs", "configuration.md"), text),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
