import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { buildPackage } from "../../mailer/build";
import { FaultyServer } from "../support/mailer/faulty-server";
import { LOGIN } from "../support/mailer/mailers";
import { type Registry, startRegistry } from "../support/mailer/registry";

const GUIDE = join(__dirname, "..", "..", "docs", "mailer.md");

describe("the mailer's tarball, installed as docs/mailer.md says", () => {
  let registry: Registry;
  let server: FaultyServer;
  let folder: string;
  before(async () => {
    registry = await startRegistry();
    server = await FaultyServer.start();
    folder = await mkdtemp(join(tmpdir(), "mailer-tarball-"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "application", private: true }));
    await writeFile(join(folder, "send.mjs"), SCRIPT);
    await buildPackage(join(folder, "dist"));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await server.close();
    await registry.close();
  });

  /** npm as it is, with a registry and a cache of its own. */
  const npm = (...args: string[]) =>
    promisify(execFile)("npm", args, {
      cwd: folder,
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, npm_config_cache: join(folder, ".npm") },
        ...{ npm_config_registry: registry.url, npm_config_audit: "false", npm_config_fund: "false" },
        ...{ npm_config_update_notifier: "false", npm_config_ignore_scripts: "true" },
      },
    });
  const sends = async () => {
    server.reset();
    const { stdout } = await promisify(execFile)(process.execPath, ["send.mjs", String(server.port)], {
      cwd: folder,
    });
    expect(stdout).to.equal("sent, and a store is a function\n");
    expect(server.messages).to.have.length(1);
  };

  it("works after it is installed, after npm ci, and after another package is installed", async () => {
    const guide = await readFile(GUIDE, "utf8");
    const [, tarball = ""] = /^npm install (\.\/ses-smtp-\S+\.tgz)/m.exec(guide) ?? [];
    await npm("pack", "./dist");
    await npm("install", tarball);
    await sends();

    await rm(join(folder, "node_modules"), { recursive: true });
    await npm("ci");
    await sends();

    await npm("install", "commander");
    await sends();
    await npm("install");
    await npm("uninstall", "commander");
    await sends();
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as object;
    expect(manifest).to.have.deep.property("dependencies", { "ses-smtp": `file:${tarball.slice(2)}` });
  });
});

const SCRIPT = `
import { createMailer } from "ses-smtp/mailer";
import { ConfigStore } from "ses-smtp/mailer/store";
const mailer = createMailer({
  provider: "smtp", host: "127.0.0.1", port: Number(process.argv[2]), secure: false, tls: { required: false },
  fromEmail: "app@example.com", username: ${JSON.stringify(LOGIN.username)}, password: ${JSON.stringify(LOGIN.password)},
});
await mailer.send({ to: "bob@elsewhere.test", subject: "Hello", text: "Hi" });
await mailer.close();
console.log("sent, and a store is a " + typeof ConfigStore);
`;
