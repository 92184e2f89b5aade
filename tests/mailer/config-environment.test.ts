import { expect } from "chai";
import { configFromEnvironment } from "../../mailer";
import { thrown } from "../support/mailer/mailers";

describe("a mail configuration in the environment", () => {
  const environment = {
    EMAIL_PROVIDER: "aws_ses",
    AWS_REGION: "us-east-1",
    EMAIL_FROM: "noreply@example.com",
    EMAIL_FROM_NAME: "Prism DNS",
    AWS_SES_CONFIGURATION_SET: "prod",
    SES_SMTP_USERNAME: "AKIAX",
    SES_SMTP_PASSWORD: "secret",
  };
  // Proves KE-1, P-env.EMAIL_PROVIDER, P-env.AWS_REGION, P-env.EMAIL_FROM, P-env.EMAIL_FROM_NAME,
  // P-env.AWS_SES_CONFIGURATION_SET
  it("is read from the variables of the SES API provider and the SMTP login", () => {
    expect(configFromEnvironment({ ...environment, AWS_ACCESS_KEY_ID: "for other services" })).to.deep.equal({
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
    // Proves P-component1.3, P-env.AWS_SES_USE_IAM_ROLE, P-env.AWS_ACCESS_KEY_ID
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
  it("reports other issues together with the missing login", () => {
    const error = thrown(() =>
      configFromEnvironment({
        EMAIL_PROVIDER: "aws_ses",
        AWS_SES_USE_IAM_ROLE: "true",
        AWS_REGION: "mars-1",
      }),
    );
    expect(error.code).to.equal("configuration");
    expect(error.issues.map(({ key }) => key)).to.have.members([
      "AWS_REGION",
      "EMAIL_FROM",
      "SES_SMTP_USERNAME",
    ]);
    expect(error.message).to.include("AWS_SES_USE_IAM_ROLE is for the SES API");
    expect(error.message).to.include("SES_SMTP_ENDPOINT=email-smtp.REGION.amazonaws.com:587");
  });
  it("without a provider says so, whatever AWS variables are set", () => {
    for (const EMAIL_PROVIDER of [undefined, "sendgrid"]) {
      const error = thrown(() =>
        configFromEnvironment({ EMAIL_PROVIDER, AWS_ACCESS_KEY_ID: "of a function" }),
      );
      expect(error.issues.map(({ key }) => key)).to.deep.equal(["EMAIL_PROVIDER"]);
      expect(error.message).to.include('must be "aws_ses", "ses" or "smtp"');
    }
  });
  it("accepts an IPv6 endpoint in brackets", () => {
    expect(configFromEnvironment({ ...environment, SES_SMTP_ENDPOINT: "[::1]:2525" })).to.deep.include({
      endpoint: { host: "::1", port: 2525 },
    });
    const error = thrown(() => configFromEnvironment({ ...environment, SES_SMTP_ENDPOINT: "::1" }));
    expect(error.issues.map(({ key }) => key)).to.deep.equal(["SES_SMTP_ENDPOINT"]);
  });
  it("names the variable of an invalid certificate", () => {
    const error = thrown(() => configFromEnvironment({ ...environment, SES_SMTP_CA: "no" }));
    expect(error.issues).to.deep.equal([
      {
        key: "SES_SMTP_CA",
        problem: "not a PEM certificate",
        remedy: "use the file's contents, not its path",
      },
    ]);
  });
  it("names the invalid variables", () => {
    const error = thrown(() =>
      configFromEnvironment({ EMAIL_PROVIDER: "aws_ses", AWS_REGION: "x", SES_SMTP_PASSWORD: "x" }),
    );
    expect(error.issues.map(({ key }) => key)).to.have.members([
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
      thrown(() => configFromEnvironment({ ...plain, SMTP_PORT: "x", SMTP_SECURE: "x" })).issues.map(
        ({ key }) => key,
      ),
    ).to.have.members(["SMTP_PORT", "SMTP_SECURE"]);
  });
  it("waives TLS for a login, and sets the name for EHLO, by variables of their own", () => {
    const server = { EMAIL_PROVIDER: "smtp", SMTP_HOST: "h", SMTP_PORT: "25", EMAIL_FROM: "a@example.com" };
    const config = { provider: "smtp", host: "h", port: 25, secure: false, fromEmail: "a@example.com" };
    expect(
      configFromEnvironment({ ...server, SMTP_TLS_REQUIRED: "false", SMTP_EHLO_NAME: "app.example.com" }),
    ).to.deep.equal({ ...config, tls: { required: false }, ehloName: "app.example.com" });
    const wrong = { ...server, SMTP_TLS_REQUIRED: "no", SMTP_EHLO_NAME: "a b" };
    expect(thrown(() => configFromEnvironment(wrong)).issues.map(({ key }) => key)).to.deep.equal([
      "SMTP_TLS_REQUIRED",
      "SMTP_EHLO_NAME",
    ]);
  });
});
