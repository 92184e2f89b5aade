import { expect } from "chai";
import { MAX_RETRIES } from "../../handlers/shared/retry-limit";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { commandEnvironment } from "../../sandbox/shared/command-environment";
import { pollUntil } from "../../sandbox/shared/poll";
import { callApi } from "../../sandbox/testkit/signed-api";
import { withEnvironment } from "../support/cli/environment";
import { runCommand } from "../support/cli/run-command";
import { FailedOperations } from "../support/sandbox/failed-operations";
import { tracedCalls } from "../support/tracing/calls";

const STORY = "story-of-a-failure-1";
const USERNAME = "told";

/** A function's log appears after its invocation. */
const MAX_WAIT_MS = 60_000;

interface Entry {
  source: string;
  level: string;
  message: string;
  fields: Record<string, unknown>;
}

interface LoggedError {
  name: string;
  code?: string;
}

/** What happened to the request, in this order; other entries may come between. */
const CHAPTERS = [
  "smtp-api audit putCredential",
  "smtp-record-dispatcher dispatched",
  "smtp-credential-manager event",
  "smtp-credential-manager createUser",
  "smtp-credential-manager error AccessDeniedException",
  "smtp-credential-manager failed access_denied",
  "smtp-dlq-processor retry booked",
  `smtp-dlq-processor retried ${MAX_RETRIES - 1}`,
  `smtp-credential-manager event ${MAX_RETRIES}`,
  "smtp-credential-manager error AccessDeniedException",
  "smtp-credential-manager failed access_denied",
] as const;

function chapterOf({ source, message, fields }: Entry): string {
  const { action, retry_count, error } = fields as {
    action?: string;
    retry_count?: number;
    error?: LoggedError;
  };
  const parts = [source, message, action, retry_count || undefined, error?.code ?? error?.name];
  return parts.filter(part => part !== undefined).join(" ");
}

describe("a request that fails in the end", function () {
  this.timeout(600_000);
  let on: FailedOperations;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator is neither patched nor sped up
    on = await FailedOperations.start();
    on.deny("kms", "Encrypt", USERNAME);
    const body = { allowedFromAddresses: [`${USERNAME}@company.com`] };
    const headers = { "x-correlation-id": STORY };
    const request = { method: "PUT", path: `/api/credentials/${USERNAME}`, headers, body };
    expect((await callApi(on.sandbox.report, request)).status).to.equal(201);
    // The retries in between are as this one; another test waits for all of them.
    const first = await on.deadLetter(USERNAME, 0);
    expect(first.originalEvent.eventID).to.equal(STORY);
    await on.send(JSON.stringify({ ...first, retryCount: MAX_RETRIES - 1 }));
    await on.drain();
    await on.parked("the verdict", text => text.includes(`USER#${USERNAME}`));
  });
  after(() => on?.close());

  const logs = (line: string) =>
    withEnvironment({ ...commandEnvironment(on.sandbox.report), AWS_PROFILE: undefined }, () =>
      runCommand(line.split(" ")),
    );
  const all = () => [...on.sandbox.traces.documents.values()];

  // Proves R7.4, R9.3, R9.5, D-lambda.3, T4.2-d, T8.3-c
  it("is told by ses-smtp logs from its correlation id alone, from the API to the final failure", async () => {
    const found = await pollUntil("the whole story", MAX_WAIT_MS, async () => {
      const { entries } = JSON.parse((await logs(`logs ${STORY} --json`)).stdout) as { entries: Entry[] };
      let next = 0;
      for (const entry of entries) if (chapterOf(entry) === CHAPTERS[next]) next++;
      const chapters = entries.map(chapterOf);
      return next === CHAPTERS.length
        ? { done: entries }
        : { yet: `${CHAPTERS[next]} after\n${chapters.join("\n")}` };
    });
    for (const { fields } of found)
      expect(fields.correlation_id ?? STORY, JSON.stringify(fields)).to.equal(STORY);
    const { failure } = await on.until(USERNAME, ({ status }) => status === "failed");
    expect(failure?.correlation_id).to.equal(STORY);
    const last = found.findLast(({ message }) => message === "failed");
    expect(last?.fields).to.deep.include({ username: USERNAME, operation: "reconcile" });
    expect(last?.fields.error).to.include({ code: "access_denied", retryable: true });
    expect((last?.fields.error as { remedy: string }).remedy).to.include("key policy");
    const { stdout } = await logs(`logs ${STORY}`);
    expect(stdout).to.match(
      /smtp-credential-manager {2}warn {3}failed .*username=told.* error=access_denied: AWS denied a call/,
    );
  });

  it("has no entry of Lambda's own, and none with fields that the logger does not know", async () => {
    const { entries } = JSON.parse((await logs(`logs ${USERNAME} --json`)).stdout) as { entries: Entry[] };
    expect(entries.length).to.be.at.least(CHAPTERS.length);
    expect(JSON.stringify(entries)).to.not.match(/START RequestId|REPORT RequestId|"dropped"/);
  });

  // Proves R9.1, R9.4
  it("is traced with the call that was denied, and how", async () => {
    await pollUntil("the denied call", MAX_WAIT_MS, () =>
      Promise.resolve(
        tracedCalls(all()).has("smtp-credential-manager: KMS Encrypt")
          ? { done: true }
          : { yet: `${all().length} documents` },
      ),
    );
    expect(on.sandbox.traces.refused).to.deep.equal([]);
    const denied = all().filter(({ aws, error }) => aws?.operation === "Encrypt" && error);
    expect(denied[0]).to.deep.include({ http: { response: { status: 400 } } });
    expect(denied[0]?.cause?.exceptions?.map(({ type }) => type)).to.deep.equal(["AccessDeniedException"]);
  });

  it("is one connected trace from the stream to the manager, and found by its correlation id", () => {
    const ids = new Set(all().map(({ id }) => id));
    const annotated = all().filter(({ annotations }) => annotations?.correlation_id === STORY);
    expect(new Set(annotated.map(({ name }) => name))).to.include.all.keys(
      "smtp-api",
      "smtp-credential-manager",
      "reconcile",
    );
    for (const { name, parent_id } of annotated)
      expect(ids.has(parent_id ?? ""), `the parent of ${name}`).to.equal(true);
    const traces = annotated.filter(({ name }) => name === "reconcile").map(({ trace_id }) => trace_id);
    const inFirst = all().filter(({ trace_id }) => trace_id === traces[0]);
    expect(new Set(inFirst.map(({ name }) => name))).to.include.all.keys(
      "smtp-record-dispatcher",
      "smtp-credential-manager",
    );
  });

  it("is traced without any secret: none that IAM handed out, no password, no recipient", () => {
    const sent = on.sandbox.traces.datagrams.join("\n");
    const { frontDoor, report } = on.sandbox;
    const secrets = frontDoor.createdSecrets();
    expect(secrets).to.not.deep.equal([]);
    for (const secret of [...secrets, ...secrets.map(each => deriveSmtpPassword(each, report.region))])
      expect(sent).to.not.include(secret).and.not.include(encodeURIComponent(secret));
    expect(sent).to.not.include(`${USERNAME}@company.com`);
  });
});
