import { type Document, isMap, parseDocument } from "yaml";
import { CommandError } from "../shared/context";
import type { StackConfig } from "./judge";

export interface StackFileChange {
  key: string;
  /** Undefined if it was not set. */
  from: string | undefined;
  to: string;
}

/** A stack's configuration file, with comments, other settings and secrets as they are. */
export interface StackFile {
  text: string;
  /** The settings that were set to something else, or not at all. */
  changes: StackFileChange[];
}

/**
 * Where Pulumi keeps a stack's configuration: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/.
 */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/**
 * Sets values in a stack's configuration file.
 *
 * @param current undefined if there is none
 * @throws CommandError if it is not one
 */
export function withConfig(name: string, current: string | undefined, config: StackConfig): StackFile {
  const document: Document = parseDocument(current ?? "");
  const [error] = document.errors;
  if (error !== undefined) throw new CommandError(`${name}: not valid YAML: ${firstLine(error.message)}`);
  const root = document.contents;
  if (root !== null && !isMap(root)) throw new CommandError(`${name}: not a stack's configuration file`);
  const given: unknown = root === null ? undefined : document.get("config");
  if (given !== undefined && given !== null && !isMap(given))
    throw new CommandError(`${name}: config is not a map`);
  // A key without a value is no map that a setting can be added to.
  if (root !== null && !isMap(given)) document.delete("config");
  const changes: StackFileChange[] = [];
  for (const [key, value] of Object.entries(config)) {
    const before = root === null ? undefined : valueAt(document, key);
    const [from, to] = [before === undefined ? undefined : textOf(before), textOf(value)];
    if (from === to) continue;
    changes.push({ key, from, to });
    document.setIn(["config", key], document.createNode(value));
  }
  return { text: changes.length === 0 && current !== undefined ? current : document.toString(), changes };
}

function valueAt(document: Document, key: string): unknown {
  const node = document.getIn(["config", key], true);
  const value: unknown =
    typeof node === "object" && node !== null && "toJSON" in node
      ? (node as { toJSON(): unknown }).toJSON()
      : node;
  return value ?? undefined;
}

/** Pulumi takes a list as YAML or as JSON in a string. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
