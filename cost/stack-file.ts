import { parse } from "yaml";
import { UsageError } from "./config";

/**
 * The settings in a stack's configuration file
 * (https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/), as Pulumi gives them to the program.
 * Encrypted ones are left out: none of this program's is.
 *
 * @param file its name, for messages
 * @returns `KEY=VALUE`, lists and maps as JSON
 * @throws UsageError if it is not such a file
 */
export function stackFilePairs(text: string, file: string): string[] {
  const settings = settingsIn(text, file);
  return Object.entries(settings).flatMap(([key, value]) => {
    if (typeof value === "object" && value !== null)
      return "secure" in value ? [] : [`${key}=${JSON.stringify(value)}`];
    return value === null ? [] : [`${key}=${String(value)}`];
  });
}

function settingsIn(text: string, file: string): Record<string, string | number | boolean | object | null> {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new UsageError(
      `--stack-file ${file}: not valid YAML (${(error as Error).message.split("\n", 1).join("")})`,
    );
  }
  const config: unknown = (content as { config?: unknown } | null)?.config ?? {};
  if (typeof config !== "object" || Array.isArray(config))
    throw new UsageError(`--stack-file ${file}: config is not a map`);
  return config as Record<string, string | number | boolean | object | null>;
}
