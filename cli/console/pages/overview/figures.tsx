/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { BOUNCE_RATES, COMPLAINT_RATES, type ReviewRates } from "../../../../handlers/shared/review-rates";
import type { Summary } from "../../../api/emails";
import { BarChart, type Limit, type Point, RateChart } from "../../chart";
import { Badge, EmptyState, type Tone } from "../../layout";
import { type PeriodName, PERIODS } from "../../period";
import { percent } from "../../text";
import { nameOf, tickOf } from "./points";

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
  const all = (summary as Partial<Summary>).period ?? { ...week, points: [] };
  const { words, step } = PERIODS[period];
  const points = (value: "sent" | "bounce_rate" | "complaint_rate") =>
    all.points.map(each => ({
      ...{ name: nameOf(each, period), tick: tickOf(each, period) },
      value: each.sent === 0 ? null : each[value],
    }));
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
      {all.sent > 0 && all.points.length > 0 && (
        <>
          <div class="charts">
            <section class="card">
              <h3>Recipients by {step}</h3>
              <BarChart
                label={`Recipients that mail was sent to, by ${step} (UTC), in the last ${words}: ${inWords(points("sent"), String)}.`}
                points={points("sent")}
                format={short}
              />
            </section>
            <Rates
              name="Bounce rate"
              values={points("bounce_rate")}
              limits={BOUNCE_RATES}
              {...{ words, step }}
            />
            <Rates
              name="Complaint rate"
              values={points("complaint_rate")}
              limits={COMPLAINT_RATES}
              {...{ words, step }}
            />
          </div>
          <p class="hint">
            {step === "hour" ? "Hours" : "Days"} are in UTC. What bounced counts for the {step} in which it
            was sent.
          </p>
        </>
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
  values,
  limits: { review, pause },
  words,
  step,
}: {
  name: string;
  values: readonly Point[];
  limits: ReviewRates;
  words: string;
  step: string;
}) {
  const limits: Limit[] = [
    { value: review, label: "SES reviews the account", tone: "warn" },
    { value: pause, label: "SES may pause sending", tone: "bad" },
  ];
  return (
    <section class="card">
      <h3>{name}</h3>
      <RateChart
        label={`${name} by ${step} (UTC) in the last ${words}, with SES's limits of ${percent(review)} and ${percent(pause)}: ${inWords(values, percent)}.`}
        points={values}
        format={value => percent(value)}
        limits={limits}
      />
    </section>
  );
}

/** The values of a chart, for those who do not see it: most hours of a day may have none. */
function inWords(points: readonly Point[], format: (value: number) => string): string {
  const known = points.flatMap(({ name, value }) => (value === null ? [] : [`${name} ${format(value)}`]));
  return `${known.join(", ")}${known.length < points.length ? "; nothing sent at other times" : ""}`;
}

function whole(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1.5k` for 1,500. */
function short(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${count / 1_000}k` : `${count / 1_000_000}M`;
}
