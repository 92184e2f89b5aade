import type { CertificateDetail } from "@aws-sdk/client-acm";
import { jsonOf, objectOf, textOf } from "./authorization/permission";
import type { HttpResponse } from "./http-response";
import type { FrontDoorRequest } from "./request";

/** What ACM can come to think of a certificate, after it was requested. */
export type CertificateState = Partial<
  Pick<
    CertificateDetail,
    "Status" | "FailureReason" | "NotAfter" | "RenewalEligibility" | "RenewalSummary" | "InUseBy"
  >
>;

/**
 * What ACM says about certificates. The emulator (MiniStack 1.5.33) issues each at once, for a year, and renews none, so what
 * becomes of one on AWS is set here: that its record was not found, that it expires.
 */
export class Certificates {
  private readonly states = new Map<string, CertificateState>();

  /** @returns a function that undoes it */
  set(arn: string, state: CertificateState): () => void {
    this.states.set(arn, state);
    return () => {
      this.states.delete(arn);
    };
  }

  /** Whether a certificate's state was set, which its description must show. */
  describes(request: FrontDoorRequest): boolean {
    const { service, action } = request;
    return service === "acm" && action === "DescribeCertificate" && this.states.has(arnIn(request));
  }

  /** @param response the emulator's */
  describe(request: FrontDoorRequest, response: HttpResponse): HttpResponse {
    if (response.status !== 200) return response;
    const { Certificate } = JSON.parse(response.body.toString()) as { Certificate: object };
    const changed = { ...Certificate, ...inSeconds(this.states.get(arnIn(request)) ?? {}) };
    return { ...response, body: JSON.stringify({ Certificate: changed }) };
  }
}

function arnIn(request: FrontDoorRequest): string {
  return textOf(objectOf(jsonOf(request)).CertificateArn);
}

/** ACM's times are seconds since 1970. */
function inSeconds(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      each instanceof Date
        ? each.getTime() / 1_000
        : typeof each === "object" && each !== null && !Array.isArray(each)
          ? inSeconds(each)
          : each,
    ]),
  );
}
