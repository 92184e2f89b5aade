import { type SigningKey, signatureProblem } from "../shared/request-signature";
import { errorResponse, usesXml, type HttpResponse } from "./http-response";
import { type FrontDoorRequest, protocolOf } from "./request";

/** Whom a request came from. */
export type Caller =
  | { readonly kind: "root" }
  | { readonly kind: "role"; readonly roleArn: string; readonly sessionName: string };

/**
 * The caller, or the error for a request that does not have a valid signature in its Authorization header. Like AWS,
 * the front door tells apart a missing signature, an unknown key and a wrong signature.
 */
export function admit(
  request: FrontDoorRequest,
  url: string,
  gate: SigningKey,
  now = Date.now(),
): Caller | HttpResponse {
  const protocol = protocolOf(request);
  const reject = (xmlCode: string, jsonCode: string, message: string) =>
    errorResponse(protocol, 403, usesXml(protocol) ? xmlCode : jsonCode, message);
  const { method, headers, body } = request;
  const problem =
    method === "OPTIONS" ? "missing" : signatureProblem({ method, url, headers, body }, gate, now);
  if (problem !== "missing" && hasQuerySignature(request.query))
    return reject("AccessDenied", "AccessDeniedException", "The sandbox does not accept presigned URLs.");
  switch (problem) {
    case "missing":
      return reject(
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "Sign the request with AWS Signature Version 4 in the Authorization header, with the access key that the sandbox printed.",
      );
    case "unknown key":
      return reject(
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        `The security token included in the request is invalid: the sandbox's access key ID is ${gate.accountId}.`,
      );
    case "not current":
      return reject(
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "Signature expired or not yet current: check the clock.",
      );
    case "wrong":
      return reject(
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Use the secret access key that the sandbox printed; each start makes a new one.",
      );
    case undefined:
      return callerOf(headers["x-amz-security-token"]);
  }
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
