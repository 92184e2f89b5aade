import { expect } from "chai";
import {
  configFromEnvironment,
  createMailer,
  type EmailConfig,
  MailerError,
  modernised,
  parseConfig,
  validConfig,
} from "../../mailer";
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

function thrown(work: () => unknown): MailerError {
  try {
    work();
  } catch (error) {
    if (error instanceof MailerError) return error;
    throw error;
  }
  throw new Error("It did not throw.");
}

describe("a mail configuration", () => {
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
  it("with an unknown region names it, the nearest known one and the way round", () => {
    const error = thrown(() => createMailer({ ...SES, region: "eu-centrall-1" }));
    expect(error).to.include({ code: "configuration", attempts: 0 });
    expect(error.message).to.include('"eu-centrall-1"').and.include("eu-central-1?").and.include("endpoint");
  });
  it("with an unknown region and an endpoint is taken", () => {
    expect(
      validConfig({ ...SES, region: "eu-west-9", endpoint: { host: "x.example.com", port: 587 } }),
    ).to.include({ region: "eu-west-9" });
  });
  it("tells all its faults at once, each with its key, and no secret", () => {
    const wrong = {
      provider: "ses",
      region: "mars-1",
      fromEmail: "nobody",
      smtpPassword: `${SECRET}\n`,
      endpoint: undefined,
      tls: { ca: "no" },
    };
    const error = thrown(() => validConfig(wrong));
    expect(error.faults.map(({ key }) => key)).to.have.members([
      "region",
      "fromEmail",
      "smtpUsername",
      "smtpPassword",
      "tls.ca",
    ]);
    expect(error.message).to.not.include(SECRET);
  });
  it("for plain SMTP needs host, port and secure; a login is whole or absent", () => {
    const relay = {
      provider: "smtp",
      host: "localhost",
      port: 25,
      secure: false,
      fromEmail: "a@example.com",
    };
    expect(parseConfig(relay).state).to.equal("ready");
    const faults = thrown(() =>
      validConfig({ ...relay, port: 0, host: "a b", secure: "no", username: "u" }),
    ).faults;
    expect(faults.map(({ key }) => key)).to.have.members(["port", "host", "secure", "password"]);
  });
  it("of another provider, or none, is refused", () => {
    for (const input of [{ provider: "sendgrid" }, {}, null, "ses"])
      expect(parseConfig(input).state).to.equal("invalid");
  });
  it("in the mailer's options is checked too", () => {
    const error = thrown(() =>
      createMailer(SES, { pool: { connections: 0 }, timeouts: { totalMs: -1 }, messagesPerSecond: 0 }),
    );
    expect(error.faults.map(({ key }) => key)).to.have.members([
      "pool.connections",
      "timeouts.totalMs",
      "messagesPerSecond",
    ]);
  });

  describe("made for the SES API", () => {
    for (const provider of ["ses", "aws_ses"]) {
      it(`is recognised as needing SMTP credentials (provider: "${provider}")`, () => {
        const old = {
          provider,
          region: "us-east-1",
          fromEmail: "a@example.com",
          fromName: "A",
          sesAccessKey: "AKIAX",
          sesSecretKey: SECRET,
        };
        const parsed = parseConfig(modernised(old));
        expect(parsed.state).to.equal("credentials_needed");
        expect(JSON.stringify(parsed)).to.include("sesAccessKey and sesSecretKey").and.not.include(SECRET);
        expect(thrown(() => validConfig(modernised(old)))).to.include({ code: "credentials_needed" });
      });
    }
    it("in its nested form becomes today's, unknown fields kept", () => {
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
      expect(modernised(nested)).to.deep.equal({
        provider: "ses",
        team: "dns",
        region: "us-east-1",
        fromEmail: "noreply@example.com",
        fromName: "Prism DNS",
        configurationSet: "prod",
        useIamRole: true,
      });
      expect(parseConfig(modernised(nested)).state).to.equal("credentials_needed");
      const completed = { ...(modernised(nested) as object), smtpUsername: "AKIAX", smtpPassword: "x" };
      expect(validConfig(completed)).to.include({ provider: "ses", configurationSet: "prod" });
    });
  });

  describe("in the environment", () => {
    const environment = {
      EMAIL_PROVIDER: "aws_ses",
      AWS_REGION: "us-east-1",
      EMAIL_FROM: "noreply@example.com",
      EMAIL_FROM_NAME: "Prism DNS",
      AWS_SES_CONFIGURATION_SET: "prod",
      SES_SMTP_USERNAME: "AKIAX",
      SES_SMTP_PASSWORD: "secret",
    };
    it("is read from the variables of the SES API provider and the SMTP login", () => {
      expect(
        configFromEnvironment({ ...environment, AWS_ACCESS_KEY_ID: "for other services" }),
      ).to.deep.equal({
        provider: "ses",
        region: "us-east-1",
        fromEmail: "noreply@example.com",
        fromName: "Prism DNS",
        configurationSet: "prod",
        smtpUsername: "AKIAX",
        smtpPassword: "secret",
      });
      expect(configFromEnvironment({ ...environment, SES_SMTP_ENDPOINT: "127.0.0.1:2525" })).to.deep.include({
        endpoint: { host: "127.0.0.1", port: 2525 },
      });
    });
    for (const variable of ["AWS_SES_USE_IAM_ROLE", "AWS_ACCESS_KEY_ID"]) {
      it(`with ${variable} in place of the SMTP login says what is needed and how to get it`, () => {
        const error = thrown(() =>
          configFromEnvironment({
            ...environment,
            SES_SMTP_USERNAME: "",
            SES_SMTP_PASSWORD: "",
            [variable]: "true",
          }),
        );
        expect(error).to.include({ code: "credentials_needed" });
        expect(error.message)
          .to.include(variable)
          .and.include("SES_SMTP_USERNAME")
          .and.include("ses-smtp credential add");
      });
    }
    it("names the variables at fault", () => {
      const error = thrown(() =>
        configFromEnvironment({ EMAIL_PROVIDER: "aws_ses", AWS_REGION: "x", SES_SMTP_PASSWORD: "x" }),
      );
      expect(error.faults.map(({ key }) => key)).to.have.members([
        "AWS_REGION",
        "EMAIL_FROM",
        "SES_SMTP_USERNAME",
      ]);
    });
    it("may be that of any other server", () => {
      const plain = {
        EMAIL_PROVIDER: "smtp",
        SMTP_HOST: "mail.example.com",
        SMTP_PORT: "465",
        SMTP_SECURE: "true",
        EMAIL_FROM: "a@example.com",
      };
      expect(configFromEnvironment(plain)).to.deep.equal({
        provider: "smtp",
        host: "mail.example.com",
        port: 465,
        secure: true,
        fromEmail: "a@example.com",
      });
      expect(
        thrown(() => configFromEnvironment({ ...plain, SMTP_PORT: "x", SMTP_SECURE: "x" })).faults.map(
          ({ key }) => key,
        ),
      ).to.have.members(["SMTP_PORT", "SMTP_SECURE"]);
    });
  });
});
