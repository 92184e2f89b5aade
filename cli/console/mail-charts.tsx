/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import { BOUNCE_RATES, COMPLAINT_RATES, type ReviewRates } from "../../handlers/shared/review-rates";
import type { Summary } from "../api/emails";
import { BarChart, type Limit, type Point, RateChart } from "./chart";
import { type PeriodName, PERIODS } from "./period";
import { nameOf, tickOf } from "./points";
import { percent } from "./text";

interface MailChartsProps {
  figures: Summary["period"];
  period: PeriodName;
}

/** What was sent in a period by the hour or day, and the rates that SES judges an account by; then a note about it. */
export function MailCharts({ figures, period, children }: PropsWithChildren<MailChartsProps>) {
  const { words, step } = PERIODS[period];
  const points = (value: "sent" | "bounce_rate" | "complaint_rate") =>
    figures.points.map(each => ({
      ...{ name: nameOf(each, period), tick: tickOf(each, period) },
      value: each.sent === 0 ? null : each[value],
    }));
  return (
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
        <Rates name="Bounce rate" values={points("bounce_rate")} limits={BOUNCE_RATES} {...{ words, step }} />
        <Rates
          name="Complaint rate"
          values={points("complaint_rate")}
          limits={COMPLAINT_RATES}
          {...{ words, step }}
        />
      </div>
      <p class="hint">
        {step === "hour" ? "Hours" : "Days"} are in UTC. What bounced counts for the {step} in which it was
        sent. {children}
      </p>
    </>
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

/** `1.5k` for 1,500. */
function short(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${count / 1_000}k` : `${count / 1_000_000}M`;
}
