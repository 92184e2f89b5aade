import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { ensureEmulator } from "../../../sandbox/emulator/venv";
import { LAMBDA_NODE_MAJOR, lambdaNode } from "../../../sandbox/emulator/lambda-node";
import { SandboxError } from "../../../sandbox/shared/sandbox-error";
import { startEmulator } from "../../../sandbox/emulator/start";
import { eventually } from "../../../sandbox/shared/poll";
import { isHealthy } from "../../../sandbox/emulator/health";

async function messageOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof SandboxError) return thrown.message;
    throw thrown;
  }
  throw new Error("It did not fail.");
}

describe("the emulator", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ses-smtp-test-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const options = () => ({ region: "eu-central-1", logFile: join(folder, "emulator.log") });

  it("responds on its own port until it is closed", async () => {
    const emulator = await startEmulator(options());
    expect(await isHealthy(emulator.url)).to.equal(true);
    await emulator.close();
    expect(await isHealthy(emulator.url)).to.equal(false);
    await emulator.close();
  });

  it("starts alongside others, each on its own port", async () => {
    const started = await Promise.allSettled([1, 2, 3, 4].map(() => startEmulator(options())));
    const emulators = started.flatMap(each => (each.status === "fulfilled" ? [each.value] : []));
    await Promise.all(emulators.map(each => each.close()));
    expect(new Set(emulators.map(({ url }) => url)).size).to.equal(started.length);
  });

  it("reports a port that is in use", async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await messageOf(startEmulator({ ...options(), port }))).to.include(`Port ${port}`);
    server.close();
  });

  it("is not started when SES_SMTP_EMULATOR_URL names one and its secret is right, which keeps running", async () => {
    const emulator = await startEmulator(options());
    process.env.SES_SMTP_EMULATOR_URL = emulator.url;
    try {
      expect(await messageOf(startEmulator(options()))).to.match(/run\.py and set SES_SMTP_EMULATOR_SECRET/);
      process.env.SES_SMTP_EMULATOR_SECRET = emulator.secret;
      const same = await startEmulator(options());
      expect(same).to.include({ url: emulator.url, secret: emulator.secret });
      await same.close();
      expect(await isHealthy(emulator.url)).to.equal(true);
    } finally {
      delete process.env.SES_SMTP_EMULATOR_URL;
      delete process.env.SES_SMTP_EMULATOR_SECRET;
      await emulator.close();
    }
  });

  it("reports the remedy when nothing responds at SES_SMTP_EMULATOR_URL", async () => {
    process.env.SES_SMTP_EMULATOR_URL = "http://127.0.0.1:9";
    try {
      expect(await messageOf(startEmulator(options()))).to.match(
        /127\.0\.0\.1:9.*unset SES_SMTP_EMULATOR_URL/,
      );
    } finally {
      delete process.env.SES_SMTP_EMULATOR_URL;
    }
  });

  it("ends when the process that started it is killed with SIGKILL", async () => {
    const script = `require("${require.resolve("../../../sandbox/emulator/start")}").startEmulator(${JSON.stringify(options())}).then(({ url }) => console.log(url))`;
    const parent = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await new Promise<string>(resolve => {
      parent.stdout.once("data", (text: Buffer) => {
        resolve(text.toString().trim());
      });
    });
    expect(await isHealthy(url)).to.equal(true);
    parent.kill("SIGKILL");
    expect(await eventually(async () => !(await isHealthy(url)), { withinMs: 30_000 })).to.equal(true);
  });

  it("runs functions on the Lambda runtime's Node", async () => {
    const node = spawn(lambdaNode(), ["--version"], { stdio: ["ignore", "pipe", "inherit"] });
    const version = await new Promise<string>(resolve => {
      node.stdout.once("data", (text: Buffer) => {
        resolve(text.toString());
      });
    });
    expect(version).to.match(new RegExp(`^v${LAMBDA_NODE_MAJOR}\\.`));
  });

  describe("its virtual environment", () => {
    let fakes = 0;
    /** Requirements without packages, and a fast build. */
    const emptyVenv = async () => {
      const requirements = join(folder, "requirements.txt");
      await writeFile(requirements, "# nothing\n");
      const build = async (directory: string) => {
        await mkdir(join(directory, "bin"), { recursive: true });
        await writeFile(join(directory, "bin", "python"), "");
      };
      return { folder: join(folder, "venvs"), requirements, build };
    };

    it("is built once, even by two concurrent calls, and rebuilt when it is incomplete", async () => {
      const venv = await emptyVenv();
      const [one, two] = await Promise.all([ensureEmulator(venv), ensureEmulator(venv)]);
      expect(one).to.equal(two);
      expect(await readdir(venv.folder)).to.have.length(1);
      await rm(join(one, "..", "..", "ready"));
      expect(await ensureEmulator(venv)).to.equal(one);
      expect(existsSync(join(one, "..", "..", "ready"))).to.equal(true);
      expect(await readdir(venv.folder)).to.have.length(1);
    });

    it("is removed when its requirements cannot be installed", async () => {
      const venv = { folder: join(folder, "broken"), requirements: join(folder, "broken.txt") };
      await writeFile(venv.requirements, "no such requirement ==\n");
      expect(await messageOf(ensureEmulator(venv))).to.include("PyPI");
      expect(await readdir(venv.folder)).to.deep.equal([]);
    });

    it("reports a Python that is missing, too old or incomplete, with the remedy", async () => {
      const fake = async (answer: object) => {
        const python = join(folder, `python-${++fakes}`);
        await writeFile(python, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, { mode: 0o755 });
        return messageOf(ensureEmulator({ ...(await emptyVenv()), python }));
      };
      expect(await messageOf(ensureEmulator({ python: "/no/python" }))).to.match(
        /\/no\/python.*install python3/,
      );
      expect(await fake({ executable: "p", version: [3, 9, 1], missing: [] })).to.match(
        /3\.10 or newer.*3\.9\.1/,
      );
      expect(await fake({ executable: "p", version: [3, 12, 0], missing: ["ensurepip"] })).to.match(
        /ensurepip.*python3-venv/,
      );
    });
  });
});
