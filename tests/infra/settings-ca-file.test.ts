import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { readSettings } from "../../infra/settings";

const REQUIRED = {
  "ses-smtp:domains": '["company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

describe("the setting smtpCaFile", () => {
  let folder: string;
  const endpoint = { "ses-smtp:smtpEndpointOverride": "localhost:2587" };
  const read = async (characters: number, more: Record<string, string> = {}) => {
    const file = path.join(folder, "ca.pem");
    const [begin, end] = ["-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----"];
    await writeFile(file, `${begin}${"A".repeat(characters - begin.length - end.length)}${end}\n`);
    return () => readSettings({ ...REQUIRED, ...endpoint, "ses-smtp:smtpCaFile": file, ...more }, "prod");
  };
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "ses-smtp-settings-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("can be as long as a function's environment allows, and no longer", async () => {
    expect((await read(2_500))().smtpCaFile).to.have.lengthOf(2_500);
    expect(await read(2_501)).to.throw(
      "its certificates have 2501 characters; a function's environment allows 2500; keep only the CA certificate",
    );
  });

  it("is too long together with many domains", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `department-${index}.company.com`);
    const domains = { "ses-smtp:allowedFromDomains": JSON.stringify(names) };
    expect(await read(2_400, domains)).to.throw(
      /ses-smtp:allowedFromDomains: 40 domains have \d+ characters in addition to the 2400 of ses-smtp:smtpCaFile; a function's environment allows 3000/,
    );
    expect(await read(1_200, domains)).to.not.throw();
  });
});
