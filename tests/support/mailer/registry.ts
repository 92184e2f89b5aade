import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

const PROJECT = join(__dirname, "..", "..", "..");

interface Manifest {
  name: string;
  version: string;
}

/** An npm registry with the packages that the project itself has installed: npm works as usual, without a network. */
export interface Registry {
  url: string;
  close(): Promise<void>;
}

export async function startRegistry(): Promise<Registry> {
  const packages = installedPackages();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/").slice(1);
    const respond = path.startsWith("-/") ? sendTarball(path.slice(2), response) : undefined;
    if (respond) {
      respond.catch(() => response.destroy());
      return;
    }
    const versions = packages.get(path);
    response.writeHead(versions ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(versions ? packument(path, versions, url()) : { error: "Not found" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Folders of each package by name, one a version. */
function installedPackages(): Map<string, { folder: string; manifest: Manifest }[]> {
  const { packages } = JSON.parse(readFileSync(join(PROJECT, "package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>;
  };
  const found = new Map<string, { folder: string; manifest: Manifest }[]>();
  for (const folder of Object.keys(packages).filter(path => path.startsWith("node_modules/"))) {
    const file = join(PROJECT, folder, "package.json");
    if (!existsSync(file)) continue; // for another platform
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
    found.set(name, [...(found.get(name) ?? []), { folder, manifest }]);
  }
  return found;
}

function packument(
  name: string,
  versions: readonly { folder: string; manifest: Manifest }[],
  url: string,
): object {
  const all = versions.map(({ folder, manifest }) => {
    const dist = { tarball: `${url}/-/${encodeURIComponent(folder)}` };
    return [manifest.version, { ...manifest, dist }] as const;
  });
  return { name, "dist-tags": { latest: all[0]?.[0] }, versions: Object.fromEntries(all) };
}

async function sendTarball(folder: string, response: ServerResponse): Promise<void> {
  const path = join(PROJECT, folder);
  const flags = ["-czf", "-", "--exclude", "node_modules", "-C", dirname(path), basename(path)];
  const tar = spawn("tar", flags, { stdio: ["ignore", "pipe", "inherit"] });
  response.writeHead(200, { "content-type": "application/octet-stream" });
  await pipeline(tar.stdout, response);
}
