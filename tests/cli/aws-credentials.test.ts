import { execFile, type ExecFileException } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const BIN = join(__dirname, "..", "..", "cli", "bin.js");
const AT_TERMINAL = join(__dirname, "..", "support", "cli", "at-terminal.py");
const START_URL = "https://company.awsapps.com/start";
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

const CONFIG = (port: number, folder: string) => `
[default]
region = eu-west-1

[profile keys]
region = eu-central-1

[profile role]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = keys
region = eu-north-1

[profile mfa]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ann
region = eu-south-1

[profile process]
credential_process = ${join(folder, "keys.sh")}
region = eu-west-2

[profile sso]
sso_session = company
sso_account_id = 123456789012
sso_role_name = admin
region = eu-west-3
services = local

[profile legacy-sso]
sso_start_url = ${START_URL}
sso_region = eu-central-1
sso_account_id = 123456789012
sso_role_name = admin
region = us-east-1

[profile signed-out]
sso_session = other
sso_account_id = 123456789012
sso_role_name = admin
region = us-east-1

[sso-session company]
sso_start_url = ${START_URL}
sso_region = eu-central-1

[sso-session other]
sso_start_url = ${START_URL}
sso_region = eu-central-1

[services local]
dynamodb =
  endpoint_url = http://127.0.0.1:${port}
`;

const CREDENTIALS = `
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = secret

[keys]
aws_access_key_id = AKIAPROFILE
aws_secret_access_key = secret
`;

describe("ses-smtp, signed in as the AWS CLI is", () => {
  let folder: string;
  let server: Server;
  /** `key ID/region` of each request to DynamoDB. */
  const requests: string[] = [];
  /** `device/code` of each request for a role's credentials. */
  const codes: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aws-credentials-"));
    server = createServer((request, response) => {
      const url = request.url ?? "";
      const [, key, region, service] =
        /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      if (url.startsWith("/federation/credentials")) {
        const token = String(request.headers["x-amz-sso_bearer_token"]);
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({
            roleCredentials: {
              ...{ accessKeyId: `ASIA${token}`, secretAccessKey: "s", sessionToken: "t" },
              expiration: Date.now() + 3_600_000,
            },
          }),
        );
      } else if (service === "sts") {
        response.setHeader("content-type", "text/xml");
        request.once("end", () => {
          const form = new URLSearchParams(body);
          if (form.has("TokenCode")) codes.push(`${form.get("SerialNumber")}/${form.get("TokenCode")}`);
        });
        response.end(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
          <AccessKeyId>ASIAROLEOF${key ?? ""}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
          <Expiration>${IN_AN_HOUR()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`);
      } else {
        requests.push(`${key ?? ""}/${region ?? ""}`);
        response.setHeader("content-type", "application/x-amz-json-1.0");
        response.end('{"Items":[]}');
      }
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await mkdir(join(folder, ".aws", "sso", "cache"), { recursive: true });
    await writeFile(join(folder, ".aws", "config"), CONFIG(port(), folder));
    await writeFile(join(folder, ".aws", "credentials"), CREDENTIALS);
    for (const [name, accessToken] of [
      ["company", "SESSION"],
      [START_URL, "LEGACY"],
    ] as const) {
      const file = `${createHash("sha1").update(name).digest("hex")}.json`;
      const token = { accessToken, expiresAt: IN_AN_HOUR(), region: "eu-central-1", startUrl: START_URL };
      await writeFile(join(folder, ".aws", "sso", "cache", file), JSON.stringify(token));
    }
    const keys = { Version: 1, AccessKeyId: "AKIAPROCESS", SecretAccessKey: "s" };
    await writeFile(join(folder, "keys.sh"), `#!/bin/sh\necho '${JSON.stringify(keys)}'\n`, { mode: 0o755 });
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    requests.length = 0;
    codes.length = 0;
  });

  const port = () => (server.address() as AddressInfo).port;
  const environmentOf = (more: Record<string, string>) => ({
    ...{ PATH: process.env.PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: "true" },
    ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port()}`, AWS_MAX_ATTEMPTS: "1" },
    ...more,
  });
  const codeOf = (error: ExecFileException | null) => (typeof error?.code === "number" ? error.code : 0);
  /** In a session of its own, so that there is no terminal even where the tests have one. */
  const run = (environment: Record<string, string>) =>
    new Promise<{ code: number; stdout: string; stderr: string }>(resolve => {
      const options = { env: environmentOf(environment), detached: true };
      const args = [BIN, "config", "list", "--table", "mail"];
      execFile(process.execPath, args, options, (error, stdout, stderr) => {
        resolve({ code: codeOf(error), stdout, stderr });
      });
    });

  const KEYS = { AWS_ACCESS_KEY_ID: "AKIAENVIRONMENT", AWS_SECRET_ACCESS_KEY: "s" };
  for (const [what, environment, request] of [
    ["the default profile", {}, "AKIADEFAULT/eu-west-1"],
    ["AWS_PROFILE", { AWS_PROFILE: "keys" }, "AKIAPROFILE/eu-central-1"],
    ["AWS_DEFAULT_PROFILE", { AWS_DEFAULT_PROFILE: "keys" }, "AKIAPROFILE/eu-central-1"],
    ["an empty AWS_PROFILE", { AWS_PROFILE: "" }, "AKIADEFAULT/eu-west-1"],
    ["keys in the environment", KEYS, "AKIAENVIRONMENT/eu-west-1"],
    ["keys before AWS_PROFILE", { ...KEYS, AWS_PROFILE: "keys" }, "AKIAENVIRONMENT/eu-central-1"],
    ["empty keys", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }, "AKIADEFAULT/eu-west-1"],
    ["AWS_REGION before the profile's", { AWS_REGION: "sa-east-1" }, "AKIADEFAULT/sa-east-1"],
    [
      "AWS_DEFAULT_REGION before the profile's",
      { AWS_DEFAULT_REGION: "ca-central-1" },
      "AKIADEFAULT/ca-central-1",
    ],
    [
      "AWS_REGION before AWS_DEFAULT_REGION",
      { AWS_REGION: "sa-east-1", AWS_DEFAULT_REGION: "ca-central-1" },
      "AKIADEFAULT/sa-east-1",
    ],
    ["an empty AWS_REGION", { AWS_REGION: "", AWS_DEFAULT_REGION: "" }, "AKIADEFAULT/eu-west-1"],
    ["a role of a profile", { AWS_PROFILE: "role" }, "ASIAROLEOFAKIAPROFILE/eu-north-1"],
    ["a process of a profile", { AWS_PROFILE: "process" }, "AKIAPROCESS/eu-west-2"],
    ["an SSO session", { AWS_PROFILE: "sso" }, "ASIASESSION/eu-west-3"],
    ["an SSO profile of the older kind", { AWS_PROFILE: "legacy-sso" }, "ASIALEGACY/us-east-1"],
  ] as const) {
    it(`uses ${what}`, async () => {
      const { code, stdout, stderr } = await run(environment);
      expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: "No configurations.\n", stderr: "" });
      expect(requests).to.deep.equal([request]);
    });
  }

  const MFA = "arn:aws:iam::123456789012:mfa/ann";

  it("asks for the code of an MFA device at the terminal, once, without showing it", async () => {
    // Not from stdin, into which a secret may be piped.
    const command = `exec "${process.execPath}" "${BIN}" config list --table mail </dev/null`;
    const env = environmentOf({ AWS_PROFILE: "mfa" });
    const { stdout, code } = await new Promise<{ stdout: string; code: number }>(resolve => {
      execFile(
        process.env.SES_SMTP_PYTHON ?? "python3",
        [AT_TERMINAL, ": ", "123456\r", "/bin/sh", "-c", command],
        { env, timeout: 60_000 },
        (error, stdout) => resolve({ stdout, code: codeOf(error) }),
      );
    });
    expect({ stdout, code }).to.deep.equal({
      stdout: `Enter MFA code for ${MFA}: \nNo configurations.\n`,
      code: 0,
    });
    expect(codes).to.deep.equal([`${MFA}/123456`]);
    expect(requests).to.deep.equal(["ASIAROLEOFAKIAPROFILE/eu-south-1"]);
  });

  for (const [what, profile, says] of [
    [
      "an MFA device, and no terminal to ask at",
      "mfa",
      /^AWS_PROFILE "mfa": needs a code from the MFA device arn:aws:iam::123456789012:mfa\/ann, and there is no terminal to enter it: run the command in a terminal, or sign in first: eval "\$\(aws configure export-credentials --format env\)"\.?$/m,
    ],
    [
      "an SSO session that has ended",
      "signed-out",
      /^AWS_PROFILE "signed-out": .*aws sso login.*: sign in, or use another/,
    ],
    [
      "a profile that does not exist",
      "nobody",
      /^AWS_PROFILE "nobody": no such profile, or it has no region: set AWS_REGION, or use/,
    ],
  ] as const) {
    it(`names the profile and the remedy: ${what}`, async () => {
      const { code, stdout, stderr } = await run({ AWS_PROFILE: profile });
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.match(says);
      expect(stderr.trimEnd()).to.not.include("\n");
      expect(requests).to.deep.equal([]);
    });
  }
});
