import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A page on disk that sends the browser to the console, with a token in the address. */
export interface RedirectFile {
  path: string;
  /** Replaces the address: the token in the one before was used. */
  write(url: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Only its owner can read the file and its folder. So the token stands neither in the arguments of the browser's process,
 * which every user of the machine can list, nor on the terminal.
 */
export async function createRedirectFile(url: string): Promise<RedirectFile> {
  const folder = await mkdtemp(join(tmpdir(), "ses-smtp-console-")); // mode 0700
  // The next npm start deletes the folders of processes that were killed.
  await writeFile(join(folder, "owner.pid"), String(process.pid), { mode: 0o600 });
  const path = join(folder, "open.html");
  const write = async (address: string) => {
    const next = join(folder, "next.html");
    await writeFile(next, page(address), { mode: 0o600 });
    await rename(next, path); // a browser never sees half of it
  };
  await write(url);
  return { path, write, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** @param url of our own making: it has nothing to escape */
function page(url: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${url}">
<title>ses-smtp console</title>
</head>
<body>
<p><a href="${url}">Open the console</a></p>
</body>
</html>
`;
}
