/** A vulnerability that the audit may find, because it does not reach this program. */
export interface AcceptedVulnerability {
  /** GHSA-…, as the advisory's address ends. */
  id: string;
  /** Why it does no harm here. */
  reason: string;
  /** The last day on which it is accepted, YYYY-MM-DD: it is to be looked at again. */
  expires: string;
}

export interface Verdict {
  issues: string[];
  /** What a person should know although nothing is wrong. */
  notes: string[];
}

/** The part of `npm audit --json` that is read: one entry a package, whose `via` is an advisory or another package. */
interface Report {
  vulnerabilities: Record<string, { via: (string | Advisory)[] }>;
}

interface Advisory {
  name: string;
  title: string;
  url: string;
  severity: string;
  range: string;
}

/** What npm's message has where nothing answers. */
const NO_ANSWER =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|network timeout/;

const SEVERE: ReadonlySet<string> = new Set(["high", "critical"]);

/**
 * Judges what `npm audit --omit=dev --json` printed.
 * @param today YYYY-MM-DD
 */
export function judgeAudit(
  output: string,
  accepted: readonly AcceptedVulnerability[],
  today: string,
): Verdict {
  const answer = parsed(output);
  if (isReport(answer)) return judgeReport(answer, accepted, today);
  const refusal = refusalIn(answer);
  if (refusal === undefined)
    return { issues: [`npm audit printed no report: ${output.slice(0, 500)}`], notes: [] };
  return {
    issues: [],
    notes: [`Not audited: the registry has no audit endpoint that answers (${refusal}).`],
  };
}

function judgeReport(report: Report, accepted: readonly AcceptedVulnerability[], today: string): Verdict {
  const found = new Map<string, Advisory>();
  for (const { via } of Object.values(report.vulnerabilities))
    for (const each of via)
      if (typeof each !== "string" && SEVERE.has(each.severity)) found.set(idOf(each), each);
  const current = new Map(accepted.filter(({ expires }) => expires >= today).map(each => [each.id, each]));
  const open = [...found].filter(([id]) => !current.has(id));
  const expired = accepted.filter(({ id, expires }) => expires < today && found.has(id));
  return {
    issues: [
      ...open.map(([id, each]) => `${each.name} ${each.range}: ${each.title} (${each.severity}, ${id})`),
      ...expired.map(({ id, expires }) => `${id} was accepted until ${expires}: review it again.`),
    ],
    notes: [
      ...[...current.values()]
        .filter(({ id }) => found.has(id))
        .map(({ id, reason }) => `Accepted ${id}: ${reason}`),
      ...accepted
        .filter(({ id }) => !found.has(id))
        .map(({ id }) => `${id} is accepted, and not found: remove it.`),
    ],
  };
}

const idOf = ({ url, title }: Advisory) => /GHSA-[a-z0-9-]+$/i.exec(url)?.[0] ?? title;

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function isReport(answer: unknown): answer is Report {
  return typeof answer === "object" && answer !== null && "vulnerabilities" in answer;
}

/** npm prints the status of an answer that is no report, and only a message where there was no answer. */
function refusalIn(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("message" in answer)) return undefined;
  const { message, statusCode } = answer as { message: unknown; statusCode?: unknown };
  if (typeof statusCode === "number") return String(statusCode);
  return NO_ANSWER.exec(String(message))?.[0];
}
