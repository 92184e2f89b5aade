import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { PAGE_TOKEN_FIELD } from "../../../cli/console/access/guard";

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HttpRequest {
  method?: string;
  /** Over those that a browser sends with a step within the site; undefined: not sent. */
  headers?: Record<string, string | undefined>;
  body?: string;
}

/** A browser, as far as the console's checks can see one. Unlike fetch, it sends any Host, Origin and Sec-Fetch-Site. */
export class HttpBrowser {
  private cookie: string | undefined;
  private base = "";

  /** @param link as in the redirect file */
  constructor(private readonly link: string) {}

  get origin(): string {
    return new URL(this.link).origin;
  }

  /** Uses the link, as from a file on disk, and keeps the cookie. @returns the answer to the link itself */
  async open(link = this.link): Promise<HttpAnswer> {
    const answer = await this.send(link, { headers: { "sec-fetch-site": "cross-site" } });
    const [cookie] = answer.headers["set-cookie"] ?? [];
    if (cookie !== undefined) {
      this.cookie = cookie.split(";")[0];
      this.base = /Path=(.*?)\/(;|$)/.exec(cookie)?.[1] ?? "";
    }
    return answer;
  }

  /** @param path as the pages write it, such as `/logins` */
  get(path: string, request: HttpRequest = {}): Promise<HttpAnswer> {
    return this.send(`${this.origin}${this.base}${path}`, request);
  }

  /** @param fields of a form; the page token is added from the page at `from` */
  async post(path: string, fields: [string, string][] = [], from = path): Promise<HttpAnswer> {
    const token = await this.pageToken(from);
    return this.postRaw(path, [[PAGE_TOKEN_FIELD, token], ...fields]);
  }

  postRaw(
    path: string,
    fields: [string, string][],
    headers: HttpRequest["headers"] = {},
  ): Promise<HttpAnswer> {
    return this.get(path, {
      method: "POST",
      headers: {
        origin: this.origin,
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });
  }

  async pageToken(path: string): Promise<string> {
    const { body } = await this.get(path);
    const token = new RegExp(`name="${PAGE_TOKEN_FIELD}" value="([^"]+)"`).exec(body)?.[1];
    if (token === undefined) throw new Error(`No form at ${path}.`);
    return token;
  }

  private async send(
    url: string,
    { method = "GET", headers = {}, body = "" }: HttpRequest,
  ): Promise<HttpAnswer> {
    const all = { "sec-fetch-site": "same-origin", cookie: this.cookie, ...headers };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const sent = request(url, { method, headers: Object.fromEntries(given) });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
  }
}
