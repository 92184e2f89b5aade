import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { configurationDocument, SUBJECTS } from "../../checks/configuration/document";
import { schema } from "../../infra/settings";

describe("docs/configuration.md", () => {
  it("is what npm run configuration makes of the settings", async () => {
    const file = join(__dirname, "../../docs/configuration.md");
    expect(readFileSync(file, "utf8")).to.equal(await configurationDocument());
  });

  it("has every setting of the program once", () => {
    const listed = Object.values(SUBJECTS).flatMap(Object.keys);
    expect(listed.sort()).to.deep.equal(Object.keys(schema.shape).sort());
  });
});
