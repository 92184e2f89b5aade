/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { COST_FIGURES, mailCost, planOf, usd } from "../../cost/figures";
import { sesObserver } from "../../doctor/account/observe";
import { explainAwsError } from "../../shared/aws-errors";
import { SES_PLANS, type SesPlan } from "../../shared/ses-plans";
import { chosen } from "../choice";
import type { ConsoleContext } from "../context";
import { capitalized, Filters, Select } from "../controls";
import { type ConsolePage, consolePage } from "../environment";
import { Field, Layout, Notice, Table } from "../layout";
import { page } from "../respond";

/** Of mail that was sent. */
const DAYS = 30;
/** More than any login sends in a month. */
const MAX_RECIPIENTS = 1_000_000_000;
/** New accounts have it (https://aws.amazon.com/ses/pricing/). */
const DEFAULT_PLAN = "ESSENTIALS";

/** The account's plan of SES. */
type KnownPlan = { name: string; plan: SesPlan | undefined } | { problem: string };

/** What the stack costs while idle, what its mail has cost, and what more would. */
export function costPage(context: ConsoleContext): ConsolePage {
  const { emails, api } = context;
  return consolePage().get("/", async c => {
    const [{ sent }, account] = await Promise.all([
      emails.bounces({ days: String(DAYS), limit: "1" }),
      accountPlan(api.endpoint.region),
    ]);
    const own = "name" in account ? account.name : DEFAULT_PLAN;
    const name = chosen("Plan", c.req.query("plan"), Object.keys(SES_PLANS)) ?? own;
    const recipients = Math.min(
      MAX_RECIPIENTS,
      Math.max(0, Math.floor(Number(c.req.query("recipients")) || 10_000)),
    );
    return page(
      c,
      <Cost
        {...{
          context,
          sent,
          account,
          name: Object.hasOwn(SES_PLANS, name) ? name : DEFAULT_PLAN,
          recipients,
        }}
      />,
    );
  });
}

/** Whoever may use the API need not have permissions in SES. */
async function accountPlan(region: string): Promise<KnownPlan> {
  const ses = sesObserver(region);
  try {
    const { PricingAttributes: { CurrentPlan: name } = {} } = await ses.account();
    return name === undefined
      ? { problem: "SES does not name the account's plan." }
      : { name, plan: planOf(name) };
  } catch (error) {
    return { problem: explainAwsError(error, {}) ?? "SES does not answer." };
  } finally {
    ses.close();
  }
}

interface Shown {
  context: ConsoleContext;
  sent: number;
  account: KnownPlan;
  name: string;
  recipients: number;
}

function Cost({ context, sent, account, name, recipients }: Shown) {
  const plan = "plan" in account ? account.plan : undefined;
  return (
    <Layout title="Cost" current="cost" context={context}>
      {"problem" in account && (
        <Notice tone="warn">The account's plan of SES is not known. {account.problem}</Notice>
      )}
      <div class="cards">
        <Card title="Idle, per month" figure={usd(COST_FIGURES.idleUsd)}>
          {COST_FIGURES.freeResources} resources without charge. Your KMS key is extra.
        </Card>
        <Card title={`Mail of the last ${DAYS} days`} figure={ownMail(sent, plan)}>
          {sent.toLocaleString("en-US")} recipients{plan === undefined && ", priced as on Essentials"}
        </Card>
        <Card
          title="SES plan"
          figure={capitalized(plan?.name ?? ("name" in account ? account.name : "not known"))}
        >
          {plan === undefined ? "New accounts have Essentials." : planText(plan)}
        </Card>
      </div>
      <h2>What would it cost?</h2>
      <Filters action="/cost">
        <Field name="recipients" label="Recipients a month" type="number" value={String(recipients)} />
        <Select
          name="plan"
          label="SES plan"
          value={name}
          options={Object.entries(SES_PLANS).map(
            ([key, { name: text }]) => [key, capitalized(text)] as const,
          )}
        />
      </Filters>
      <Estimate recipients={recipients} plan={SES_PLANS[name]!} />
      <h2>Within free allotments</h2>
      <p class="soft">
        Every AWS account has these free each month. If other stacks use them up, this one costs up to{" "}
        {usd(COST_FIGURES.ifAllotmentsUsedUsd)} a month.
      </p>
      <Table
        caption="Free allotments"
        columns={[
          { name: "What" },
          { name: "Used", numeric: true },
          { name: "Free", numeric: true },
          { name: "Beyond" },
          { name: "Otherwise", numeric: true },
        ]}
        rows={COST_FIGURES.allotments.map(({ unit, used, free, unitPrice, otherwiseUsd }) => [
          unit,
          used.toLocaleString("en-US"),
          free.toLocaleString("en-US"),
          unitPrice,
          otherwiseUsd === null ? "depends" : usd(otherwiseUsd),
        ])}
      />
      <p class="hint">
        With the default settings of this version; <code>npm run cost</code> computes it for yours. Prices of
        us-east-1.
      </p>
    </Layout>
  );
}

function ownMail(sent: number, plan: SesPlan = SES_PLANS[DEFAULT_PLAN]!): string {
  const { sesUsd, handlingUsd, planUsdPerMonth } = mailCost(sent, plan);
  return usd((sesUsd ?? 0) + handlingUsd + planUsdPerMonth);
}

function planText({ monthly, perThousand, perGigabyte }: SesPlan): string {
  const fee = monthly === 0 ? "No monthly fee" : `${usd(monthly)} a month`;
  const mail = perThousand === undefined ? "mail by volume" : `USD ${perThousand} per 1,000 recipients`;
  return `${fee}, ${mail}${perGigabyte === undefined ? "" : `, USD ${perGigabyte} per GB of attachments`}.`;
}

function Estimate({ recipients, plan }: { recipients: number; plan: SesPlan }) {
  const { sesUsd, handlingUsd, planUsdPerMonth } = mailCost(recipients, plan);
  const share = recipients / 1_000_000;
  return (
    <>
      <Table
        caption={`Cost of ${recipients} recipients a month`}
        columns={[{ name: "Part" }, { name: "Price" }, { name: "A month", numeric: true }]}
        rows={[
          [
            `SES, ${plan.name}`,
            planText(plan),
            sesUsd === undefined ? `${usd(planUsdPerMonth)} and more` : usd(sesUsd + planUsdPerMonth),
          ],
          ...COST_FIGURES.handling.map(({ unit, unitPrice, usd: each }) => [
            capitalized(unit),
            unitPrice,
            usd(each * share),
          ]),
          [<b>Together</b>, "", <b>{usd((sesUsd ?? 0) + planUsdPerMonth + handlingUsd)}</b>],
        ]}
      />
      <p class="hint">
        Handling counts every event at list price and without free allotments: it is less in practice. Data
        transfer of attachments is extra.
      </p>
    </>
  );
}

function Card({ title, figure, children }: { title: string; figure: string; children?: unknown }) {
  return (
    <div class="card">
      <p class="soft">{title}</p>
      <span class="figure">{figure}</span>
      <p class="hint">{children}</p>
    </div>
  );
}
