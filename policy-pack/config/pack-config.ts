import { readFileSync } from "node:fs";
import * as path from "node:path";
import { isObject } from "../resource/path";
import { ConfigError, type Exception, readExceptions } from "./exceptions";

/** The pack's own exceptions, by policy: policy-pack/config.json, in the format of --policy-pack-config. */
export type PackConfig = Readonly<Record<string, readonly Exception[]>>;

export function loadPackConfig(policies: readonly string[], today: string): PackConfig {
  return parsePackConfig(readFileSync(path.join(__dirname, "..", "config.json"), "utf8"), policies, today);
}

/** @throws ConfigError that names each invalid key */
export function parsePackConfig(text: string, policies: readonly string[], today: string): PackConfig {
  const config = parse(text);
  const unknownPolicies = Object.keys(config).filter(key => !policies.includes(key));
  if (unknownPolicies.length > 0) {
    throw new ConfigError(
      unknownPolicies
        .map(key => `config.json: ${key}: unknown policy; expected ${policies.join(", ")}`)
        .join("\n"),
    );
  }
  return Object.fromEntries(
    Object.entries(config).map(([policy, own]) => [
      policy,
      readExceptions(own, `config.json: ${policy}`, today),
    ]),
  );
}

function parse(text: string): Record<string, unknown> {
  try {
    const config = JSON.parse(text) as unknown;
    if (isObject(config)) return config;
  } catch {
    // reported below: invalid JSON and JSON that is not an object have the same remedy
  }
  throw new ConfigError("config.json: must be a JSON object that maps policies to exceptions");
}
