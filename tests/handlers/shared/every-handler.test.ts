import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";

const HANDLERS = path.join(__dirname, "../../../handlers");
const sources = readdirSync(HANDLERS, { recursive: true })
  .map(String)
  .filter(file => file.endsWith(".ts"))
  .map(file => ({ file, text: readFileSync(path.join(HANDLERS, file), "utf8") }));

describe("every function", () => {
  // Proves R9.1, D-lambda.1, D-lambda.2, T3.1-a, T3.1-b, T4.2-a
  it("is observed: its log entries and traces have what all have in common", () => {
    const handlers = sources.filter(({ file }) => /^[^/]+\/handler\.ts$/.test(file));
    expect(handlers.length).to.be.at.least(9);
    expect(
      handlers.filter(({ text }) => !/\bobserved\(\s*SERVICE,/.test(text)).map(({ file }) => file),
    ).to.deep.equal([]);
  });

  // Proves R9.1, R9.4, D-lambda.1, T4.2-e
  it("traces every client of AWS that it creates", () => {
    const created = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/(.{7})\bnew \w+Client\(/g)].map(([, before]) => ({ file, before })),
    );
    expect(created.length).to.be.at.least(20);
    expect(created.filter(({ before }) => before !== "traced(").map(({ file }) => file)).to.deep.equal([]);
  });

  it("writes its log with the logger alone, which knows what may be in it", () => {
    const allowed = ["shared/logging/write-line.ts", "shared/metrics.ts"];
    const writing = /\bconsole\.\w+\(|\bprocess\.std(out|err)\b|@aws-lambda-powertools/;
    const writers = sources.filter(({ text }) => writing.test(text));
    expect(writers.map(({ file }) => file).filter(file => !allowed.includes(file))).to.deep.equal([]);
  });
});
