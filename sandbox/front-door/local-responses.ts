import { isQueryOperation } from "../ses/control-plane/query-api";
import type { Caller } from "./admission";
import { Certificates } from "./certificates";
import { callSes, type SesApi } from "./call-ses";
import { isPutDashboard, putDashboard } from "./dashboards";
import type { HttpResponse } from "./http-response";
import type { FrontDoorRequest } from "./request";
import { SavedQueries } from "./saved-queries";

/** Responses to requests that the emulator does not know, or would accept whatever is in them. */
export class LocalResponses {
  private readonly savedQueries = new SavedQueries();

  /** What ACM says about certificates. */
  readonly certificates = new Certificates();

  constructor(private readonly sesApi: SesApi) {}

  /**
   * @param callEmulator has the emulator carry out the request
   * @returns undefined for a request that is the emulator's alone
   */
  async answer(
    request: FrontDoorRequest,
    caller: Caller,
    callEmulator: () => Promise<HttpResponse>,
  ): Promise<HttpResponse | undefined> {
    if (isForSes(request)) return callSes(this.sesApi, request, caller);
    if (isPutDashboard(request)) return putDashboard(request, callEmulator);
    if (this.certificates.describes(request))
      return this.certificates.describe(request, await callEmulator());
    return this.savedQueries.answers(request) ? this.savedQueries.answer(request) : undefined;
  }
}

function isForSes({ service, path, form }: FrontDoorRequest): boolean {
  return service === "ses" && (path.startsWith("/v2/email/") || isQueryOperation(form.get("Action")));
}
