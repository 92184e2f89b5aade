import { ATTACKS } from "../../tests/support/circuit-breaker/attacks";
import { NORMAL_SENDERS } from "../../tests/support/circuit-breaker/normal-senders";
import { play } from "../../tests/support/circuit-breaker/play";
import { Stage } from "../../tests/support/circuit-breaker/stage";
import { randomFrom } from "../../tests/support/circuit-breaker/traffic";
import { NOW } from "../../tests/support/ses-events/event-store";
import { type Figure, median } from "../figure";

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const ATTACK_SEEDS = seeds(9);

/** 560 logins, and so 69 years of a login's mail. */
const NORMAL_SEEDS = seeds(28);
const MAX_FALSE_ALARMS = 8;

/** How much of an attack gets out before the circuit breaker stops it, what an examination takes, and false alarms. */
export async function breakerFigures(): Promise<Figure[]> {
  return [...ATTACKS.map(attackFigure), ...falseAlarms(), ...(await examinationFigures())];
}

function attackFigure(attack: (typeof ATTACKS)[number]): Figure {
  const { name, from } = attack;
  const runs = ATTACK_SEEDS.map(seed => {
    const all = attack.mails(randomFrom(seed));
    const { trip } = play(all);
    const recipientsIn = (since: number, until: number) =>
      all.reduce((sum, { at, recipients }) => sum + (at >= since && at < until ? recipients : 0), 0);
    return { sent: recipientsIn(from, trip?.at ?? Infinity), planned: recipientsIn(from, Infinity) };
  });
  return {
    name: `recipients until it is stopped: ${name}`,
    value: median(runs.map(({ sent }) => sent)),
    unit: "count",
    reference: { name: "without a circuit breaker", value: median(runs.map(({ planned }) => planned)) },
  };
}

/**
 * Forty-five days of each normal sender.
 *
 * @throws Error if more than {@link MAX_FALSE_ALARMS} are stopped
 */
function falseAlarms(): Figure[] {
  let [stopped, examinations] = [0, 0];
  for (const seed of NORMAL_SEEDS)
    for (const [index, sender] of NORMAL_SENDERS.entries()) {
      const run = play(sender.mails(randomFrom(seed * 1000 + index)));
      examinations += run.examinations;
      if (run.trip !== undefined) stopped++;
    }
  const logins = NORMAL_SEEDS.length * NORMAL_SENDERS.length;
  if (stopped > MAX_FALSE_ALARMS)
    throw new Error(`${stopped} of ${logins} normal logins were stopped; the limit is ${MAX_FALSE_ALARMS}.`);
  return [
    {
      name: "normal logins stopped in 45 days",
      value: stopped,
      unit: "count",
      reference: { name: `of ${logins}, in examinations`, value: examinations },
    },
  ];
}

/** On the model of DynamoDB: a login with three weeks of past sends, and one that may be in a burst. */
async function examinationFigures(): Promise<Figure[]> {
  const stage = new Stage();
  await stage.past();
  const breaker = stage.breaker();
  await breaker.examine("jane");
  const callsOf = async () => {
    stage.store.calls.length = 0;
    await breaker.examine("jane");
    return stage.store.calls.length;
  };
  await stage.send({ count: 3, at: NOW });
  const usual = await callsOf();
  await stage.send({ count: 3_000, at: NOW });
  const busy = await callsOf();
  return [
    { name: "DynamoDB calls of an examination", value: usual, unit: "calls" },
    { name: "DynamoDB calls of one in a burst", value: busy, unit: "calls" },
  ];
}
