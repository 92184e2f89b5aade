import { expect } from "chai";
import project from "../../package.json";
import { type Application, installApplication } from "../support/mailer/application";

const NAMES = ["createMailer", "MailerError", "configFromEnvironment"];
const STORE_NAMES = ["ConfigStore", "createStoredMailer", "TableSuppressionList"];

describe("the mailer, packed and installed in an application", () => {
  let application: Application;
  before(async () => {
    application = await installApplication();
  });
  after(() => application.remove());

  it("is the library alone: no source, test or tool", () => {
    const others = application.files.filter(path => !/^mailer\/.*\.(js|mjs|d\.ts)$/.test(path));
    expect(others).to.have.members(["LICENSE", "README.md", "mailer/package.json", "package.json"]);
    expect(application.files.filter(path => /build|test/.test(path))).to.deep.equal([]);
  });
  it("depends on what it imports and nothing else, in the project's versions", () => {
    const { dependencies, version, license } = application.manifest;
    expect(Object.keys(dependencies)).to.deep.equal([
      "@aws-sdk/client-dynamodb",
      "@aws-sdk/client-kms",
      "@aws-sdk/lib-dynamodb",
      "nodemailer",
    ]);
    expect(project.dependencies).to.include(dependencies);
    expect(application.manifest).to.deep.include({
      peerDependencies: project.peerDependencies,
      peerDependenciesMeta: { "@opentelemetry/api": { optional: true } },
    });
    expect({ version, license }).to.deep.equal({ version: project.version, license: project.license });
  });
  for (const [way, name, load] of [
    ["require", "a.cjs", (entry: string) => `require("${entry}")`],
    ["import", "a.mjs", (entry: string) => `(await import("${entry}"))`],
  ] as const) {
    it(`works with ${way}`, async () => {
      const typesOf = (names: readonly string[]) =>
        `${JSON.stringify(names)}.map(name => typeof all[name]).join()`;
      await application.write(
        name,
        `const all = { ...${load("ses-smtp/mailer")}, ...${load("ses-smtp/mailer/store")} };
         console.log(${typesOf([...NAMES, ...STORE_NAMES])});`,
      );
      const functions = [...NAMES, ...STORE_NAMES].map(() => "function").join();
      expect(await application.node([name])).to.equal(`${functions}\n`);
    });
  }
  it("has types that ES modules and CommonJS compile with", async () => {
    const code = `import { createMailer, type SendResult } from "ses-smtp/mailer";
      import { ConfigStore, createStoredMailer } from "ses-smtp/mailer/store";
      const mailer = createMailer({ provider: "smtp", host: "h", port: 25, secure: false, fromEmail: "a@example.com" });
      export const sent: Promise<SendResult> = mailer.send({ to: "b@example.com", subject: "x" });
      export const stored = createStoredMailer(new ConfigStore({ table: "t" }), "app");
      // @ts-expect-error: a mailer is not a string
      export const wrong: string = mailer;`;
    await application.typeCheck(
      await application.write("a.mts", code),
      await application.write("b.cts", code),
    );
  });
});
