import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import { DynamoDBClient, PutItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import PostalMime from "postal-mime";
import { strFromU8, unzipSync } from "fflate";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { clientConfig } from "../../sandbox/shared/account";
import { deployedFunctions } from "../../sandbox/testkit/function-archive";
import { callApi } from "../../sandbox/testkit/signed-api";
import { dlqMessage } from "../../handlers/shared/dlq-message";
import { MAX_RETRIES } from "../../handlers/shared/retry-limit";
import { pollUntil } from "../../sandbox/shared/poll";
import { shownAbout } from "../support/cli/show-commands";
import { logGroupTexts, putLogEntry } from "../support/cloudwatch/log-groups";
import { leaksIn, type Places } from "../support/sandbox/leaks";
import { FailedOperations } from "../support/sandbox/failed-operations";
import { plantedFunction, plantedTrace, suspendBecause } from "../support/sandbox/planted-leaks";

const SETTLE_MS = 35_000;
const OWNER = "scanned@example.org";

/** Logs and mails come some time after what they are about. */
const MAX_WAIT_MS = 60_000;

/** Ends what may be empty. */
const END = "end";

/** What has certainly logged something, by the ends of the groups' names: the API's access log ends like its function's. */
const LOGGING = ["smtp-credential-manager", "smtp-record-dispatcher", "smtp-dlq-processor", "smtp-api"];

describe("secrets in a run of the whole program", function () {
  this.timeout(600_000);
  let on: FailedOperations;
  let dynamodb: DynamoDBClient;
  const answers: string[] = [];

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    on = await FailedOperations.start({ settings: { noticesFrom: "notices@company.com" } });
    dynamodb = new DynamoDBClient(clientConfig(on.sandbox.report.emulator));
  });
  after(async () => {
    dynamodb?.destroy();
    await on?.close();
  });

  // Proves R4.2, D-lambda-errors.3, D-security-tests.1
  it("are in no log, answer, state, archive, item, message, trace or notice, in whatever form", async () => {
    await on.subscribeToAlerts();
    const first = await created("scanned");
    await api("GET", "/scanned");
    await api("POST", "/scanned/secret");
    await settled("scanned");
    await api("POST", "/scanned/rotate");
    const second = await on.until("scanned", replaced(first.smtp_username));
    await settled("scanned");
    await on.administrator.update("scanned", { compromised_at: new Date().toISOString() });
    await on.until("scanned", replaced(second.smtp_username));
    await notified("scanned");
    await api("GET", "");

    const lift = on.deny("kms", "Encrypt", "scan-fails");
    await on.request("scan-fails");
    await on.deadLetter("scan-fails", 0);
    const failed = { errorType: "ByHand", errorMessage: "", timestamp: new Date().toISOString() };
    const last = { ...failed, retryCount: MAX_RETRIES - 1 };
    await on.send(JSON.stringify(dlqMessage("scan-fails", "by-hand", undefined, last)));
    await on.drain();
    await on.parked("the failed operation", body => body.includes("USER#scan-fails"));
    lift();
    await on.administrator.update("scan-fails", { status: "pending" });
    await on.until("scan-fails", ({ status }) => status === "active");

    const all = secrets();
    expect(all.length, "the secrets of four logins at least").to.be.at.least(8);
    const places = await everywhere("scanned");
    for (const [place, text] of Object.entries(places)) expect(text, place).to.not.equal("");
    expect(places).to.include.keys(logGroups());
    const logging = logGroups().filter(group => LOGGING.some(name => group.endsWith(name)));
    expect(logging, "the functions' and the access log's").to.have.lengthOf(LOGGING.length + 1);
    for (const group of logging) expect(places[group], group).to.be.a("string").and.not.equal(END);
    expect(places.commands).to.include("scanned@company.com").and.include("scan-fails");
    expect(places["emulator.log"]).to.include("correlation_id");
    expect(places.answers).to.include("scanned");
    expect(places.traces).to.include("smtp-credential-manager");
    expect(places.alerts).to.include("was reported as stolen");
    expect(places.mails).to.include(OWNER).and.include("There is a new password");
    expect(leaksIn(places, all)).to.deep.equal([]);
  });

  it("are found where they are planted, in every channel", async () => {
    const [secret = "", password = ""] = secrets();
    const { report, deployment } = on.sandbox;
    await created("planted", `answers and items: ${password}`);
    await dynamodb.send(
      new PutItemCommand({
        TableName: report.tableName,
        Item: {
          PK: { S: "PLANTED" },
          SK: { S: "leak" },
          note: { S: Buffer.from(password).toString("hex").toUpperCase() },
        },
      }),
    );
    await on.send(`not JSON: ${Buffer.from(`password=${password}`).toString("base64")}`);
    await on.send(`not JSON: ${encodeURIComponent(password)} ${secret}`);
    await plantedFunction(report, "planted-leak", password);
    await plantedTrace(on.sandbox.traces, password);
    await suspendBecause(report, "planted", password);
    for (const group of logGroups()) await putLogEntry(report.emulator, group, `a leak: ${password}`);
    const state = deployment.resources as unknown[];
    state.push({ type: "planted", outputs: { password } });
    const wanted = [
      "plain in answers",
      "plain in table",
      "hex in table",
      "plain in queues",
      "plain in state",
      "plain in planted-leak/index.js",
      "plain in emulator.log",
      "plain in traces",
      "plain in alerts",
      "plain in mails",
      "plain in commands",
      ...logGroups().map(group => `plain in ${group}`),
    ];
    await pollUntil("every leak to be found", MAX_WAIT_MS, async () => {
      const found = leaksIn(await everywhere("planted"), secrets()).map(
        ({ place, form }) => `${form} in ${place}`,
      );
      const missing = wanted.filter(leak => !found.includes(leak));
      return missing.length === 0 ? { done: undefined } : { yet: missing.join() };
    }).finally(() => state.pop());
  });

  /** Those of every function, and of the API's access log. */
  function logGroups(): string[] {
    return on.sandbox.report.outputs.logGroupNames as string[];
  }

  /** Of every access key that IAM has handed out: its secret, and the SMTP password. */
  function secrets(): string[] {
    const { frontDoor, report } = on.sandbox;
    return frontDoor.createdSecrets().flatMap(secret => [secret, deriveSmtpPassword(secret, report.region)]);
  }

  async function created(username: string, description = "of a scan") {
    const body = { allowedFromAddresses: [`${username}@company.com`], description, ownerEmail: OWNER };
    await api("PUT", `/${username}`, body);
    return on.until(username, ({ status }) => status === "active");
  }

  /** For a while after its last change, a run waits for IAM to settle; sped-up wake-ups only prolong that. */
  async function settled(username: string): Promise<void> {
    await on.until(username, ({ updated_at }) => Date.now() - Date.parse(updated_at ?? "") > SETTLE_MS);
  }

  /** The login's holder got an email about it. */
  async function notified(username: string): Promise<void> {
    await pollUntil(`a mail about ${username}`, MAX_WAIT_MS, async () => {
      const found = (await mails()).some(mail => mail.includes(username));
      return found ? { done: undefined } : { yet: "none" };
    });
  }

  /** What holders got: as sent, and decoded. */
  async function mails(): Promise<string[]> {
    const sent = on.sandbox.ses.mailbox.list({ to: OWNER });
    return Promise.all(
      sent.map(async ({ raw, envelope }) => {
        const { subject, text } = await PostalMime.parse(raw);
        return [envelope.to.join(), raw, subject, text].join("\n");
      }),
    );
  }

  async function api(method: string, below: string, body?: object): Promise<void> {
    const request = { method, path: `/api/credentials${below}`, ...(body && { body }) };
    const { status, text } = await callApi(on.sandbox.report, request);
    expect(status, text).to.be.within(200, 299);
    answers.push(text);
  }

  /** @param username whose login the commands show */
  async function everywhere(username: string): Promise<Places> {
    const { sandbox } = on;
    const items: object[] = [];
    const pages = paginateScan({ client: dynamodb }, { TableName: sandbox.report.tableName });
    for await (const { Items = [] } of pages) items.push(...Items);
    const logs = Object.entries(await logGroupTexts(sandbox.report.emulator));
    return {
      ...(await files(sandbox.directory)),
      ...Object.fromEntries(logs.map(([group, text]) => [group, [text, END].join("\n").trimStart()])),
      commands: Object.values(await shownAbout(sandbox.report, username)).join("\n"),
      ...(await archives()),
      answers: answers.join("\n"),
      state: JSON.stringify(sandbox.deployment.resources),
      outputs: JSON.stringify(sandbox.report.outputs),
      table: JSON.stringify(items),
      queues: [...(await on.deadLetters()), ...(await on.parkedBodies()), END].join("\n"),
      alerts: [...(await on.alerts()), END].join("\n"),
      traces: sandbox.traces.datagrams.join("\n"),
      mails: (await mails()).join("\n"),
    };
  }

  async function archives(): Promise<Record<string, string>> {
    const functions = await deployedFunctions(on.sandbox.report);
    return Object.fromEntries(
      functions.flatMap(({ archive, configuration }) =>
        Object.entries(unzipSync(archive)).map(([name, content]) => [
          `${configuration.FunctionName ?? ""}/${name}`,
          strFromU8(content),
        ]),
      ),
    );
  }
});

function replaced(before: string | undefined) {
  return ({ status, smtp_username }: { status: string; smtp_username?: string }) =>
    status === "active" && smtp_username !== undefined && smtp_username !== before;
}

async function files(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  const texts = names.map(async name => [name, await readFile(path.join(folder, name), "latin1")] as const);
  return Object.fromEntries(await Promise.all(texts));
}
