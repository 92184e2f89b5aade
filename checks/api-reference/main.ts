/** `npm run api-reference`: writes docs/api.md from docs/openapi.yaml; run `npm run openapi` before. */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { apiReference } from "./document";

apiReference().then(
  text => writeFileSync(path.join(__dirname, "..", "..", "docs", "api.md"), text),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
