import { TooManyRequestsException } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { withoutSecrets } from "../../../../handlers/shared/logging/error-fields";
import type { LogFields } from "../../../../handlers/shared/logging/fields";
import { amendScope, inScope } from "../../../../handlers/shared/logging/scope";
import { deriveSmtpPassword } from "../../../../handlers/shared/smtp-password";
import { recordedLog } from "../../../support/logging/recorded-log";

const SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PASSWORD = deriveSmtpPassword(SECRET_KEY, "eu-central-1");
const CIPHERTEXT = Buffer.from(`ciphertext ${PASSWORD} ${PASSWORD}`).toString("base64");
const TOKEN = Buffer.from(`session token ${"x".repeat(300)} Y`).toString("base64");
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20300101/eu-central-1/iam/aws4_request, SignedHeaders=host, Signature=${"0a".repeat(32)}`;
const SECRETS = {
  "secret access key": SECRET_KEY,
  "SMTP password": PASSWORD,
  "URL-encoded password": encodeURIComponent(PASSWORD),
  "password in hexadecimal": Buffer.from(PASSWORD).toString("hex"),
  ciphertext: CIPHERTEXT,
  "session token": TOKEN,
};

/** An error as the SDK throws it, with the request and its headers. */
function sdkError(message: string): Error {
  const headers = { authorization: AUTHORIZATION, "x-amz-security-token": TOKEN };
  return Object.assign(new TooManyRequestsException({ message, $metadata: { httpStatusCode: 429 } }), {
    $response: { statusCode: 429, headers, body: PASSWORD },
    request: { headers, body: `Plaintext=${PASSWORD}` },
    config: { auth: { user: "AKIA", pass: PASSWORD } },
    cause: new Error(SECRET_KEY),
  });
}

describe("a log entry", () => {
  const written = (fields: object) => {
    const { log, entries } = recordedLog("smtp-api");
    log.error("message", fields);
    const [{ timestamp, level, message, service, stack, ...rest } = { level: "", message: "" }] = entries;
    expect({ level, message, service, stack }).to.deep.equal({
      ...{ level: "ERROR", message: "message", service: "smtp-api", stack: "test" },
    });
    expect(timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    return rest;
  };

  // Proves D-lambda.2, T3.1-b
  it("has the known fields, and names those that it left out", () => {
    expect(
      written({ username: "jane", retry_count: 2, stops: true, usernames: ["a"], code: undefined }),
    ).to.deep.equal({
      ...{ username: "jane", retry_count: 2, stops: true, usernames: ["a"] },
    });
    expect(written({ password: PASSWORD, event: { Records: [] }, username: "jane" })).to.deep.equal({
      ...{ username: "jane", dropped: ["password", "event"] },
    });
  });

  it("has no value of another type than its field's, whatever an object holds", () => {
    const object = { toString: () => PASSWORD, toJSON: () => PASSWORD };
    const fields = {
      username: object,
      usernames: [object],
      retry_count: PASSWORD,
      counts: { a: PASSWORD },
      stops: "x",
    };
    expect(written(fields)).to.deep.equal({ dropped: Object.keys(fields) });
  });

  // Proves R9.3, T4.2-d
  it("has name, code, message and retryable of an error, and nothing of its request", () => {
    const entry = written({ error: sdkError("Rate exceeded") });
    expect(entry).to.deep.equal({
      error: { name: "TooManyRequestsException", message: "Rate exceeded", retryable: true },
    });
    const system = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    expect(written({ error: system })).to.deep.equal({
      error: { name: "Error", code: "ECONNREFUSED", message: "connect ECONNREFUSED" },
    });
    expect(written({ error: "thrown text" })).to.deep.equal({
      error: { name: "Unknown", message: "thrown text" },
    });
  });

  for (const [what, secret] of Object.entries(SECRETS))
    it(`has no ${what}, wherever a text repeats it`, () => {
      const { log, entries } = recordedLog("smtp-api");
      const message = `The canonical string should have been 'POST\nx-amz-security-token:${secret}\n' (${secret})`;
      log.error(`failed: ${secret}`, { reason: message, usernames: [secret], error: sdkError(message) });
      expect(JSON.stringify(entries)).to.include("[removed]").and.not.include(secret);
      expect(withoutSecrets(sdkError(message)).message).to.not.include(secret);
    });

  it("has no authorization header, and no credentials of the function's role", () => {
    const before = process.env.AWS_SECRET_ACCESS_KEY;
    process.env.AWS_SECRET_ACCESS_KEY = "short-and-lower";
    try {
      const entry = JSON.stringify(
        written({ reason: `authorization: ${AUTHORIZATION}`, detail: "is short-and-lower" }),
      );
      expect(entry).to.not.match(/Signature|0a0a|AKIA|short-and-lower/);
    } finally {
      if (before === undefined) delete process.env.AWS_SECRET_ACCESS_KEY;
      else process.env.AWS_SECRET_ACCESS_KEY = before;
    }
  });

  it("keeps names, ARNs, ids and addresses, which people search for", () => {
    const texts = [
      "arn:aws:iam::123456789012:user/ses-smtp/Prod/john.doe/ses-smtp-user-john.doe-20300101000000",
      "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      "https://sqs.eu-central-1.amazonaws.com/123456789012/ses-smtp-prod-smtp-dead-letters",
      "AKIAIOSFODNN7EXAMPLE",
      "0100018c1234abcd-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d-000000",
      "User: arn:aws:sts::123456789012:assumed-role/smtp-credential-manager/x is not authorized to perform: kms:Encrypt",
      "aVeryLongUserNameThatSomebodyMayHave@subdomain.example.com",
    ];
    expect(written({ usernames: texts })).to.deep.equal({ usernames: texts });
  });

  it("is one line of bounded length", () => {
    const { reason } = written({ reason: `a\nb\r\n${"c ".repeat(5_000)}` });
    expect(reason)
      .to.match(/^a b c c/)
      .and.to.have.lengthOf(1_024);
  });

  it("says what the work around it is about, and nested work what it knows better", async () => {
    const { log, entries } = recordedLog("smtp-api");
    await inScope({ correlation_id: "outer", request_id: "r" }, async () => {
      amendScope({ operation: "reconcile" });
      await Promise.all(
        ["jane", "john"].map(username =>
          inScope({ username }, async () => {
            await new Promise(resolve => setImmediate(resolve));
            log.info("step", { correlation_id: username === "john" ? "own" : undefined } satisfies LogFields);
          }),
        ),
      );
      log.info("end");
    });
    log.info("outside");
    const seen = entries.map(({ username, correlation_id, operation }) => [
      username,
      correlation_id,
      operation,
    ]);
    expect(seen).to.deep.equal([
      ["jane", "outer", "reconcile"],
      ["john", "own", "reconcile"],
      [undefined, "outer", "reconcile"],
      [undefined, undefined, undefined],
    ]);
  });

  it("is left out below the log level, unless it is a record of what happened", () => {
    const { log, entries } = recordedLog("smtp-api", "WARN");
    log.info("hidden");
    log.warn("shown");
    log.always("email", { email_event: "send" });
    expect(entries.map(({ level, message }) => [level, message])).to.deep.equal([
      ["WARN", "shown"],
      ["INFO", "email"],
    ]);
  });
});

describe("an error that leaves a function", () => {
  it("is itself if it has nothing to hide, with its stack", () => {
    class Own extends Error {
      override readonly name = "Own";
    }
    const error = new Own("nothing to hide");
    expect(withoutSecrets(error)).to.equal(error);
  });
  it("has only name, message and stack of one that has more", () => {
    const safe = withoutSecrets(sdkError(`no ${PASSWORD}`));
    expect(safe).to.include({ name: "TooManyRequestsException", message: "no [removed]" });
    expect(Object.keys(safe)).to.deep.equal(["name"]);
    expect(safe.stack).to.match(/^TooManyRequestsException: no \[removed\]\n\s+at /);
    expect(withoutSecrets(undefined)).to.be.an("error");
  });
});
