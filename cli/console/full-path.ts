import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { UsageError } from "../shared/context";

/**
 * A path that was filled in, as a shell reads it.
 *
 * @throws UsageError for a path that would be relative to wherever the console was started
 */
export function fullPath(field: string, text: string): string {
  if (isAbsolute(text)) return text;
  if (text.startsWith("~/")) return join(homedir(), text.slice(2));
  throw new UsageError(field, `${JSON.stringify(text)} is not a full path`, "begin it with / or ~/");
}
