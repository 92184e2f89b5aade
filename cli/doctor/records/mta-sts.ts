import { MAX_MTA_STS_AGE } from "../../../dns/mta-sts";

/** An MTA-STS policy file by RFC 8461 §3.2. */
export interface ParsedPolicy {
  mode: string | undefined;
  mx: string[];
  maxAge: number | undefined;
  /** Why senders ignore the file. */
  problems: string[];
}

/** RFC 8461 §3.1: other records of the name do not matter. */
export function isMtaSts(text: string): boolean {
  return /^v=STSv1(?:[ \t]*;|[ \t]*$)/.test(text);
}

/** @returns undefined if senders cannot use it */
export function mtaStsId(text: string): string | undefined {
  return /^v=STSv1[ \t]*;[ \t]*(?:[^;]*;[ \t]*)*?id=([A-Za-z0-9]{1,32})[ \t]*(?:;|$)/.exec(text)?.[1];
}

export function parsePolicy(content: string): ParsedPolicy {
  const problems: string[] = [];
  const fields = new Map<string, string[]>();
  for (const line of content.split(/\r?\n/).filter(each => each.trim() !== "")) {
    const [, key, value = ""] = /^([A-Za-z0-9][\w.-]*):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (key === undefined) problems.push(`the line ${JSON.stringify(line.slice(0, 80))} is no "key: value"`);
    else fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  const [version] = fields.get("version") ?? [];
  if (version !== "STSv1") problems.push("version: STSv1 is missing");
  const [mode] = fields.get("mode") ?? [];
  if (mode === undefined || !/^(testing|enforce|none)$/.test(mode))
    problems.push(`mode ${JSON.stringify(mode ?? "")} is not testing, enforce or none`);
  const [age = ""] = fields.get("max_age") ?? [];
  const maxAge = /^\d{1,10}$/.test(age) ? Number(age) : undefined;
  if (maxAge === undefined || maxAge > MAX_MTA_STS_AGE)
    problems.push(`max_age ${JSON.stringify(age)} is not a number of seconds up to ${MAX_MTA_STS_AGE}`);
  const mx = (fields.get("mx") ?? []).map(each => each.toLowerCase());
  if (mx.length === 0 && mode !== "none") problems.push("there is no mx line");
  return { mode, mx, maxAge, problems };
}

/** RFC 8461 §4.1: `*.` stands for exactly one label. */
export function matchesMx(host: string, pattern: string): boolean {
  if (!pattern.startsWith("*.")) return host === pattern;
  return host.split(".").slice(1).join(".") === pattern.slice(2);
}
