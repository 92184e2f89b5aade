import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { ensureEmulator } from "../../sandbox/emulator/venv";

const ROOT = path.join(__dirname, "..", "..");
const START = `"${process.execPath}" --require tsx/cjs sandbox/start/main.ts --once`;
const READ_ONLY = "the file system is read-only: run in a copy of this folder that can be written to";

/** Commands that spoil the machine, in a mount namespace of their own: nothing of it is seen outside. */
const MACHINES: [what: string, spoil: string, says: RegExp][] = [
  ["a read-only checkout", "mount --bind . . && mount -o remount,ro,bind .", new RegExp(READ_ONLY)],
  [
    "a read-only checkout without an emulator",
    'mount --bind "$EMPTY" .sandbox && mount -o remount,ro,bind .sandbox',
    new RegExp(`/\\.sandbox/\\S+: ${READ_ONLY}`),
  ],
  [
    "a full disk for temporary files",
    'mount -t tmpfs -o size=64k tmpfs "$EMPTY" && export TMPDIR="$EMPTY"',
    /the disk is full: free some space, or set TMPDIR to a folder on another disk/,
  ],
  [
    "a full disk for the emulator",
    "mount -t tmpfs -o size=5m tmpfs .sandbox",
    /\.sandbox: the disk is full: the local emulator needs 200 MB, and \d MB are free: free some space\./,
  ],
  [
    "a damaged installation of the emulator",
    'cp -r .sandbox/. "$EMPTY" && mount --bind "$EMPTY" .sandbox && rm -r .sandbox/emulator-*/lib/python3*/site-packages/ministack',
    /^The local emulator did not start \(ModuleNotFoundError: .*\): if its installation is damaged, delete \S+\/\.sandbox\/emulator-\w+ and start again\./m,
  ],
  [
    "an installation whose Python is damaged",
    'cp -r .sandbox/. "$EMPTY" && mount --bind "$EMPTY" .sandbox && for python in .sandbox/emulator-*/bin/python; do rm "$python"; echo "#!/no/python" > "$python"; chmod +x "$python"; done',
    /^The local emulator did not start \(spawn .*\): if its installation is damaged, delete \S+\/\.sandbox\/emulator-\w+ and/m,
  ],
  [
    "a Python without venv",
    'mkdir "$EMPTY/bin" && printf \'#!/bin/sh\\nexec %s -c "import sys; sys.modules[\\\\"venv\\\\"] = None; exec(sys.argv[-1])" "$@"\\n\' "$(command -v python3)" > "$EMPTY/bin/python3" && chmod +x "$EMPTY/bin/python3" && export SES_SMTP_PYTHON="$EMPTY/bin/python3"',
    /python3 \(3\S+\) lacks the module venv: install it \(Debian and Ubuntu: apt install python3-venv\)/,
  ],
];

describe("npm start, on a machine with a problem", () => {
  before(async function () {
    await ensureEmulator(); // the problems are those of a machine that has one
    try {
      execFileSync("unshare", ["--map-root-user", "--mount", "true"], { stdio: "ignore" });
    } catch {
      this.skip(); // needs Linux and user namespaces; tests/sandbox/shared has the same texts without them
    }
  });

  for (const [what, spoil, says] of MACHINES) {
    it(`says what to do about ${what}`, async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "bad-machine-"));
      const EMPTY = path.join(folder, "empty");
      await mkdir(EMPTY);
      try {
        const script = `${spoil} || exit 99\n${START}`;
        const ended = await new Promise<{ code: unknown; stderr: string }>(resolve => {
          const env = { ...process.env, EMPTY, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
          execFile(
            "unshare",
            ["--map-root-user", "--mount", "sh", "-c", script],
            { cwd: ROOT, env },
            (error, _stdout, stderr) => resolve({ code: error?.code, stderr }),
          );
        });
        expect(ended.code, ended.stderr).to.equal(1);
        expect(ended.stderr).to.match(says);
        expect(ended.stderr).to.not.match(/^\s+at /m);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});
