import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect } from "chai";
import { build } from "esbuild";
import { buildMailer } from "../../mailer/build";
import { startBench, ALICE } from "../support/ses/local-ses";

const MAILER = join(__dirname, "..", "..", "mailer");

/** Bundles a line of code as an application would. */
async function bundle(code: string, external: string[] = []) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: MAILER, loader: "ts" },
    bundle: true,
    write: false,
    minify: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    treeShaking: true,
    external,
    logLevel: "silent",
  });
  return { code: outputFiles[0]?.text ?? "", inputs: Object.keys(metafile.inputs) };
}

describe("the mailer's bundle", () => {
  // Proves FR-006, SC-001, SC-003, A-4
  it("calls no SES API: no endpoint, no action, no SDK", async () => {
    const { code, inputs } = await bundle(
      `import { createMailer } from "./index"; createMailer({} as never);`,
    );
    // nodemailer's own SES transport is in its main module, which is not imported.
    expect(inputs.filter(path => /@aws-sdk|@smithy|ses-transport|pulumi/.test(path))).to.deep.equal([]);
    // The hint names the permission that the SMTP user itself needs; nothing calls it.
    expect(code).to.not.match(
      /SendRawEmailCommand|SendEmailCommand|\bemail\.[a-z0-9${}-]+\.amazonaws|Action=Send|X-Amz-Target/i,
    );
  });
  it("imports nothing but nodemailer, the edit distance and Node", async () => {
    const { inputs } = await bundle(`export * from "./index";`);
    const packages = new Set(
      inputs.flatMap(path => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    );
    expect([...packages]).to.have.members(["fastest-levenshtein", "nodemailer"]);
    expect(inputs.some(path => path.includes("mailer/store"))).to.equal(false);
  });
  it("is tree-shakable: explaining a reply needs no SMTP client", async () => {
    const all = await bundle(`export * from "./index";`);
    const explain = await bundle(
      `import { explainReply } from "./index"; console.log(explainReply("250 Ok"));`,
      ["nodemailer/*"],
    );
    expect(explain.code.length).to.be.below(20_000);
    expect(explain.code).to.not.include("class Session");
    expect(all.code.length).to.be.below(420_000);
    console.log(
      `        whole mailer with nodemailer ${Math.round(all.code.length / 1024)} KiB, explainReply alone ${Math.round(explain.code.length / 1024)} KiB (not minified)`,
    );
  });
});

describe("the mailer as a package", () => {
  const folder = join(MAILER, "..", ".sandbox", `mailer-package-${process.pid}`);
  before(() => buildMailer(folder));
  after(() => rm(folder, { recursive: true }));

  const CODE = `
    const unknown = new ConfigStore({ table: "t", dynamodb: { config: {}, middlewareStack: {} }, kms: {} });
    let thrown;
    try { createMailer({ provider: "ses" }); } catch (error) { thrown = error; }
    console.log(typeof unknown.load, thrown instanceof MailerError, thrown.code);`;
  for (const [way, code, flags] of [
    [
      "require",
      `const { createMailer, MailerError } = require("./index"); const { ConfigStore } = require("./store");${CODE}`,
      [],
    ],
    [
      "import",
      `import { createMailer, MailerError } from "./index.mjs"; import { ConfigStore } from "./store/index.mjs";${CODE}`,
      ["--input-type=module"],
    ],
  ] as const) {
    it(`works with ${way}`, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [...flags, "-e", code], { cwd: folder });
      expect(stdout).to.equal("function true configuration\n");
    });
  }
  it("has types that an application compiles with", async () => {
    const file = join(folder, "application.ts");
    await writeFile(
      file,
      `import { createMailer, type EmailConfig, type SendResult } from "./index";
       import { ConfigStore, createStoredMailer } from "./store";
       const mailer = createMailer({ provider: "smtp", host: "h", port: 25, secure: false, fromEmail: "a@example.com" });
       export const sent: Promise<SendResult> = mailer.send({ to: "b@example.com", subject: "x" });
       export const stored = createStoredMailer(new ConfigStore({ table: "t" }), "app");
       export const place = (config: EmailConfig): string => config.provider === "ses" ? config.region : config.host;
       const login = { smtpUsername: "AKIA", smtpPassword: "x", fromEmail: "a@example.com" };
       createMailer({ provider: "ses", region: "eu-west-1", ...login, endpoint: { host: "h", port: 2587 }, tls: { ca: "PEM" } });
       // @ts-expect-error: no such provider
       createMailer({ provider: "pigeon" });
       // @ts-expect-error: SES requires a region
       createMailer({ provider: "ses", ...login });
       // @ts-expect-error: any other server requires a host
       createMailer({ provider: "smtp", port: 25, secure: false, fromEmail: "a@example.com" });
       // @ts-expect-error: the provider determines the kind of configuration
       export const wrong = (config: EmailConfig): string => config.region;`,
    );
    const tsc = require.resolve("typescript/bin/tsc");
    const flags = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "node20",
      "--target",
      "es2022",
      "--types",
      "node",
    ];
    await promisify(execFile)(process.execPath, [tsc, ...flags, file], { cwd: folder });
  });
});

/** Reports every connection and DNS lookup of the process. */
const WATCH = `
const net = require("node:net"), dns = require("node:dns"), dgram = require("node:dgram");
const seen = [];
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  seen.push("connect " + (options.host ?? "") + ":" + (options.port ?? options));
  return connect.apply(this, args);
};
for (const name of ["lookup", "resolve4", "resolve6", "resolve"]) {
  const original = dns[name];
  dns[name] = (host, ...rest) => { seen.push("look up " + host); return original(host, ...rest); };
}
dgram.createSocket = () => { throw new Error("no datagrams"); };
process.once("exit", () => console.log(JSON.stringify(seen)));
`;

describe("the mailer's network", () => {
  // Proves FR-001, SC-001
  it("is the SMTP endpoint and nothing else, while it sends for SES", async () => {
    const bench = await startBench();
    const { host, port, caPem } = bench.ses.smtp;
    const config = {
      provider: "ses",
      region: "eu-central-1",
      fromEmail: "alice@example.com",
      smtpUsername: ALICE,
      smtpPassword: bench.password,
      endpoint: { host, port },
      tls: { ca: caPem },
    };
    const { code } = await bundle(`
      import { createMailer } from "./index";
      const mailer = createMailer(JSON.parse(process.argv[2]));
      mailer.verify().then(() => mailer.sendTestEmail("bob@elsewhere.test")).then(() => mailer.close());`);
    const folder = await mkdtemp(join(tmpdir(), "mailer-network-"));
    const script = join(folder, "script.cjs");
    await writeFile(script, WATCH + code);
    const child = spawn(process.execPath, [script, JSON.stringify(config)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
    expect(child.exitCode).to.equal(0);
    expect(new Set(JSON.parse(output) as string[])).to.deep.equal(new Set([`connect ${host}:${port}`]));
    expect(bench.ses.mailbox.list()).to.have.length(1);
    await rm(folder, { recursive: true });
    await bench.close();
  });
});
