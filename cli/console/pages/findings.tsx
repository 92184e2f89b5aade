/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Finding, Severity } from "../../doctor/findings/finding";
import type { Diagnosis } from "../../doctor/findings/run";
import { countOf } from "../../doctor/text";
import { capitalized, Prose } from "../controls";
import { Badge, Notice, Time, type Tone } from "../layout";

/** A run of doctor's checks. */
export type DiagnosisState =
  | { kind: "running"; since: Date }
  | { kind: "done"; at: Date; diagnosis: Diagnosis }
  | { kind: "failed"; at: Date; reason: string };

const TONES: Readonly<Record<Severity, Tone>> = { error: "bad", warning: "warn", note: "neutral" };

/** What the checks found, worst first. */
export function Findings({ state }: { state: DiagnosisState }) {
  if (state.kind === "running")
    return (
      <Notice>
        Checking DNS, the SES account and the stack since <Time at={state.since} />. It takes up to a minute;
        without scripts, reload this page.
      </Notice>
    );
  if (state.kind === "failed")
    return (
      <>
        <Notice tone="bad">The checks could not be made: {state.reason}</Notice>
        <Again />
      </>
    );
  const { findings, checks } = state.diagnosis;
  const worst = findings[0]?.severity;
  const counts = (["error", "warning", "note"] as const)
    .map(severity => countOf(findings, severity))
    .join(", ");
  return (
    <section class="findings">
      <Notice tone={worst === undefined || worst === "note" ? "good" : TONES[worst]}>
        {checks} checks: {findings.length === 0 ? "nothing found" : counts}. Checked{" "}
        <Time at={state.at} show="ago" />.
      </Notice>
      {findings.map(FindingCard)}
      <Again />
    </section>
  );
}

function Again() {
  return (
    <p>
      <a class="button" href="/domains/check">
        Check again
      </a>
    </p>
  );
}

function FindingCard({ severity, subject, what, why, remedy, check }: Finding) {
  const isNamed = what.toLowerCase().includes(subject.toLowerCase());
  return (
    <details class="card finding" open={severity === "error"}>
      <summary>
        <Badge tone={TONES[severity]}>{capitalized(severity)}</Badge>{" "}
        <span>
          <Prose text={isNamed ? capitalized(what) : `${subject}: ${what}`} />
        </span>
      </summary>
      <dl>
        <dt>Why</dt>
        <dd>
          <Prose text={why} />
        </dd>
        <dt>What to do</dt>
        <dd>
          <Prose text={remedy} />
        </dd>
        <dt>Check</dt>
        <dd>
          <code>{check}</code>
        </dd>
      </dl>
    </details>
  );
}
