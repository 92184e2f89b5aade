import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CHECKS } from "../../../cli/doctor/findings/catalog";

describe("the guide to doctor", () => {
  it("has every check in its table, with its area and what it looks at", () => {
    const guide = readFileSync(join(__dirname, "../../../docs/operations.md"), "utf8");
    const [, section = ""] = guide.split("\n## Doctor\n");
    const rows = (section.split("\n## ")[0] ?? "")
      .split("\n")
      .filter(line => line.startsWith("| `"))
      .map(line =>
        line
          .split("|")
          .slice(1, -1)
          .map(cell => cell.trim().replaceAll("`", "")),
      );
    expect(rows).to.deep.equal(
      Object.entries(CHECKS).map(([name, { area, looksAt }]) => [name, area, looksAt]),
    );
  });
});
