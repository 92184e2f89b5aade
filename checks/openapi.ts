/** `npm run openapi`: writes docs/openapi.yaml from the API's routes and schemas. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { openApiDocument } from "../handlers/api/openapi";

const HEADER = "# Made by npm run openapi from handlers/api: do not edit.\n";

writeFileSync(
  join(__dirname, "..", "docs", "openapi.yaml"),
  HEADER + stringify(openApiDocument(), { lineWidth: 110, aliasDuplicateObjects: false }),
);
