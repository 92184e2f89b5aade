import { expect } from "chai";
import { emittedMetrics, METRICS } from "../../../handlers/shared/metrics";
import { metricValues } from "../../support/cloudwatch/emf";

const NOW = Date.parse("2026-11-27T12:00:00Z");

function emitted(emit: (metrics: ReturnType<typeof emittedMetrics>) => void): string[] {
  const lines: string[] = [];
  emit(
    emittedMetrics(
      "prod",
      () => NOW,
      line => lines.push(line),
    ),
  );
  return lines;
}

describe("a metric", () => {
  it("is a log entry of its own in the embedded metric format, with the stack as its only dimension", () => {
    const [line = "", ...others] = emitted(metrics =>
      metrics.emit({ CredentialsCreated: 1, TimeToActive: 6_200 }, { correlation_id: "c-1" }),
    );
    expect(others).to.deep.equal([]);
    const common = { namespace: "ses-smtp", dimensions: { stack: "prod" }, at: NOW };
    expect(metricValues(line, NOW)).to.deep.equal([
      { ...common, name: "CredentialsCreated", unit: "Count", value: 1 },
      { ...common, name: "TimeToActive", unit: "Milliseconds", value: 6_200 },
    ]);
    expect(JSON.parse(line)).to.include({ correlation_id: "c-1", stack: "prod" });
  });

  it("is never zero, and an entry without values is not written", () => {
    const lines = emitted(metrics => {
      metrics.emit({ SweepFindings: 0 });
      metrics.emit({});
      metrics.emit({ QuotaUsed: NaN });
      metrics.emit({ QuotaUsed: 80, SweepFindings: 0 });
    });
    expect(lines.flatMap(line => metricValues(line, NOW)).map(({ name }) => name)).to.deep.equal([
      "QuotaUsed",
    ]);
  });

  it("cannot be overwritten by a field of the same name", () => {
    const [line = ""] = emitted(metrics =>
      metrics.emit({ Rotations: 1 }, { stack: "other", Rotations: "x" }),
    );
    const [value] = metricValues(line, NOW);
    expect(value).to.deep.include({ value: 1, dimensions: { stack: "prod" } });
  });

  it("is one of the ten that an account has free", () => {
    expect(Object.keys(METRICS)).to.have.length.at.most(10);
  });
});

describe("the parser of the embedded metric format", () => {
  const document = (change: (root: Root) => void) => {
    const root: Root = {
      stack: "prod",
      Rotations: 1,
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [
          {
            Namespace: "ses-smtp",
            Dimensions: [["stack"]],
            Metrics: [{ Name: "Rotations", Unit: "Count" }],
          },
        ],
      },
    };
    change(root);
    return JSON.stringify(root);
  };
  interface Root {
    stack?: unknown;
    Rotations?: unknown;
    _aws: {
      Timestamp: unknown;
      CloudWatchMetrics: {
        Namespace: string;
        Dimensions: unknown;
        Metrics: { Name: string; Unit?: string }[];
      }[];
    };
  }
  const first = ({ _aws }: Root) => _aws.CloudWatchMetrics[0]!;

  it("takes a valid document, and ignores other lines", () => {
    expect(
      metricValues(
        document(() => undefined),
        NOW,
      ),
    ).to.have.length(1);
    expect(metricValues('{"level":"INFO","message":"event"}', NOW)).to.deep.equal([]);
    expect(metricValues("START RequestId: 1", NOW)).to.deep.equal([]);
  });

  for (const [what, line, problem] of [
    [
      "a prefix as console writes it",
      `2026-11-27T12:00:00Z\tid\tINFO\t${document(() => undefined)}`,
      "not JSON",
    ],
    ["a metric without a value", document(root => delete root.Rotations), "value of Rotations"],
    ["a value that is text", document(root => (root.Rotations = "1")), "value of Rotations"],
    ["a dimension without a value", document(root => delete root.stack), "value of stack"],
    ["a dimension that is a number", document(root => (root.stack = 1)), "value of stack"],
    ["dimensions that are no list of sets", document(root => (first(root).Dimensions = ["stack"])), "a set"],
    ["an unknown unit", document(root => (first(root).Metrics[0]!.Unit = "Hours")), "no unit"],
    ["a namespace of AWS", document(root => (first(root).Namespace = "AWS/SES")), "Namespace"],
    ["no metrics", document(root => (first(root).Metrics = [])), "Metrics"],
    ["a time in seconds", document(root => (root._aws.Timestamp = NOW / 1000)), "too old"],
    ["a time as text", document(root => (root._aws.Timestamp = "2026-11-27T12:00:00Z")), "Timestamp"],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(() => metricValues(line, NOW)).to.throw(problem);
    });
});
