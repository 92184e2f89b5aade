import { randomBytes } from "node:crypto";

import type { HttpResponse } from "./http-response";
import type { FrontDoorRequest } from "./request";

/** URLs to download a function's or a layer's code, which are valid for this long. */
const VALID_FOR_MS = 5 * 60_000;

/** More than anybody downloads within that time. */
const MAX_URLS = 1_000;

/** The URLs of the emulator's own in a Lambda response. */
const DOWNLOAD = /https?:\/\/[^/"\s]+(\/_ministack\/lambda-(?:code|layers)\/[^"\s?]+)(?:\?[^"\s]*)?/g;

/** URLs that the front door issued in place of the emulator's, and answers without a signature in a header. */
export class IssuedUrls {
  private readonly issued = new Map<string, { path: string; until: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Replaces the emulator's download URLs in a response of Lambda. */
  replace({ headers }: FrontDoorRequest, response: HttpResponse): HttpResponse {
    const body = response.body.toString();
    const replaced = body.replace(
      DOWNLOAD,
      (_, path: string) => `http://${headers.host ?? ""}${this.issue(path)}`,
    );
    return { ...response, body: replaced };
  }

  /** @returns the emulator's path behind a URL that is still valid */
  find(method: string, url: string): string | undefined {
    const found = method === "GET" ? this.issued.get(url) : undefined;
    return found !== undefined && found.until > this.now() ? found.path : undefined;
  }

  private issue(path: string): string {
    if (this.issued.size >= MAX_URLS) this.issued.clear();
    const signature = randomBytes(32).toString("hex");
    const url = `${path}?X-Amz-Expires=${VALID_FOR_MS / 1000}&X-Amz-Signature=${signature}`;
    this.issued.set(url, { path, until: this.now() + VALID_FOR_MS });
    return url;
  }
}

/** Whether the response can hold such URLs: those of GetFunction, GetLayerVersion and PublishLayerVersion. */
export function returnsDownloads({ service, method, path }: FrontDoorRequest): boolean {
  if (service !== "lambda") return false;
  return method === "GET" ? /\/(?:functions|layers)\//.test(path) : /\/layers\//.test(path);
}
