import * as path from "node:path";
import type { CostFigures } from "../../cli/cost/figures";
import { capture } from "../../cost/capture";
import { readConfig } from "../../cost/config";
import { stackResources } from "../../cost/stack-resources";
import { costReport } from "../../policy-pack/report/report";
import { loadData } from "../../policy-pack/rules";

const INFRA = path.resolve(__dirname, "../../infra");

/** What the console's page Cost shows: the report of `npm run cost` with the default settings, in short. */
export async function costFigures(): Promise<CostFigures> {
  const registrations = await capture({ directory: INFRA, config: readConfig([]) });
  const report = costReport(stackResources(registrations), loadData());
  const handling = report.millionEmails.filter(({ name }) => !name.startsWith("ses-"));
  return {
    idleUsd: report.baselineUsdPerMonth,
    ifAllotmentsUsedUsd: report.ifAllotmentsUsedUsdPerMonth,
    allotments: report.items
      .filter(({ kind, quantity }) => kind === "allotment" && quantity > 0)
      .map(({ unit, quantity, free, unitPrice, ifAllotmentUsedUsdPerMonth }) => ({
        ...{ unit, used: quantity, free, unitPrice, otherwiseUsd: ifAllotmentUsedUsdPerMonth },
      })),
    freeResources: report.free,
    handling: handling.map(({ unit, quantity, unitPrice, usd, note }) => ({
      ...{
        unit,
        quantity: Math.round(quantity),
        unitPrice: `USD ${unitPrice.replace(/ per 1$/, " each")}`,
        usd,
        note,
      },
    })),
    handlingUsdPerMillion: round(handling.reduce((sum, { usd }) => sum + usd, 0)),
  };
}

function round(amount: number): number {
  return Math.round(amount * 10_000) / 10_000;
}
