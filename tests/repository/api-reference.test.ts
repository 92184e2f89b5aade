import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { apiReference } from "../../checks/api-reference/document";
import { EXAMPLES } from "../../checks/api-reference/examples";
import { API_ROUTES } from "../../handlers/shared/api-routes";

describe("docs/api.md", () => {
  it("is what npm run api-reference makes of openapi.yaml", async () => {
    const file = join(__dirname, "../../docs/api.md");
    expect(readFileSync(file, "utf8")).to.equal(await apiReference());
  });

  it("has an example of every operation, and of nothing else", () => {
    expect(Object.keys(EXAMPLES).sort()).to.deep.equal(Object.keys(API_ROUTES).sort());
  });
});
