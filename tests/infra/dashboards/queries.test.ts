import { expect } from "chai";
import { FIELDS } from "../../../handlers/shared/logging/fields";
import { METRICS } from "../../../handlers/shared/metrics";
import * as queries from "../../../infra/dashboards/queries";
import { runQuery } from "../../support/cloudwatch/insights/run-query";
import { tokenize } from "../../support/cloudwatch/insights/tokens";

/** What every entry has beside {@link FIELDS}, and what the metrics' entries have. */
const OTHERS = ["timestamp", "level", "message", "service", "stack", ...Object.keys(METRICS)];

/** Words of the language. */
const LANGUAGE = new Set(
  "fields filter stats sort limit display as by and or not in like asc desc ispresent coalesce bin count sum avg min max pct latest".split(
    " ",
  ),
);

/** The fields of log entries that a query reads: every word but the language's, Insights' own, and the names it gives. */
function fieldsIn(query: string): string[] {
  const words = tokenize(query).filter(({ kind, text }) => kind === "word" && !/^(?:@|\d)/.test(text));
  const names = words.filter((_, index) => words[index - 1]?.text === "as").map(({ text }) => text);
  return words.map(({ text }) => text).filter(word => !LANGUAGE.has(word) && !names.includes(word));
}

describe("the queries of dashboards and Logs Insights", () => {
  for (const [name, query] of Object.entries(queries)) {
    it(`${name} reads only fields that the functions write`, () => {
      const known = [...Object.keys(FIELDS), ...OTHERS];
      for (const field of fieldsIn(query)) expect(known, field).to.include(field.split(".")[0]);
    });

    it(`${name} ends with a limit, and finds nothing in an empty log`, () => {
      expect(query).to.match(/\| limit \d+$/);
      expect(runQuery(query, []).rows).to.deep.equal([]);
    });

    it(`${name} has no comment, which would hide what follows it in a dashboard`, () => {
      expect(query).to.not.include("#");
    });
  }

  it("name fields as this test understands it", () => {
    expect(
      fieldsIn('filter level = "a" | fields nosuch.part as other, bin(1d) as day | stats max(x) by other'),
    ).to.deep.equal(["level", "nosuch.part", "x"]);
  });
});
