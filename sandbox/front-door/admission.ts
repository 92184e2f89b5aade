import { parseAuthorization, sameText, signatureMatches } from "../shared/sigv4";
import { errorResponse, usesXml, type HttpResponse } from "./http-response";
import type { FrontDoorRequest } from "./request";

/** Whom a request came from. */
export type Caller =
  | { readonly kind: "root" }
  | { readonly kind: "role"; readonly roleArn: string; readonly sessionName: string };

export interface Gate {
  readonly accountId: string;
  readonly secretAccessKey: string;
}

/** The clocks of client and server may differ by this much. */
const MAX_SKEW_MS = 15 * 60_000;

/**
 * The caller, or the error for a request that does not have a valid signature in its Authorization header. Like AWS,
 * the front door tells apart a missing signature, an unknown key and a wrong signature.
 */
export function admit(
  request: FrontDoorRequest,
  url: string,
  gate: Gate,
  now = Date.now(),
): Caller | HttpResponse {
  const reject = (xmlCode: string, jsonCode: string, message: string) =>
    errorResponse(request.service, 403, usesXml(request.service) ? xmlCode : jsonCode, message);
  const parts = parseAuthorization(request.headers.authorization);
  if (parts === undefined || request.method === "OPTIONS") {
    return reject(
      "MissingAuthenticationToken",
      "MissingAuthenticationTokenException",
      "Sign the request with AWS Signature Version 4 in the Authorization header, with the access key that the sandbox printed.",
    );
  }
  if (hasQuerySignature(request.query)) {
    return reject("AccessDenied", "AccessDeniedException", "The sandbox does not accept presigned URLs.");
  }
  if (!sameText(parts.accessKeyId, gate.accountId)) {
    return reject(
      "InvalidClientTokenId",
      "UnrecognizedClientException",
      `The security token included in the request is invalid: the sandbox's access key ID is ${gate.accountId}.`,
    );
  }
  const signedAt = timeOf(request.headers["x-amz-date"]);
  const isRecent = Math.abs(now - signedAt) <= MAX_SKEW_MS;
  const { method, headers, body } = request;
  const token = headers["x-amz-security-token"];
  const coversToken = token === undefined || parts.signedHeaders.includes("x-amz-security-token");
  const isSigned =
    coversToken &&
    parts.signedHeaders.includes("host") &&
    signatureMatches({ method, url, headers, body }, parts, gate.secretAccessKey);
  if (isRecent && isSigned) return callerOf(token);
  return reject(
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    isRecent
      ? "The request signature we calculated does not match the signature you provided. Use the secret access key that the sandbox printed; each start makes a new one."
      : "Signature expired or not yet current: check the clock.",
  );
}

export function isResponse(admitted: Caller | HttpResponse): admitted is HttpResponse {
  return "status" in admitted;
}

/** run.py gives each function `ROLE_ARN#FUNCTION_NAME` as its session token. */
function callerOf(token: string | string[] | undefined): Caller {
  const [, roleArn, sessionName] = /^(arn:[^#]+:role\/[^#]+)#(.*)$/.exec(String(token)) ?? [];
  if (roleArn === undefined) return { kind: "root" };
  return { kind: "role", roleArn, sessionName: sessionName ?? "" };
}

/** Signature Version 4, and Version 2 of some services. */
function hasQuerySignature(query: URLSearchParams): boolean {
  return [...query.keys()].some(key =>
    /^(?:x-amz-(?:signature|credential|algorithm)|signature|awsaccesskeyid)$/i.test(key),
  );
}

/** `20260101T120000Z` in milliseconds; NaN, which is never recent, for anything else. */
function timeOf(header: string | string[] | undefined): number {
  const text = String(header).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  return Date.parse(text);
}
