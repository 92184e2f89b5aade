/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { BOUNCE_RATES, COMPLAINT_RATES, type ReviewRates } from "../../../../handlers/shared/review-rates";
import type { Summary } from "../../../api/emails";
import { BarChart, type Limit, RateChart } from "../../chart";
import { Badge, EmptyState, type Tone } from "../../layout";
import { percent } from "../../text";

type Verdict = Summary["last_7_days"]["bounce_verdict"];

const VERDICTS: Readonly<Record<Verdict["status"], readonly [Tone, string]>> = {
  healthy: ["good", "Good"],
  at_risk: ["warn", "At risk"],
  critical: ["bad", "Critical"],
  too_few_sent: ["neutral", "Too few to judge"],
};

/** What was sent, and the rates that SES judges an account by. */
export function Figures({ summary }: { summary: Summary }) {
  const { last_7_days: week, last_24_hours: day, quota } = summary;
  // An older API does not have them.
  const days = (summary as Partial<Summary>).by_day ?? [];
  const points = (value: "sent" | "bounce_rate" | "complaint_rate") =>
    days.map(each => ({ date: each.date, value: each[value] }));
  return (
    <>
      <div class="cards">
        <Card name="Sent in 24 hours" value={whole(day.sent)}>
          {quota !== null && quota.max > 0 && `of ${whole(quota.max)} that SES allows`}
        </Card>
        <Card name="Delivered in 7 days" value={whole(week.delivered)}>
          of {whole(week.sent)} sent
        </Card>
        <Card name="Bounce rate" value={percent(week.bounce_rate)} verdict={week.bounce_verdict} />
        <Card name="Complaint rate" value={percent(week.complaint_rate)} verdict={week.complaint_verdict} />
      </div>
      {week.sent === 0 && (
        <EmptyState title="Nothing was sent in the last seven days">
          <p>
            <a href="/logins">Choose a login</a>, show its set-up sheet, and send a first message with it.
          </p>
        </EmptyState>
      )}
      {week.sent > 0 && days.length > 0 && (
        <div class="charts">
          <section class="card">
            <h2>Recipients by day</h2>
            <BarChart
              label={`Recipients that mail was sent to in each of the last ${days.length} days: ${days.map(({ date, sent }) => `${date} ${sent}`).join(", ")}.`}
              points={points("sent")}
              format={short}
            />
          </section>
          <section class="card">
            <h2>Bounce rate</h2>
            <Rates name="Bounce rate" points={points("bounce_rate")} rates={BOUNCE_RATES} />
          </section>
          <section class="card">
            <h2>Complaint rate</h2>
            <Rates name="Complaint rate" points={points("complaint_rate")} rates={COMPLAINT_RATES} />
          </section>
        </div>
      )}
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

function Rates({
  name,
  points,
  rates: { review, pause },
}: {
  name: string;
  points: { date: string; value: number | null }[];
  rates: ReviewRates;
}) {
  const limits: Limit[] = [
    { value: review, label: "SES reviews the account", tone: "warn" },
    { value: pause, label: "SES may pause sending", tone: "bad" },
  ];
  const said = points.map(({ date, value }) => `${date} ${value === null ? "nothing sent" : percent(value)}`);
  return (
    <RateChart
      label={`${name} by day, with SES's limits of ${percent(review)} and ${percent(pause)}: ${said.join(", ")}.`}
      points={points}
      format={value => percent(value)}
      limits={limits}
    />
  );
}

function whole(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1.5k` for 1,500. */
function short(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${count / 1_000}k` : `${count / 1_000_000}M`;
}
