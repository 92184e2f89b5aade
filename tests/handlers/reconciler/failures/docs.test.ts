import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { FAILURES } from "../../../../handlers/reconciler/failures/catalogue";

const GUIDE = join(__dirname, "../../../../docs/credentials.md");
const HEADER = ["code", "meaning", "remedy", "retried"];

/** The rows of the guide's table with this header, cells without padding. */
function tableRows(header: readonly string[]): string[][] {
  const lines = readFileSync(GUIDE, "utf8").split("\n").map(cells);
  const start = lines.findIndex(line => line.join() === header.join());
  const end = lines.findIndex((line, index) => index > start && line.length === 0);
  return lines.slice(start + 2, end);
}

function cells(line: string): string[] {
  return line.startsWith("|")
    ? line
        .split("|")
        .slice(1, -1)
        .map(cell => cell.trim())
    : [];
}

describe("docs/credentials.md", () => {
  it("lists every failure of the catalogue with its meaning and remedy, in its order, and no other", () => {
    const expected = Object.entries(FAILURES).map(([code, { meaning, remedy, retried }]) => [
      `\`${code}\``,
      meaning,
      remedy,
      retried ? "yes" : "no",
    ]);
    expect(tableRows(HEADER)).to.deep.equal(expected);
  });
});
