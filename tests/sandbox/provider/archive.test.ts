import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { strFromU8, unzipSync } from "fflate";

import { digestOf, zipOf } from "../../../sandbox/provider/archive";
import type { WireArchive } from "../../../sandbox/provider/normalize";

describe("a function's package", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "ses-smtp-archive-"));
    await mkdir(join(directory, "lib", "deep"), { recursive: true });
    await writeFile(join(directory, "lib", "deep", "b.js"), "b");
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const archive = (order: readonly string[]): WireArchive => ({
    kind: "archive",
    assets: Object.fromEntries(
      order.map(name => [
        name,
        name === "lib" ? { kind: "archive", path: "lib" } : { kind: "asset", text: `content of ${name}` },
      ]),
    ),
  });

  it("contains strings, files and directories by name, relative to the program's directory", () => {
    const files = unzipSync(zipOf(archive(["a.js", "lib"]), directory));
    expect(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)])).to.deep.equal([
      ["a.js", "content of a.js"],
      ["lib/deep/b.js", "b"],
    ]);
  });

  it("has the same bytes regardless of order and time", async () => {
    const [one, other] = [archive(["a.js", "lib", "c.js"]), archive(["c.js", "lib", "a.js"])];
    const before = Buffer.from(zipOf(one, directory));
    await writeFile(join(directory, "lib", "deep", "b.js"), "b");
    expect(before.equals(Buffer.from(zipOf(other, directory)))).to.equal(true);
    expect(digestOf(one, directory)).to.equal(digestOf(other, directory));
    expect(digestOf(archive(["a.js"]), directory)).not.to.equal(digestOf(one, directory));
  });

  it("can be given as an existing zip file", async () => {
    await writeFile(join(directory, "packed.zip"), zipOf(archive(["a.js"]), directory));
    const files = unzipSync(zipOf({ kind: "archive", path: "packed.zip" }, directory));
    expect(Object.keys(files)).to.deep.equal(["a.js"]);
  });
});
