import { expect } from "chai";
import fc from "fast-check";
import { evaluate, type Truth } from "../../policy-pack/catalog/condition";
import { parseCondition } from "../../policy-pack/catalog/parse-condition";
import { UNKNOWN } from "../../policy-pack/resource/plain";

const judge = (condition: string, properties: unknown): Truth =>
  evaluate(parseCondition(condition), properties);

describe("the condition language", () => {
  const cases: [string, object, Truth][] = [
    ['mode == "A"', { mode: "A" }, true],
    ['mode == "A"', {}, false],
    ['mode != "A"', {}, true],
    ['mode == "A"', { mode: UNKNOWN }, "unknown"],
    ["on == true", { on: "true" }, true],
    ["size > 512", { size: "1024" }, true],
    ["size > 512", {}, false],
    ["not (size > 0)", { size: 0 }, true],
    ["a.b set", { a: { b: [] } }, false],
    ["a.b set", { a: [{ b: 1 }] }, true],
    ["a.b absent", { a: {} }, true],
    ["a.b set", { a: UNKNOWN }, "unknown"],
    ['kind in ("x", "y")', { kind: "y" }, true],
    ['list[] contains "Insights"', { list: ["arn:LambdaInsightsExtension"] }, true],
    ['list[] contains "Insights"', { list: ["arn:other", UNKNOWN] }, "unknown"],
    ["queries[].metric.period < 60", { queries: [{ id: "e" }, { metric: { period: 10 } }] }, true],
    ['expression startsWith "SELECT"', { expression: " select max(x)" }, true],
    ["a == 1 and (b == 2 or c == 3)", { a: 1, c: 3 }, true],
    ["a == 1 and b == 2", { a: UNKNOWN, b: 3 }, false],
    ["a == 1 or b == 2", { a: UNKNOWN, b: 2 }, true],
    ["a == 1 or b == 2", { a: UNKNOWN, b: 3 }, "unknown"],
    ["always", {}, true],
  ];
  for (const [condition, properties, truth] of cases) {
    it(`evaluates ${condition} to ${truth} for ${show(properties)}`, () => {
      expect(judge(condition, properties)).to.equal(truth);
    });
  }

  for (const text of [
    "",
    "a",
    "a ==",
    "a == b",
    "a in ()",
    "(a set",
    "a set)",
    "a == 1 and",
    "always or a set",
    "a ~ 1",
    'a == "x',
  ]) {
    it(`rejects ${JSON.stringify(text)} with a message`, () => {
      expect(() => parseCondition(text)).to.throw(SyntaxError, "cannot read");
    });
  }

  it("gives an unknown value no benefit of the doubt: learning a value only ever changes an unknown result", () => {
    const value = fc.constantFrom(1, 2, 3);
    fc.assert(
      fc.property(
        value,
        value,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom("a == 1 and b == 2", "a == 1 or not (b > 2)", "a != 1 and b != 2"),
        (a, b, hideA, hideB, condition) => {
          const known = judge(condition, { a, b });
          const before = judge(condition, { a: hideA ? UNKNOWN : a, b: hideB ? UNKNOWN : b });
          expect(before === "unknown" || before === known).to.equal(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function show(properties: object): string {
  return JSON.stringify(properties, (_, value: unknown) => (value === UNKNOWN ? "(unknown)" : value));
}
