import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readAbandoned, removeManifest, writeManifest } from "../../../cli/self-test/manifest";
import { CommandError } from "../../../cli/shared/context";
import { selfTestNames } from "../../../records/self-test";

const RUN = {
  id: "0123456789ab",
  stack: "dev",
  region: "eu-central-1",
  startedAt: "2026-01-02T03:04:05.678Z",
};

describe("the manifest of a self-test", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "manifest-"));
    file = join(folder, "manifest.json");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const rejection = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(CommandError);
    return (error as CommandError).message;
  };
  const ended = spawnSync(process.execPath, ["--version"]).pid;
  const leave = (more: object) =>
    writeFile(file, JSON.stringify({ ...RUN, pid: ended, host: hostname(), ...more }));

  it("is for its owner only, never overwrites another, and is refused while its run goes on", async () => {
    await writeManifest(file, RUN);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(await rejection(writeManifest(file, RUN))).to.include("EEXIST");
    expect(await rejection(readAbandoned(file, RUN))).to.include(
      `a self-test is running (process ${process.pid})`,
    );
    await removeManifest(file);
    expect(await readAbandoned(file, RUN)).to.equal(undefined);
  });

  it("names everything that a killed run may have left", async () => {
    await leave({});
    expect(await readAbandoned(file, RUN)).to.deep.equal({
      names: selfTestNames(RUN.id),
      startedAt: new Date(RUN.startedAt),
    });
  });

  it("is not read on another stack or region, nor is another file taken for one", async () => {
    await leave({ stack: "prod" });
    expect(await rejection(readAbandoned(file, RUN))).to.include('is of the stack "prod" in eu-central-1');
    await leave({ region: "us-east-1" });
    expect(await rejection(readAbandoned(file, RUN))).to.include("in us-east-1");
    for (const content of [
      "{}",
      "nonsense",
      "null",
      JSON.stringify({ ...RUN, id: "../..", pid: 1, host: "h" }),
    ]) {
      await writeFile(file, content);
      expect(await rejection(readAbandoned(file, RUN))).to.include("is not a manifest of ses-smtp self-test");
    }
  });
});
