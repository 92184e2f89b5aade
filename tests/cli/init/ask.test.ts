import { Readable } from "node:stream";
import { expect } from "chai";
import { Questions } from "../../../cli/init/ask";
import { choose } from "../../../cli/init/choose";

function terminal(...lines: string[]) {
  const written: string[] = [];
  const stdin = Readable.from(lines.map(line => `${line}\n`)) as unknown as NodeJS.ReadStream;
  return { written, questions: new Questions({ stdin, stderr: { write: text => written.push(text) } }) };
}

describe("ses-smtp init asks", () => {
  it("for what was not given, until each answer can be used", async () => {
    const { questions, written } = terminal(
      ...["my stack", "", "mars-1", "me-south-1", "eu-west-1", "", "Company.com, not_a_domain"],
      ...["Company.com. mail.company.com", "alias/smtp", "", "a@b", "admin@company.com"],
    );
    const choices = await choose({}, questions);
    expect(choices).to.deep.equal({
      stack: "prod",
      region: "eu-west-1",
      domains: ["company.com", "mail.company.com"],
      kmsKey: "alias/smtp",
      table: undefined,
      alertEmails: ["a@b"],
      configurationSet: undefined,
    });
    const text = written.join("");
    for (const phrase of [
      '"my stack" cannot be used',
      '"mars-1" is not a region',
      "no SMTP endpoint",
      "not_a_domain",
    ])
      expect(text).to.include(phrase);
  });

  it("nothing that was given", async () => {
    const { questions, written } = terminal();
    await choose(
      {
        ...{ stack: "prod", region: "eu-west-1", domains: ["company.com"], kmsKey: "alias/smtp" },
        ...{ table: "mail", alertEmails: [] },
      },
      questions,
    );
    expect(written).to.deep.equal([]);
  });

  it("no more at the end of input: nothing is written", async () => {
    const { questions } = terminal("prod");
    const error = await choose({}, questions).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("message", "Nothing was written.");
  });

  it("nobody without a terminal: what is missing or wrong is an error with its option", async () => {
    const given = { stack: "prod", region: "eu-west-1", domains: ["company.com"], kmsKey: "alias/smtp" };
    const errorOf = (options: object) =>
      choose({ ...given, ...options }, undefined).then(
        () => "",
        (error: unknown) => (error as Error).message,
      );
    expect(await errorOf({})).to.equal("");
    expect(await errorOf({ kmsKey: undefined })).to.match(/^--kms-key: missing/);
    expect(await errorOf({ domains: ["a b"] })).to.match(/^--domains: "a b" cannot be used \("a"\)/);
    expect(await errorOf({ stack: "x".repeat(56) })).to.match(/^--stack/);
    expect(await errorOf({ table: "no spaces allowed" })).to.match(/^--table/);
    expect(await errorOf({ alertEmails: ["nobody"] })).to.match(/^--alert-emails.*"nobody"/);
    expect(await errorOf({ region: "af-south-1" })).to.match(/^--region.*no SMTP endpoint/);
  });
});
