import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";

const RUN = path.resolve(__dirname, "..", "run.ts");

describe("npm test, with suites of its own", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "suites-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const suite = (name: string, body: string) => writeFile(path.join(folder, `${name}.test.ts`), body);
  const passing = (title: string) => `it("${title}", () => console.log("printed by ${title}"));`;

  /** @returns the exit code and the lines it printed, without empty ones */
  const run = (...args: string[]) =>
    new Promise<{ code: number | string | null | undefined; lines: string[]; stderr: string }>(resolve => {
      const child = execFile(
        process.execPath,
        ["--require", require.resolve("tsx/cjs"), RUN, ...args],
        (_error, stdout, stderr) => {
          resolve({ code: child.exitCode, lines: stdout.split("\n").filter(line => line !== ""), stderr });
        },
      );
    });

  it("prints each suite whole, what failed in the end, and the figures of all as its last line", async () => {
    const slow = 'it("slow", () => new Promise(done => setTimeout(done, 300)));';
    await suite("a", `describe("first", () => { ${passing("one")} ${slow} ${passing("two")} });`);
    await suite("b", `describe("second", () => { ${passing("three")} it.skip("four"); ${slow} });`);
    await suite("c", 'it("five", () => { throw new Error("it broke"); });');
    const { code, lines } = await run(folder);
    expect(code).to.equal(1);
    const listed = lines.filter(line => /printed|first|second/.test(line)).map(line => line.trim());
    const first = ["first", "printed by one", "printed by two"];
    const second = ["second", "printed by three"];
    expect([
      [...first, ...second],
      [...second, ...first],
    ]).to.deep.include(listed);
    expect(lines.slice(lines.indexOf("Failed tests:")).join("\n")).to.match(
      /c\.test\.ts\n[^]*five:\n[^]*it broke/,
    );
    expect(lines.at(-1)).to.equal("5 passed, 1 failed, 1 skipped");
  });

  it("fails on a focused test, on a suite that cannot be loaded, and on one whose process ends", async () => {
    await suite("a", 'it.only("focused", () => undefined);');
    await suite("b", 'throw new Error("not loaded");');
    await suite("c", 'it("ends", () => process.exit(0));');
    await suite("d", passing("one"));
    const { code, lines } = await run(folder);
    expect({ code, last: lines.at(-1) }).to.deep.equal({ code: 1, last: "1 passed, 3 failed" });
    const failed = lines.slice(lines.indexOf("Failed tests:")).join("\n");
    expect(failed)
      .to.match(/a\.test\.ts\n[^]*\.only/)
      .and.match(/b\.test\.ts\n[^]*not loaded/)
      .and.match(/c\.test\.ts\nThe process of this suite ended \(exit code 0\)/);
  });

  it("fails if no test ran, in one suite and in several", async () => {
    await suite("a", 'it.skip("one");');
    const one = await run(path.join(folder, "a.test.ts"));
    expect({ code: one.code, end: one.lines.slice(-2) }).to.deep.equal({
      code: 1,
      end: ["No test ran.", "0 passed, 0 failed, 1 skipped"],
    });
    await suite("b", "");
    const both = await run(folder);
    expect({ code: both.code, end: both.lines.slice(-2) }).to.deep.equal({
      code: 1,
      end: ["No test ran.", "0 passed, 0 failed, 1 skipped"],
    });
  });

  it("fails if something that a test started is still running", async () => {
    const leak = `it("leaks", () => { setInterval(() => undefined, 1_000); });`;
    await suite("a", leak);
    await suite("b", passing("one"));
    const [one, both] = await Promise.all([run(path.join(folder, "a.test.ts")), run(folder)]);
    expect({ code: one.code, last: one.lines.at(-1) }).to.deep.equal({ code: 1, last: "1 passed, 0 failed" });
    expect(one.stderr).to.match(/Still running 10 s after the last test: .*Timeout/);
    expect({ code: both.code, last: both.lines.at(-1) }).to.deep.equal({
      code: 1,
      last: "2 passed, 0 failed",
    });
    expect(both.lines.join("\n")).to.match(
      /Failed after the last test:\n.*a\.test\.ts[^]*Still running 10 s after the last test: .*Timeout/,
    );
  });

  it("-- --fast refuses processes and servers, also those that a suite's imports do not show", async () => {
    await suite("a", 'it("spawns", () => process.getBuiltinModule("child_process").spawn("true"));');
    await suite("b", 'it("listens", () => process.getBuiltinModule("net").createServer().listen(0));');
    await suite("c", 'import "node:http"; it("is not fast", () => undefined);');
    const { code, lines } = await run("--fast", folder);
    expect(lines).to.include("2 fast suites of 3");
    expect({ code, last: lines.at(-1) }).to.deep.equal({ code: 1, last: "0 passed, 2 failed" });
    const failed = lines.join("\n");
    expect(failed).to.include("A fast suite must not start a process: true");
    expect(failed).to.include("A fast suite must not start a server.");
  });
});
