import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { annotationsOf } from "../../checks/requirements/annotations";
import { coverageIssues } from "../../checks/requirements/coverage";
import { currentDocument, readSources } from "../../checks/requirements/sources";
import { headingsOf } from "../support/repository/headings";

const ROOT = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

describe("the requirements", () => {
  const sources = readSources();

  it("are all proved, written in a guide, or listed with what is missing", () => {
    expect(sources.requirements).to.have.length.above(300);
    expect(coverageIssues(sources).join("\n")).to.equal("");
  });

  it("are in docs/requirements.md as they are now: otherwise run npm run requirements", async () => {
    expect(read("docs/requirements.md")).to.equal(await currentDocument());
  });

  it("that are guides name headings that exist", () => {
    for (const [id, places] of Object.entries(sources.documented))
      for (const place of places) {
        const [file = "", anchor = ""] = place.split("#");
        expect(existsSync(join(ROOT, file)), place).to.equal(true);
        expect(headingsOf(read(file)), `${id}: ${file}`).to.include(anchor);
      }
  });

  it("say what is missing in a sentence", () => {
    for (const [id, reason] of Object.entries(sources.missing))
      expect(reason, id).to.match(/^[A-Z`].{20,}\.$/);
  });
});

describe("a comment that says what a test proves", () => {
  const suite = (...lines: string[]) =>
    annotationsOf("a.test.ts", ['describe("a login", () => {', ...lines, "});"].join("\n"));

  it("names requirements, on several lines if need be, and gets the titles around it", () => {
    expect(
      suite(
        "  // Proves R1.1, R1.2,",
        "  // SC-001",
        "  it(`${what} works`, () => {});",
        "  // Proves R1.3",
        "  testWith(",
        '    "mail",',
        '    "sends", () => {});',
      ),
    ).to.deep.equal([
      { file: "a.test.ts", title: "a login … works", ids: ["R1.1", "R1.2", "SC-001"] },
      { file: "a.test.ts", title: "a login sends", ids: ["R1.3"] },
    ]);
  });

  it("stands directly above a test, and its list is complete", () => {
    expect(() => suite("  // Proves R1.1", "  before(() => {});")).to.throw("directly above a test");
    expect(() => suite("  // Proves R1.1,", '  it("works", () => {});')).to.throw("ends with a comma");
  });
});

describe("the coverage of requirements", () => {
  const requirements = ["R1.1", "R1.2", "R1.3"].map(id => ({ id, section: "1", text: "" }));
  const annotations = [{ file: "a.test.ts", title: "works", ids: ["R1.1"] }];

  it("finds what nothing proves, and ids that are unknown", () => {
    const all = { requirements, annotations, documented: { "R1.2": ["docs/dns.md#dns"] }, missing: {} };
    expect(coverageIssues(all)).to.deep.equal(['R1.3: no test has the comment "// Proves R1.3"']);
    expect(coverageIssues({ ...all, missing: { "R1.3": "Later.", "R9.9": "Never." } })).to.deep.equal([
      "R9.9: unknown requirement (missing.json)",
    ]);
  });
});
