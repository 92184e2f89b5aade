import type * as z from "zod/mini";
import type {
  bounces,
  complaints,
  removed,
  summary,
  suppression,
  suppressions,
  violations,
} from "../../handlers/api/metrics/schemas";
import { CommandError } from "../shared/context";
import type { ApiClient } from "./client";

export type Bounces = z.infer<typeof bounces>;
export type Complaints = z.infer<typeof complaints>;
export type Summary = z.infer<typeof summary>;
export type Violations = z.infer<typeof violations>;
export type Suppression = z.infer<typeof suppression>;

/** What the API says about a page of a list. */
type Query = Readonly<Record<string, string>>;

/** The API's largest page. */
const PAGE = 1_000;
/** A million entries. */
const MAX_PAGES = 1_000;

/** The API's operations on what became of mail. */
export class Emails {
  constructor(private readonly api: ApiClient) {}

  async bounces(query: Query): Promise<Bounces> {
    return (await this.api.call<Bounces>({ method: "GET", path: "/metrics/email/bounces", query })).body;
  }

  async complaints(query: Query): Promise<Complaints> {
    return (await this.api.call<Complaints>({ method: "GET", path: "/metrics/email/complaints", query }))
      .body;
  }

  async summary(query: Query = {}): Promise<Summary> {
    return (await this.api.call<Summary>({ method: "GET", path: "/metrics/email/summary", query })).body;
  }

  async violations(query: Query): Promise<Violations> {
    return (await this.api.call<Violations>({ method: "GET", path: "/metrics/email/violations", query }))
      .body;
  }

  /** All entries in force, page by page. */
  async suppressions(query: Query): Promise<Suppression[]> {
    const all: Suppression[] = [];
    for (let page = 0; page < MAX_PAGES; page++) {
      const { body } = await this.api.call<z.infer<typeof suppressions>>({
        ...{ method: "GET", path: SUPPRESSIONS },
        query: { ...query, limit: String(PAGE), offset: String(all.length) },
      });
      all.push(...body.suppressions);
      if (body.suppressions.length === 0 || all.length >= body.total) return all;
    }
    throw new CommandError(`API: more than ${MAX_PAGES} pages of suppressions: check --api-url.`);
  }

  /** @param expiresAt ISO 8601; undefined: never */
  async suppress(email: string, expiresAt: string | undefined): Promise<Suppression> {
    const body = { email, ...(expiresAt !== undefined && { expires_at: expiresAt }) };
    return (await this.api.call<Suppression>({ method: "POST", path: SUPPRESSIONS, body })).body;
  }

  /** @returns false if it was not on the list */
  async lift(email: string): Promise<boolean> {
    const { status } = await this.api.call<z.infer<typeof removed>>(
      { method: "DELETE", path: SUPPRESSIONS, query: { email } },
      ["not-suppressed"],
    );
    return status !== 404;
  }
}

const SUPPRESSIONS = "/metrics/email/suppressions";
