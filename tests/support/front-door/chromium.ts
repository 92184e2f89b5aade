import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** Longer than headless Chromium takes to start and load a small page on a busy machine. */
const TIMEOUT_MS = 60_000;

/** The path of a Chromium, or undefined where none is installed. */
export function chromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const files = folders.flatMap(folder =>
    ["chromium", "chromium-browser", "google-chrome"].map(name => join(folder, name)),
  );
  return files.find(file => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Opens a page of a foreign site in headless Chromium: its host name resolves to a server on this machine.
 *
 * @returns the paths that the page requested from its own server, by which it reports
 */
export async function openForeignPage(browser: string, html: string): Promise<string[]> {
  const paths: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    paths.push(url);
    response.writeHead(200, { "content-type": "text/html" }).end(url === "/" ? html : "");
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const profile = await mkdtemp(join(tmpdir(), "ses-smtp-chromium-"));
  try {
    await promisify(execFile)(
      browser,
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
        ...["--disable-extensions", `--user-data-dir=${profile}`, "--virtual-time-budget=4000"],
        ...["--host-resolver-rules=MAP foreign.example 127.0.0.1", "--dump-dom"],
        `http://foreign.example:${port}/`,
      ],
      { timeout: TIMEOUT_MS },
    );
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  return paths;
}
