import { expect } from "chai";
import { createMailer, type EmailConfig, modernized, parseConfig, validConfig } from "../../mailer";
import { thrown } from "../support/mailer/mailers";
import { targetOf } from "../../mailer/config/target";

const SES: EmailConfig = {
  provider: "ses",
  region: "eu-central-1",
  fromEmail: "app@example.com",
  fromName: "App",
  smtpUsername: "AKIAIOSFODNN7EXAMPLE",
  smtpPassword: "BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS",
};
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("a mail configuration", () => {
  // Proves US1.1, US1.3, US2.2, FR-002, FR-003, A-2
  it("for SES gives the region's host, port 587 and STARTTLS", () => {
    expect(targetOf(SES)).to.include({
      host: "email-smtp.eu-central-1.amazonaws.com",
      port: 587,
      secure: false,
      requireTls: true,
    });
  });
  for (const [port, secure] of [
    [25, false],
    [587, false],
    [2587, false],
    [465, true],
    [2465, true],
  ] as const) {
    it(`for SES on port ${port} means ${secure ? "TLS from the start" : "STARTTLS"}`, () => {
      expect(targetOf({ ...SES, endpoint: { host: "vpce.example.com", port } })).to.include({
        host: "vpce.example.com",
        port,
        secure,
      });
    });
  }
  // Proves EC-2
  it("with an unknown region names it, the nearest known one and the workaround", () => {
    const error = thrown(() => createMailer({ ...SES, region: "eu-centrall-1" }));
    expect(error).to.include({ code: "configuration", attempts: 0 });
    expect(error.message).to.include('"eu-centrall-1"').and.include("eu-central-1?").and.include("endpoint");
  });
  it("with an unknown region and an endpoint is accepted", () => {
    expect(
      validConfig({ ...SES, region: "eu-west-9", endpoint: { host: "x.example.com", port: 587 } }),
    ).to.include({ region: "eu-west-9" });
  });
  it("reports all its issues at once, each with its key, and no secret", () => {
    const wrong = {
      provider: "ses",
      region: "mars-1",
      fromEmail: "nobody",
      smtpPassword: `${SECRET}\n`,
      endpoint: undefined,
      tls: { ca: "no" },
    };
    const error = thrown(() => validConfig(wrong));
    expect(error.issues.map(({ key }) => key)).to.have.members([
      "region",
      "fromEmail",
      "smtpUsername",
      "smtpPassword",
      "tls.ca",
    ]);
    expect(error.message).to.not.include(SECRET);
  });
  it("for plain SMTP needs host, port and secure; a login is complete or absent", () => {
    const relay = {
      provider: "smtp",
      host: "localhost",
      port: 25,
      secure: false,
      fromEmail: "a@example.com",
    };
    expect(parseConfig(relay).state).to.equal("ready");
    const issues = thrown(() =>
      validConfig({ ...relay, port: 0, host: "a b", secure: "no", username: "u" }),
    ).issues;
    expect(issues.map(({ key }) => key)).to.have.members(["port", "host", "secure", "password"]);
  });
  it("may name its sender in one string, in any script; the domain becomes ASCII", () => {
    const named = validConfig({ ...SES, fromName: undefined, fromEmail: "The App <app@Bücher.example>" });
    expect(named).to.include({ fromEmail: "app@xn--bcher-kva.example", fromName: "The App" });
    expect(validConfig({ ...SES, fromEmail: "Other <app@example.com>" })).to.include({ fromName: "App" });
  });
  for (const host of [
    "smtp://mail.example.com",
    "user:secret@mail.example.com",
    "mail.example.com/x",
    ":",
    "a b",
    "-x",
  ]) {
    it(`with the host ${JSON.stringify(host)} is rejected`, () => {
      const { issues } = thrown(() => validConfig({ ...SES, endpoint: { host, port: 587 } }));
      expect(issues.map(({ key }) => key)).to.deep.equal(["endpoint.host"]);
      expect(JSON.stringify(issues)).to.not.include("secret@");
    });
  }
  for (const host of [
    "localhost",
    "10.0.0.1",
    "::1",
    "vpce-0a.email-smtp.eu-central-1.vpce.amazonaws.com",
    "mail_1.test",
  ]) {
    it(`with the host ${host} is accepted`, () => {
      expect(validConfig({ ...SES, endpoint: { host, port: 587 } })).to.deep.include({
        endpoint: { host, port: 587 },
      });
    });
  }
  it("of another provider, or none, is rejected", () => {
    for (const input of [{ provider: "sendgrid" }, {}, null, "ses"])
      expect(parseConfig(input).state).to.equal("invalid");
  });
  it("validates the mailer's options too", () => {
    const error = thrown(() =>
      createMailer(SES, { pool: { connections: 0 }, timeouts: { totalMs: -1 }, messagesPerSecond: 0 }),
    );
    expect(error.issues.map(({ key }) => key)).to.have.members([
      "pool.connections",
      "timeouts.totalMs",
      "messagesPerSecond",
    ]);
  });

  describe("made for the SES API", () => {
    for (const provider of ["ses", "aws_ses"]) {
      // Proves US2.1, P-component1.3
      it(`is recognized as needing SMTP credentials (provider: "${provider}")`, () => {
        const old = {
          provider,
          region: "us-east-1",
          fromEmail: "a@example.com",
          fromName: "A",
          sesAccessKey: "AKIAX",
          sesSecretKey: SECRET,
        };
        const parsed = parseConfig(modernized(old));
        expect(parsed.state).to.equal("credentials_needed");
        expect(JSON.stringify(parsed)).to.include("sesAccessKey and sesSecretKey").and.not.include(SECRET);
        expect(thrown(() => validConfig(modernized(old)))).to.include({ code: "credentials_needed" });
      });
    }
    // Proves KE-1, P-config-file
    it("in its nested form is modernized, keeping unknown fields", () => {
      const nested = {
        provider: "aws_ses",
        team: "dns",
        aws_ses: {
          region: "us-east-1",
          from_email: "noreply@example.com",
          from_name: "Prism DNS",
          configuration_set: "prod",
          use_iam_role: true,
        },
      };
      expect(modernized(nested)).to.deep.equal({
        provider: "ses",
        team: "dns",
        region: "us-east-1",
        fromEmail: "noreply@example.com",
        fromName: "Prism DNS",
        configurationSet: "prod",
        useIamRole: true,
      });
      expect(parseConfig(nested).state).to.equal("credentials_needed");
      expect(thrown(() => createMailer(nested as never))).to.include({ code: "credentials_needed" });
      const completed = { ...(modernized(nested) as object), smtpUsername: "AKIAX", smtpPassword: "x" };
      expect(validConfig(completed)).to.include({ provider: "ses", configurationSet: "prod" });
    });
  });
});
