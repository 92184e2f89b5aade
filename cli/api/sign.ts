import { createHash, createHmac } from "node:crypto";
import type * as Signature from "@smithy/signature-v4";
import { awsCredentials } from "../shared/aws-clients";

/** A request before it is signed. */
interface UnsignedRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

export type Signer = (request: UnsignedRequest) => Promise<Record<string, string>>;

/**
 * Signs requests for API Gateway with the credentials that the AWS SDK and CLI use: variables, profiles, SSO, roles.
 *
 * @returns a function that returns the headers to send; `host` is what fetch sets by itself
 */
export function signer(region: string): Signer {
  // It takes a fifth of a second to load, and most commands do not need it.
  const { SignatureV4 } = require("@smithy/signature-v4") as typeof Signature;
  const signature = new SignatureV4({
    credentials: awsCredentials(),
    region,
    service: "execute-api",
    sha256: Sha256,
  });
  return async ({ method, url, headers, body }) => {
    const signed = await signature.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      body,
    });
    const { host, ...others } = signed.headers;
    return host === url.host ? others : signed.headers;
  };
}

/** SHA-256 and its HMAC in the form that the signer takes. */
class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  /** The signer makes a new one for each hash. */
  reset(): void {
    throw new Error("A hash is used once.");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}
