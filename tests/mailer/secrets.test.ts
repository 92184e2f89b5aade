import { inspect } from "node:util";
import { expect } from "chai";
import { createMailer, type EmailConfig, MailerError, parseConfig, validConfig } from "../../mailer";
import { hintFor } from "../../mailer/config/login-shape";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, impatient, letter, LOGIN } from "../support/mailer/mailers";

/** AWS's documented example key; not a real key. */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PASSWORD = "BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS";

const shown = (value: unknown) =>
  [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)].join("\n");

describe("a secret is not shown", () => {
  it("by printing or serializing a mailer, before and after it sends", async () => {
    const server = await FaultyServer.start();
    const mailer = impatient(server.port, {
      credentials: async () => LOGIN,
    });
    expect(shown(mailer)).to.not.include(LOGIN.password);
    await mailer.send(letter());
    expect(shown(mailer)).to.not.include(LOGIN.password);
    await mailer.close();
    await server.close();
  });
  it("by printing an error, whatever was rejected", async () => {
    const server = await FaultyServer.start({ login: () => false });
    const mailer = impatient(server.port);
    const error = await failure(mailer.send(letter()));
    expect(shown(error)).to.not.include(LOGIN.password);
    expect(error).to.include({ code: "authentication", responseCode: 535 });
    await mailer.close();
    await server.close();
  });
  for (const [what, username] of [
    ["SMTP password", PASSWORD],
    ["secret access key", SECRET],
  ] as const) {
    it(`by the hint for a login whose user name is the ${what}`, () => {
      const login = { username, password: "AKIAIOSFODNN7EXAMPLE" };
      const region = "eu-central-1";
      const target = { provider: "ses", host: "h", port: 587, secure: false, requireTls: true } as const;
      expect(hintFor({ ...target, region, login }))
        .to.include("swapped")
        .and.not.include(username);
    });
  }
  it("by the issues of a configuration with secrets in the wrong places", () => {
    const wrong = {
      provider: "ses",
      region: "eu-central-1",
      fromEmail: "app@example.com",
      smtpUsername: { password: SECRET },
      smtpPassword: `${SECRET}\n`,
      endpoint: { host: `smtps://user:${PASSWORD}@mail.example.com`, port: 465 },
      tls: { ca: SECRET },
    };
    const parsed = parseConfig(wrong);
    expect(parsed.state).to.equal("invalid");
    expect(shown(parsed)).to.not.include(SECRET).and.not.include(PASSWORD);
    expect(() => validConfig(wrong)).to.throw(MailerError, "host name alone");
  });
  it("by a mailer whose server echoes the login it rejects", async () => {
    const base64 = Buffer.from(PASSWORD).toString("base64");
    const server = await FaultyServer.start();
    server.faults = [{ stage: "auth", action: { kind: "reply", text: `535 no ${base64} ${PASSWORD}` } }];
    const config: EmailConfig = {
      provider: "smtp",
      host: "127.0.0.1",
      port: server.port,
      secure: false,
      fromEmail: "app@example.com",
      username: "user",
      password: PASSWORD,
      tls: { required: false },
    };
    const mailer = createMailer(config);
    expect(shown(await failure(mailer.verify())))
      .to.not.include(PASSWORD)
      .and.not.include(base64);
    await mailer.close();
    await server.close();
  });
});
