/**
 * The EICAR test file, the one virus that local SES knows: AWS's guide names it for testing Reject events
 * (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html). In two pieces, so that no virus scanner
 * takes this file for it.
 */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/** As it begins in base64, as an attachment has it. */
const IN_BASE64 = Buffer.from(EICAR).toString("base64").slice(0, 64);

/** Whether a message has the test file as its text or as an attachment. */
export function isInfected(raw: Buffer): boolean {
  return raw.includes(EICAR) || raw.includes(IN_BASE64);
}
