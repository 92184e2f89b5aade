import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect } from "chai";
import { headingsOf } from "../support/repository/headings";

const ROOT = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const GUIDES = readdirSync(join(ROOT, "docs"))
  .filter(name => name.endsWith(".md"))
  .map(name => `docs/${name}`);

/** The targets of a text's links within the repository, without what is in code. */
function linksOf(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter(target => !/^[a-z]+:/.test(target));
}

describe("the links of the guides", () => {
  for (const file of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...GUIDES])
    it(`${file}: lead to files and headings that exist`, () => {
      for (const link of linksOf(read(file))) {
        const [name = "", anchor] = link.split("#");
        const target = name === "" ? file : normalize(join(dirname(file), name));
        expect(existsSync(join(ROOT, target)), link).to.equal(true);
        if (anchor !== undefined) expect(headingsOf(read(target)), link).to.include(anchor);
      }
    });

  it("are found in texts, and not in code", () => {
    expect(linksOf("[a](b.md#c) `[d](e.md)` [f](https://g.example)\n```\n[h](i)\n```\n")).to.deep.equal([
      "b.md#c",
    ]);
  });

  it("lead from README to every guide", () => {
    const linked = linksOf(read("README.md")).map(link => link.split("#")[0]);
    for (const guide of GUIDES) expect(linked).to.include(guide);
  });
});
