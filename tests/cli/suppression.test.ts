import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PutSuppressedDestinationCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { type LocalApi, startLocalApi } from "../support/cli/local-api";
import { type LocalSes, startLocalSesApi } from "../support/cli/local-ses";

const GLOBAL =
  "SES's global list cannot be read or changed: it holds an address for up to 14 days, and mail to it bounces with the " +
  "subtype Suppressed.";

describe("ses-smtp suppression", () => {
  let api: LocalApi;
  let ses: LocalSes;
  beforeEach(async () => {
    api = await startLocalApi();
    ses = await startLocalSesApi(() => new Date("2026-11-20T08:00:00Z"));
    api.emails.suppressions = [
      {
        ...{ email: "jane@one.example", reason: "bounce", source: "ses" },
        ...{ created_at: "2026-11-21T09:00:00.000Z", expires_at: "2027-01-01T00:00:00.000Z" },
      },
    ];
  });
  afterEach(async () => {
    await api.close();
    await ses.close();
  });

  const run = (...args: string[]) =>
    api.command(["suppression", ...args], { AWS_ENDPOINT_URL_SESV2: ses.url, AWS_ENDPOINT_URL: undefined });

  async function onAccount(EmailAddress: string, Reason: "BOUNCE" | "COMPLAINT"): Promise<void> {
    const client = new SESv2Client({
      ...{ region: "eu-central-1", endpoint: ses.url },
      credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    });
    await client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));
    client.destroy();
  }

  it("list says which list holds an address, why and until when", async () => {
    await onAccount("Jane@One.example", "COMPLAINT");
    const { code, stdout } = await run("list", "--email", "Jane@One.example");
    expect(code).to.equal(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map(line => line.split(/ {2,}/)),
    ).to.deep.equal([
      ["ADDRESS", "LIST", "REASON", "BY", "SINCE", "UNTIL"],
      [
        ...["jane@one.example", "stack", "bounce", "ses"],
        ...["2026-11-21T09:00:00.000Z", "2027-01-01T00:00:00.000Z"],
      ],
      ["Jane@One.example", "account", "complaint", "ses", "2026-11-20T08:00:00.000Z", "removed"],
      [GLOBAL],
    ]);
    const json = await run("list", "--email", "jane@one.example", "--json");
    expect(JSON.parse(json.stdout)).to.deep.equal({
      stack: [{ ...api.emails.suppressions[0], is_permanent: false }],
      account: [{ email: "Jane@One.example", reason: "complaint", since: "2026-11-20T08:00:00.000Z" }],
    });
    const nobody = await run("list", "--email", "nobody@one.example");
    expect(nobody.stdout).to.equal(`"nobody@one.example" is on neither list.\n${GLOBAL}\n`);
  });

  it("list shows all of both lists, or those with one reason", async () => {
    await onAccount("other@two.example", "BOUNCE");
    await onAccount("third@two.example", "COMPLAINT");
    const all = await run("list");
    expect(all.stdout).to.include("jane@one.example").and.to.include("other@two.example");
    const { stdout } = await run("list", "--reason", "complaint");
    expect(stdout).not.to.include("jane").and.not.to.include("other");
    expect(stdout).to.include("third@two.example");
  });

  it("list shows the stack's list alone, and says why, if the caller may not read the account's", async () => {
    ses.refuseWith("AccessDeniedException");
    const { code, stdout, stderr } = await run("list", "--json");
    expect(code).to.equal(0);
    expect(stderr).to.match(/^The account's list is not shown\. AWS: access denied: not for you\./);
    expect(JSON.parse(stdout)).to.include({ account: null });
  });

  it("list reads every page of a long list", async () => {
    const [first] = api.emails.suppressions;
    api.emails.suppressions = Array.from({ length: 2_100 }, (_, index) => ({
      ...(first as typeof first & object),
      email: `${index}@one.example`,
    }));
    const { stdout } = await run("list", "--json");
    expect((JSON.parse(stdout) as { stack: unknown[] }).stack).to.have.length(2_100);
  });

  it("add puts an address on the stack's list, permanently or until a time", async () => {
    const { stdout } = await run("add", "New@One.example");
    expect(stdout).to.equal('The mailer does not send to "new@one.example" until it is removed.\n');
    await run("add", "later@one.example", "--until", "2099-01-01T00:00:00+01:00");
    expect(
      api.emails.suppressions.slice(1).map(({ email, reason, expires_at }) => [email, reason, expires_at]),
    ).to.deep.equal([
      ["new@one.example", "manual", undefined],
      ["later@one.example", "manual", "2098-12-31T23:00:00.000Z"],
    ]);
  });

  it("remove lifts the stack's entry, and says that the account's still stands", async () => {
    await onAccount("jane@one.example", "BOUNCE");
    const { code, stdout } = await run("remove", "jane@one.example", "--yes");
    expect(code).to.equal(0);
    expect(stdout).to.equal(
      "The stack's list: removed.\n" +
        "The account's list: still listed (bounce of 2026-11-20T08:00:00.000Z); SES does not send until you run this " +
        `with --account.\n${GLOBAL}\n`,
    );
    expect(api.emails.suppressions).to.deep.equal([]);
    const both = await run("remove", "jane@one.example", "--account", "--yes", "--json");
    expect(JSON.parse(both.stdout)).to.deep.equal({
      ...{ email: "jane@one.example", stack: "not listed", account: "removed", global: "unknown" },
    });
    const none = await run("remove", "jane@one.example", "--yes");
    expect([none.code, none.stderr]).to.deep.equal([
      ...[1, `"jane@one.example" is on neither list. ${GLOBAL}\n`],
    ]);
  });

  it("finds an entry of the account's list whatever its case, which SES's own calls do not", async () => {
    await onAccount("Ann@One.example", "COMPLAINT");
    const kept = await run("remove", "ann@one.EXAMPLE", "--yes");
    expect(kept.stdout).to.include(
      "The account's list: still listed (complaint of 2026-11-20T08:00:00.000Z)",
    );
    const lifted = await run("remove", "ann@one.EXAMPLE", "--account", "--yes", "--json");
    expect(JSON.parse(lifted.stdout)).to.include({ account: "removed" });
    expect((await run("list", "--email", "Ann@One.example")).stdout).to.include("is on neither list");
  });

  it("remove does not take the 404 of something else for the API's word that an address is not listed", async () => {
    await onAccount("jane@one.example", "BOUNCE");
    const other = createServer((_, response) => {
      response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}');
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { code, stdout, stderr } = await run("remove", "jane@one.example", "--yes", "--api-url", url);
    other.close();
    expect([code, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.include("has no DELETE /api/metrics/email/suppressions: check --api-url");
  });

  it("remove says that it does not know about the account's list if the caller may not read it", async () => {
    ses.refuseWith("AccessDeniedException");
    const { code, stdout } = await run("remove", "jane@one.example", "--yes");
    expect(code).to.equal(0);
    expect(stdout).to.match(/The account's list: unknown \(AWS: access denied: not for you\)\./);
  });

  it("list and remove say that the account's list cannot be used while the account is in SES's sandbox", async () => {
    await onAccount("jane@one.example", "BOUNCE");
    ses.setProductionAccess(false);
    const sentence =
      "The account is in SES's sandbox, where its suppression list can be neither read nor changed. " +
      "Request production access in the SES console";
    const listed = await run("list");
    expect([listed.code, listed.stderr]).to.deep.equal([
      ...[0, `The account's list is not shown. ${sentence}.\n`],
    ]);
    expect(listed.stdout).to.include("jane@one.example");
    const removed = await run("remove", "jane@one.example", "--yes");
    expect([removed.code, removed.stdout.split("\n")]).to.deep.equal([
      0,
      ["The stack's list: removed.", `The account's list: unknown (${sentence}).`, GLOBAL, ""],
    ]);
    const asked = await run("remove", "jane@one.example", "--account", "--yes");
    expect([asked.code, asked.stdout, asked.stderr]).to.deep.equal([
      ...[1, "", `The stack's list: not listed. The account's list: unchanged. ${sentence}.\n`],
    ]);
  });

  for (const [line, said] of [
    [
      "add jane",
      '<address>: "jane" is not an address: use one such as "jane@example.com", without a display name.',
    ],
    ["remove jane --yes", '<address>: "jane" is not an address'],
    ["remove jane@one.example", "--yes: missing: confirm, because stdin is not a terminal: Let "],
    ["list --email jane", '--email: "jane" is not an address'],
    ["list --reason spam", '--reason: "spam" is unknown: use bounce, complaint, manual.'],
    [
      "add a@b.example --until 2020-01-01T00:00:00Z",
      '--until: "2020-01-01T00:00:00Z" is not a time in the future',
    ],
    ["add a@b.example --until tomorrow", '--until: "tomorrow" is not a time in the future'],
  ] as const)
    it(`${line} is a usage error that changes nothing`, async () => {
      const { code, stdout, stderr } = await run(...line.split(" "));
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.include(said);
      expect(api.emails.suppressions).to.have.length(1);
    });
});
