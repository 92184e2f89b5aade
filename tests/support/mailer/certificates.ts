import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

export interface Certificate {
  ca: string;
  cert: string;
  key: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

/** A server certificate and its authority: for 127.0.0.1 by default, valid until tomorrow. */
export async function issue(
  options: { names?: x509.JsonGeneralNames; notAfter?: Date } = {},
): Promise<Certificate> {
  const { names = [{ type: "ip", value: "127.0.0.1" }], notAfter = new Date(Date.now() + DAY_MS) } = options;
  x509.cryptoProvider.set(webcrypto as never);
  const authority = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const server = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const notBefore = new Date(notAfter.getTime() - 30 * DAY_MS);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=ses-smtp test CA",
    notBefore,
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys: authority as never,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: "02",
    subject: "CN=faulty.test",
    issuer: ca.subject,
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: server.publicKey as never,
    signingKey: authority.privateKey as never,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", server.privateKey)).toString("base64");
  return {
    ca: ca.toString("pem"),
    cert: cert.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}
