import { type Detail, error, warning } from "../findings/finding";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html: AWS refuses requests that are five minutes off. */
const MAX_SKEW_MS = 5 * 60_000;
const NOTABLE_SKEW_MS = 60_000;

interface ObservedClock {
  /** Of AWS's answer, in seconds; undefined: it had no Date header. */
  aws: string | null;
  local: number;
}

export function judgeClock({ aws, local }: ObservedClock): Detail[] {
  if (aws === null || Number.isNaN(Date.parse(aws))) throw new Error("the answer had no Date header");
  const skew = local - Date.parse(aws);
  if (Math.abs(skew) < NOTABLE_SKEW_MS) return [];
  const what = `this machine's clock is ${Math.round(Math.abs(skew) / 1_000)} s ${skew > 0 ? "ahead of" : "behind"} AWS's`;
  const why =
    "AWS refuses requests that are signed more than five minutes off, and times in reports are wrong.";
  const remedy = "Turn on time synchronization (NTP).";
  return [Math.abs(skew) >= MAX_SKEW_MS ? error(what, why, remedy) : warning(what, why, remedy)];
}

const MAX_ANSWER_MS = 10_000;

/** Asks without a signature, which a wrong clock would spoil: AWS answers with an error, and its time. */
export async function observeClock(endpoint: string, now: () => number): Promise<ObservedClock> {
  const response = await fetch(endpoint, { redirect: "manual", signal: AbortSignal.timeout(MAX_ANSWER_MS) });
  await response.body?.cancel();
  return { aws: response.headers.get("date"), local: now() };
}
