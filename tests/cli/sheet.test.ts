import { expect } from "chai";
import { clientSteps } from "../../cli/sheet/clients";
import { sheetHtml } from "../../cli/sheet/html";
import { mobileConfig } from "../../cli/sheet/mobileconfig";
import { connection, sheetOf } from "../../cli/sheet/sheet";
import { sheetText } from "../../cli/sheet/text";

const SECRET = {
  name: "jane",
  username: "AKIAEXAMPLE",
  status: "active",
  description: "Jane & <b>co</b>",
  allowedFromAddresses: ["*@news.company.com", "jane@company.com"],
  entityType: "smtp_credential" as const,
  smtpHost: "email-smtp.eu-central-1.amazonaws.com",
  changedOutsideApi: false,
  encryptedPassword: "",
  encryptionContext: {},
};

/** With the characters that base64 has and a URL does not. */
const PASSWORD = "BMPPgbAHo+Vbze1Ud0/A5uNdXRwUXUZ+qOwphGJbl/cS";

describe("the set-up sheet", () => {
  const sheet = sheetOf(SECRET, PASSWORD, undefined);

  it("has SES's host and ports unless the stack has others", () => {
    expect(sheet.ports).to.deep.equal({ starttls: [587, 2587, 25], tls: [465, 2465] });
    expect(connection(sheet)).to.deep.equal({ port: 587, security: "STARTTLS" });
    const tls = sheetOf(SECRET, PASSWORD, { host: "mail", ports: { starttls: [], tls: [8465] } });
    expect(connection(tls)).to.deep.equal({ port: 8465, security: "SSL/TLS" });
    expect(new URL(tls.smtpUrl)).to.include({ protocol: "smtps:", host: "mail:8465" });
  });

  it("has a URL whose password decodes to the password", () => {
    expect(sheet.smtpUrl.slice("smtp://".length)).not.to.match(/[+/=]/);
    const url = new URL(sheet.smtpUrl);
    expect(decodeURIComponent(url.password)).to.equal(PASSWORD);
    expect(url).to.include({ protocol: "smtp:", username: "AKIAEXAMPLE", port: "587" });
  });

  it("has all fields and the steps of four clients, in a terminal and on a page", () => {
    for (const text of [sheetText(sheet), sheetHtml(sheet)]) {
      for (const value of [
        sheet.host,
        "587",
        "STARTTLS",
        "AKIAEXAMPLE",
        PASSWORD,
        "*@news.company.com",
        sheet.smtpUrl,
      ])
        expect(text).to.include(value);
      for (const { client } of clientSteps(sheet)) expect(text.replaceAll("&#34;", '"')).to.include(client);
    }
    expect(clientSteps(sheet).map(({ client }) => client)).to.deep.equal([
      'Gmail, "Send mail as"',
      "Outlook",
      "Thunderbird",
      "Apple Mail",
    ]);
  });

  it("fits a terminal of 80 columns, except for what is copied", () => {
    for (const columns of [undefined, 80, 120]) {
      const long = sheetText(sheet, columns)
        .split("\n")
        .filter(line => line.length > (columns ?? 80));
      expect(long.every(line => line.includes(sheet.smtpUrl))).to.equal(true, long.join("\n"));
    }
    const words = (text: string) => text.split(/\s+/);
    expect(words(sheetText(sheet, 80))).to.deep.equal(words(sheetText(sheet, 1_000)));
  });

  it("has the first twenty of a long list on the page, and all in a terminal", () => {
    const allowedFromAddresses = Array.from({ length: 23 }, (_, index) => `${index}@company.com`);
    const long = sheetOf({ ...SECRET, allowedFromAddresses }, PASSWORD, undefined);
    expect(sheetHtml(long)).to.include("18@company.com, 19@company.com, and 3 more</td>");
    expect(sheetHtml(long)).not.to.include("20@company.com");
    expect(sheetText(long)).to.include("22@company.com");
    const longest = Array.from({ length: 4 }, () => `${"a".repeat(64)}@${"b".repeat(240)}.com`);
    expect(sheetHtml(sheetOf({ ...SECRET, allowedFromAddresses: longest }, PASSWORD, undefined))).to.include(
      "and 1 more</td>",
    );
  });

  it("names an address that is no pattern to send from", () => {
    expect(JSON.stringify(clientSteps(sheet))).to.include("jane@company.com");
  });

  it("has its warning before the password, and fits a phone and a dark screen", () => {
    const page = sheetHtml(sheet);
    expect(page.indexOf("keep it private")).to.be.within(0, page.indexOf(PASSWORD));
    expect(page).to.include('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page)
      .to.include("color-scheme: light dark")
      .and.not.to.match(/(?<!-)\b(?:color|background): #/);
  });

  it("shows stored text on a page as text", () => {
    expect(sheetHtml(sheet)).to.include("Jane &#38; &#60;b&#62;co&#60;/b&#62;").and.not.to.include("<b>");
  });

  it("makes control characters visible in a terminal", () => {
    const hostile = sheetOf({ ...SECRET, description: "a\u001b]0;b\u0007" }, PASSWORD, undefined);
    expect(sheetText(hostile)).to.include("a\\u001b]0;b\\u0007");
  });

  it("has a profile with both servers, and no password", () => {
    const incoming = { address: "jane@company.com", host: "imap.example.org", port: 993, username: "j&j" };
    const profile = mobileConfig(sheet, incoming, () => "00000000-0000-0000-0000-000000000000");
    expect(profile).to.include("<key>OutgoingMailServerPortNumber</key>\n<integer>587</integer>");
    expect(profile).to.include("<key>IncomingMailServerUsername</key>\n<string>j&#38;j</string>");
    expect(profile).not.to.include(PASSWORD);
  });
});
