import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { unzipSync, zipSync, type Zippable } from "fflate";

import type { WireArchive, WireAsset } from "./normalize";

/** The earliest time a zip entry can have, in local time: the bytes must depend on the content only. */
const EPOCH = new Date(1980, 0, 1);

/**
 * The bytes of a function's package. The same files give the same bytes: entries are sorted and all have the same
 * time, so that an unchanged program is an unchanged function.
 *
 * @param directory base of relative asset paths: the program's working directory
 */
export function zipOf(archive: WireArchive, directory: string): Uint8Array {
  const files = filesOf(archive, directory);
  const sorted: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    sorted[name] = [files.get(name) ?? new Uint8Array(), { mtime: EPOCH, attrs: 0o644 << 16, os: 3 }];
  }
  return zipSync(sorted, { level: 6 });
}

/** An archive's files, by their path inside it. */
function filesOf(archive: WireArchive, directory: string, prefix = ""): Map<string, Uint8Array> {
  if (archive.path !== undefined) return filesAt(resolve(directory, archive.path), prefix);
  const files = new Map<string, Uint8Array>();
  for (const [name, member] of Object.entries(archive.assets ?? {})) {
    const path = join(prefix, name);
    if (member.kind === "asset") files.set(path, contentOf(member, directory));
    else for (const [inner, content] of filesOf(member, directory, path)) files.set(inner, content);
  }
  return files;
}

/**
 * Identifies an archive's content without keeping it: the engine's own hash if there is one. In a diff, the engine
 * passes nothing else of an archive (ElideAssetContents in pulumi's sdk/go/common/resource/plugin).
 */
export function digestOf(archive: WireArchive | WireAsset, directory: string): string {
  if (archive.hash) return archive.hash;
  const hash = createHash("sha256");
  const files =
    archive.kind === "archive" ? filesOf(archive, directory) : new Map([["", contentOf(archive, directory)]]);
  for (const name of [...files.keys()].sort()) {
    const content = files.get(name) ?? new Uint8Array();
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("base64");
}

function contentOf(asset: WireAsset, directory: string): Uint8Array {
  return asset.path === undefined
    ? Buffer.from(asset.text ?? "")
    : readFileSync(resolve(directory, asset.path));
}

function filesAt(path: string, prefix: string): Map<string, Uint8Array> {
  if (!statSync(path).isDirectory()) {
    return new Map(
      Object.entries(unzipSync(readFileSync(path))).map(([name, content]) => [join(prefix, name), content]),
    );
  }
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    files.set(join(prefix, full.slice(path.length + 1)), readFileSync(full));
  }
  return files;
}
