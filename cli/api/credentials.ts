import type * as z from "zod/mini";
import type { Credential, putBody } from "../../handlers/api/credentials/schemas";
import { CommandError } from "../shared/context";
import { type ApiAnswer, type ApiClient, pathTo } from "./client";

export type { Credential } from "../../handlers/api/credentials/schemas";

/** A credential with its password, still encrypted. */
export interface EncryptedSecret extends Credential {
  username: string;
  encryptedPassword: string;
  encryptionContext: Record<string, string>;
}

/** The settings of a credential. */
export type Inputs = z.infer<typeof putBody>;

/** AWS allows 5,000 IAM users in an account, and so half a hundred full pages; pages with a filter may be empty. */
const MAX_PAGES = 1_000;

/** The API's operations on credentials. */
export class Credentials {
  constructor(private readonly api: ApiClient) {}

  /** All of them, page by page. */
  async list(status?: string): Promise<Credential[]> {
    const all: Credential[] = [];
    for (let pageToken: string | undefined; ;) {
      const query = { limit: "100", ...(status && { status }), ...(pageToken && { pageToken }) };
      const { body } = await this.api.call<{ credentials: Credential[]; nextPageToken?: string }>({
        method: "GET",
        path: "/credentials",
        query,
      });
      all.push(...body.credentials);
      pageToken = body.nextPageToken;
      if (pageToken === undefined) return all;
    }
    throw new CommandError(`API: more than ${MAX_PAGES} pages of credentials: check --api-url.`);
  }

  /** @returns also the entity tag, for a change that must be based on this version */
  async show(name: string): Promise<{ credential: Credential; etag: string }> {
    const { body, etag } = await this.api.call<Credential>({ method: "GET", path: at(name) });
    return { credential: body, etag: etag ?? "*" };
  }

  /** @returns undefined if there is none */
  async find(name: string): Promise<Credential | undefined> {
    const { status, body } = await this.api.call<Credential>({ method: "GET", path: at(name) }, [
      "not-found",
    ]);
    return status === 404 ? undefined : body;
  }

  /** @returns undefined if there is one already */
  async create(name: string, inputs: Inputs): Promise<Credential | undefined> {
    const { status, body } = await this.api.call<Credential>(
      { method: "PUT", path: at(name), body: inputs, headers: { "if-none-match": "*" } },
      ["precondition-failed"],
    );
    return status === 412 ? undefined : body;
  }

  /** @returns undefined if somebody changed it since the entity tag was read */
  async patch(name: string, inputs: object, etag: string): Promise<Credential | undefined> {
    const { status, body } = await this.api.call<Credential>(
      { method: "PATCH", path: at(name), body: inputs, headers: { "if-match": etag } },
      ["precondition-failed"],
    );
    return status === 412 ? undefined : body;
  }

  async act(name: string, action: "disable" | "enable" | "rotate", body?: object): Promise<Credential> {
    return (await this.post<Credential>(name, action, body)).body;
  }

  async secret(name: string): Promise<EncryptedSecret> {
    return (await this.post<EncryptedSecret>(name, "secret")).body;
  }

  async remove(name: string): Promise<void> {
    await this.api.call({ method: "DELETE", path: at(name) });
  }

  private post<Body>(name: string, action: string, body?: object): Promise<ApiAnswer<Body>> {
    return this.api.call<Body>({ method: "POST", path: at(name) + pathTo(action), ...(body && { body }) });
  }
}

function at(name: string): string {
  return pathTo("credentials", name);
}
