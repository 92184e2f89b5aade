/** The header that holds the emulator's secret; run.py requires it of every request but the health check. */
export const SECRET_HEADER = "x-ses-smtp-emulator";

/** The only path that needs neither secret nor signature. */
export const HEALTH_PATH = "/_ministack/health";

/** Whether an emulator responds at this URL. */
export async function isHealthy(url: string): Promise<boolean> {
  return (await statusOf(url, HEALTH_PATH)) === 200;
}

/** Whether it is one that run.py started with this secret: it refuses requests without it. */
export async function accepts(url: string, secret: string): Promise<boolean> {
  const path = "/_ministack/ready";
  const [without, withSecret] = await Promise.all([statusOf(url, path), statusOf(url, path, secret)]);
  return without === 403 && withSecret !== undefined && withSecret !== 403;
}

async function statusOf(url: string, path: string, secret?: string): Promise<number | undefined> {
  try {
    const headers = secret === undefined ? {} : { [SECRET_HEADER]: secret };
    const response = await fetch(new URL(path, url), { headers, signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined; // not listening, perhaps not yet: the caller decides how long to retry
  }
}
