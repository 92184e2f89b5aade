import { expect } from "chai";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";

/** AWS's own example key. */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("the SMTP password", () => {
  // Proves R1.2, D-unit-tests.2, T3.3-a
  it("is the one SES expects for the example key", () => {
    expect(deriveSmtpPassword(SECRET, "us-east-2")).to.equal("BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS");
  });

  it("differs by region", () => {
    expect(deriveSmtpPassword(SECRET, "eu-central-1")).not.to.equal(deriveSmtpPassword(SECRET, "us-east-2"));
  });
});
