import { randomBytes, webcrypto } from "node:crypto";
import "reflect-metadata"; // @peculiar/x509 requires it at load time
import * as x509 from "@peculiar/x509";

export interface ServerCertificate {
  caPem: string;
  certPem: string;
  /** Lives in memory only. */
  keyPem: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const CA_NAME = "CN=ses-smtp local SES CA";
const HOUR_MS = 3_600_000;
const LIFETIME_MS = 90 * 24 * HOUR_MS;

/**
 * Issues local SES's certificate from a new CA whose private key is discarded: trusting that CA trusts this one
 * server and nothing else.
 *
 * Includes the key identifiers and usages that strict verifiers require (RFC 5280, section 4.2; Python sets
 * VERIFY_X509_STRICT since 3.13).
 */
export async function issueServerCertificate(
  region: string,
  moreNames: readonly string[] = [],
): Promise<ServerCertificate> {
  const [ca, server] = await Promise.all([keyPair(), keyPair()]);
  const common = { issuer: CA_NAME, signingKey: ca.privateKey, signingAlgorithm: ALGORITHM, ...validity() };
  const caCertificate = await x509.X509CertificateGenerator.create({
    ...common,
    serialNumber: serialNumber(),
    subject: CA_NAME,
    publicKey: ca.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...common,
    serialNumber: serialNumber(),
    subject: "CN=localhost",
    publicKey: server.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "dns", value: `email-smtp.${region}.amazonaws.com` },
        ...moreNames.map(value => ({ type: "dns" as const, value })),
        { type: "ip", value: "127.0.0.1" },
      ]),
      await x509.SubjectKeyIdentifierExtension.create(server.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", server.privateKey);
  return {
    caPem: `${caCertificate.toString("pem")}\n`,
    certPem: `${certificate.toString("pem")}\n`,
    keyPem: x509.PemConverter.encode(key, "PRIVATE KEY"),
  };
}

function keyPair() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

/** Starts an hour ago, for clients whose clock is slow. */
function validity() {
  const now = Date.now();
  return { notBefore: new Date(now - HOUR_MS), notAfter: new Date(now + LIFETIME_MS) };
}

/** Positive, as RFC 5280, section 4.1.2.2 requires. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString("hex");
}
