import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { FINDINGS } from "../../../../handlers/record-dispatcher/sweep/finding";

const REPAIRED = { itself: "by itself", consent: "with consent", never: "never" };

describe("docs/operations.md", () => {
  it("has a row for every finding of a sweep, and says who repairs it", () => {
    const text = readFileSync(path.join(__dirname, "../../../../docs/operations.md"), "utf8");
    const rows = [
      ...text.matchAll(/^\| `(\w+)` +\| (.+?) +\| (by itself|with consent|never) +\| (.+?) +\|$/gm),
    ];
    expect(
      rows.map(([, kind, meaning, repaired, action]) => [kind, meaning, repaired, action]),
    ).to.deep.equal(
      Object.entries(FINDINGS).map(([kind, { meaning, repaired, action }]) => [
        kind,
        meaning,
        REPAIRED[repaired],
        action,
      ]),
    );
  });
});
