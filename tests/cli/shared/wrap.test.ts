import { expect } from "chai";
import { assert, property, string, integer, array, stringMatching } from "fast-check";
import { main } from "../../../cli/main";
import { table } from "../../../cli/shared/table";
import { wrapLines } from "../../../cli/shared/wrap";

describe("wrapping for a terminal", () => {
  it("breaks between words, and indents the rest of a step or a field like its beginning", () => {
    const step = "  1. Open Settings, then Accounts and Import, then add another address.";
    expect(wrapLines(step, 40).split("\n")).to.deep.equal([
      "  1. Open Settings, then Accounts and",
      "     Import, then add another address.",
    ]);
    const field = "sends from   a@example.com, b@example.com, c@example.com";
    expect(wrapLines(field, 45).split("\n")).to.deep.equal([
      "sends from   a@example.com, b@example.com,",
      "             c@example.com",
    ]);
  });

  it("leaves a URL, a password and a command in one piece, even if they are longer than a line", () => {
    const url = `smtp://AKIA:${"x".repeat(60)}@email-smtp.eu-central-1.amazonaws.com:587`;
    const command = "`ses-smtp credential allow jane news@company.com --wait --timeout 300`";
    const text = wrapLines(`As a URL  ${url}\nRun ${command}, then wait.`, 50);
    expect(text).to.include(url).and.include(command);
  });

  it("loses, adds and reorders no word, and breaks every line that can be broken", () => {
    const text = array(string({ unit: "grapheme-ascii", maxLength: 60 }), { maxLength: 8 });
    const word = stringMatching(/^[a-z]{1,20}$/);
    assert(
      property(
        text,
        array(word, { maxLength: 40 }),
        integer({ min: 1, max: 120 }),
        (parts, words, columns) => {
          const given = [...parts, words.join(" ")].join("\n");
          const wrapped = wrapLines(given, columns);
          expect(wrapped.split(/\s+/).filter(Boolean)).to.deep.equal(given.split(/\s+/).filter(Boolean));
          const prose = wrapLines(words.join(" "), columns).split("\n");
          for (const line of prose) expect(line.length).to.be.at.most(Math.max(columns, 40));
        },
      ),
    );
  });
});

describe("a table in a terminal", () => {
  const header = ["NAME", "STATUS", "CHANGES"];
  const rows = [["jane", "created", "sends from jane@company.com and news@company.com"]];

  it("is as wide as its cells where no terminal limits it", () => {
    expect(table(header, rows).split("\n")).to.have.length(2);
    expect(table(header, rows, 200)).to.equal(table(header, rows));
  });

  it("has its last column wrapped", () => {
    expect(table(header, rows, 50).split("\n")).to.deep.equal([
      "NAME  STATUS   CHANGES",
      "jane  created  sends from jane@company.com and",
      "               news@company.com",
    ]);
  });

  it("becomes one paragraph for each row where that is not enough", () => {
    const two = [...rows, ["joe", "failed", "somebody removed it"]];
    expect(table(header, two, 36)).to.equal(
      "NAME     jane\nSTATUS   created\nCHANGES  sends from jane@company.com and news@company.com\n\n" +
        "NAME     joe\nSTATUS   failed\nCHANGES  somebody removed it",
    );
  });
});

describe("a command in a terminal of 60 columns", () => {
  const run = async (args: string[], columns?: number) => {
    const written = { out: "", err: "" };
    const stdout = { columns, write: (text: string) => (written.out += text) };
    const stderr = { columns, write: (text: string) => (written.err += text) };
    await main(args, { stdin: process.stdin, stdout, stderr });
    return written;
  };
  const REPLY = "454 Throttling failure: Daily message quota exceeded.";

  it("has its results and errors wrapped; a pipe gets whole lines, and JSON stays on one", async () => {
    const [narrow, piped] = [await run(["explain", REPLY], 60), await run(["explain", REPLY])];
    const longest = (text: string) => Math.max(...text.split("\n").map(line => line.length));
    expect(longest(narrow.out)).to.be.at.most(60);
    expect(longest(piped.out)).to.be.greaterThan(60);
    expect(longest((await run(["credential", "show", "a b"], 60)).err)).to.be.at.most(60);
    const json = await run(["explain", REPLY, "--json"], 60);
    expect(json.out.trimEnd()).not.to.include("\n");
  });

  it("prints what a program reads as it is", async () => {
    const [narrow, piped] = [await run(["completion", "bash"], 60), await run(["completion", "bash"])];
    expect(narrow.out).to.equal(piped.out);
  });
});
