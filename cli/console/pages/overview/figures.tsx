/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Summary } from "../../../api/emails";
import { Badge, EmptyState, type Tone } from "../../layout";
import { MailCharts } from "../../mail-charts";
import { type PeriodName, PERIODS } from "../../period";
import { percent } from "../../text";

type Verdict = Summary["period"]["bounce_verdict"];

const VERDICTS: Readonly<Record<Verdict["status"], readonly [Tone, string]>> = {
  healthy: ["good", "Good"],
  at_risk: ["warn", "At risk"],
  critical: ["bad", "Critical"],
  too_few_sent: ["neutral", "Too few to judge"],
};

/** What was sent in a period, and the rates that SES judges an account by. */
export function Figures({ summary, period }: { summary: Summary; period: PeriodName }) {
  const { last_7_days: week, last_24_hours: day, quota } = summary;
  // An older API has no other period, and no points.
  const all = (summary as Partial<Summary>).period ?? { ...week, name: period, bounces: 0, points: [] };
  const { words } = PERIODS[period];
  return (
    <>
      <div class="cards">
        <Card name="Sent in 24 hours" value={whole(day.sent)}>
          {quota !== null && quota.max > 0 && `of ${whole(quota.max)} that SES allows`}
        </Card>
        <Card name={`Delivered in ${words}`} value={whole(all.delivered)}>
          of {whole(all.sent)} sent
        </Card>
        <Card name="Bounce rate" value={percent(all.bounce_rate)} verdict={all.bounce_verdict} />
        <Card name="Complaint rate" value={percent(all.complaint_rate)} verdict={all.complaint_verdict} />
      </div>
      {all.sent === 0 && (
        <EmptyState title={`Nothing was sent in the last ${words}`}>
          <p>
            <a href="/logins">Choose a login</a>, show its set-up sheet, and send a first message with it.
          </p>
        </EmptyState>
      )}
      {all.sent > 0 && all.points.length > 0 && <MailCharts figures={all} period={period} />}
    </>
  );
}

function Card({
  name,
  value,
  verdict,
  children,
}: {
  name: string;
  value: string;
  verdict?: Verdict;
  children?: unknown;
}) {
  return (
    <div class="card">
      <span class="soft">{name}</span>
      <span class="figure">{value}</span>
      {verdict === undefined ? (
        <span class="hint">{children}</span>
      ) : (
        <Badge tone={VERDICTS[verdict.status][0]}>{VERDICTS[verdict.status][1]}</Badge>
      )}
    </div>
  );
}

function whole(count: number): string {
  return count.toLocaleString("en-US");
}
