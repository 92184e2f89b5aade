import { X509Certificate, createPrivateKey } from "node:crypto";

import { expect } from "chai";

import { issueServerCertificate, type ServerCertificate } from "../../../sandbox/ses/server-certificate";

describe("local SES: certificate", () => {
  let issued: ServerCertificate;
  let ca: X509Certificate;
  let certificate: X509Certificate;

  before(async () => {
    issued = await issueServerCertificate("eu-central-1");
    ca = new X509Certificate(issued.caPem);
    certificate = new X509Certificate(issued.certPem);
  });

  it("is issued by its CA", () => {
    expect(ca.ca).to.equal(true);
    expect(ca.verify(ca.publicKey)).to.equal(true);
    expect(certificate.ca).to.equal(false);
    expect(certificate.checkIssued(ca)).to.equal(true);
    expect(certificate.verify(ca.publicKey)).to.equal(true);
  });
  it("matches its private key, which is EC P-256", () => {
    const key = createPrivateKey(issued.keyPem);
    expect(certificate.checkPrivateKey(key)).to.equal(true);
    expect(key.asymmetricKeyDetails).to.deep.equal({ namedCurve: "prime256v1" });
  });
  it("is valid for this machine and the regional endpoint only", () => {
    expect(certificate.subjectAltName).to.equal(
      "DNS:localhost, DNS:email-smtp.eu-central-1.amazonaws.com, IP Address:127.0.0.1",
    );
  });
  it("is valid now and for at most 90 days", () => {
    const [from, until] = [certificate.validFrom, certificate.validTo].map(text => new Date(text).getTime());
    expect(Date.now()).to.be.within(from ?? NaN, until ?? NaN);
    expect((until ?? NaN) - Date.now()).to.be.below(91 * 24 * 3_600_000);
  });
  it("is new on every start", async () => {
    const other = new X509Certificate((await issueServerCertificate("eu-central-1")).certPem);
    expect(other.serialNumber).not.to.equal(certificate.serialNumber);
    expect(other.verify(ca.publicKey)).to.equal(false);
  });
});
