import { readdir, readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { isHealthy } from "../../sandbox/emulator/health";
import { eventually } from "../../sandbox/shared/poll";
import { startProcess, type StartProcess } from "../support/sandbox/start-process";

describe("npm start, when something is killed with SIGKILL", function () {
  this.timeout(300_000); // one of them starts three sandboxes
  let folder: string;
  const all: StartProcess[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "killed-"));
  });
  afterEach(async () => {
    for (const { child } of all) child.kill("SIGTERM"); // those that a failed test left
    await Promise.all(all.splice(0).map(({ ended }) => ended));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const start = () => {
    const started = startProcess(["--json"], { TMPDIR: folder });
    all.push(started);
    return started;
  };
  const left = async () => (await readdir(folder)).filter(name => name.startsWith("ses-smtp-"));

  it("says in one sentence that its emulator ended, and exits with 1", async () => {
    const started = start();
    await started.ready();
    process.kill(await emulatorOf(started), "SIGKILL");
    const { code, stderr } = await started.ended;
    expect(code).to.equal(1);
    expect(stderr.trimEnd().split("\n").at(-1)).to.equal(
      "The local emulator ended unexpectedly (SIGKILL): start the sandbox again.",
    );
    expect(await left()).to.deep.equal([]);
  });

  it("collects at the next start what a killed one left on disk, and nothing of one that runs", async () => {
    const killed = start();
    const report = await killed.ready();
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(await eventually(async () => !(await isHealthy(report.emulator)), { withinMs: 30_000 })).to.equal(
      true,
    );
    const abandoned = await left();
    expect(abandoned).to.not.deep.equal([]);

    const running = start();
    await running.ready();
    expect((await left()).filter(name => abandoned.includes(name))).to.deep.equal([]);
    const kept = await left();
    const another = start();
    await another.ready();
    expect(await left()).to.include.members(kept);
    for (const each of [running, another]) each.child.kill("SIGTERM");
    expect((await Promise.all([running.ended, another.ended])).map(({ code }) => code)).to.deep.equal([0, 0]);
    expect(await left()).to.deep.equal([]);
  });
});

/** The process ID of the emulator that a sandbox started. */
async function emulatorOf({ child }: StartProcess): Promise<number> {
  for (const pid of (await readdir("/proc")).filter(name => /^\d+$/.test(name))) {
    const [stat, command] = await Promise.all(
      ["stat", "cmdline"].map(file => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
    );
    const parent = Number(/^\d+ \(.*\) \S (\d+)/.exec(stat ?? "")?.[1]);
    if (parent === child.pid && command?.includes("run.py")) return Number(pid);
  }
  throw new Error("The sandbox has no emulator process.");
}
