import * as path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { pulumiCommand } from "../../sandbox/engine/pulumi/command";
import { openPulumiStack } from "../../sandbox/engine/pulumi/stack";
import { type Figure, median } from "../figure";
import { type Peaks, watchingPeaks } from "./process-tree";

const ROOT = path.resolve(__dirname, "../..");
const PACK = path.join(ROOT, "policy-pack");
const TURNS = 5;

interface Turn {
  readonly ms: number;
  readonly peaks: Peaks;
}

/** What the pack adds to a preview of the program by a real engine; empty, with a message, without one. */
export async function previewFigures(): Promise<Figure[]> {
  let command: PulumiCommand;
  try {
    command = await pulumiCommand();
  } catch {
    process.stderr.write("  Skipped what the pack adds to a preview: no pulumi CLI on PATH.\n");
    return [];
  }
  const { without, withPack } = await measure(command);
  const [bare, judged] = [without, withPack].map(turns => median(turns.map(({ ms }) => ms))) as [
    number,
    number,
  ];
  const peak = (turns: readonly Turn[], of: keyof Peaks) => median(turns.map(({ peaks }) => peaks[of]));
  return [
    {
      name: `preview of the program with the pack, median of ${TURNS}`,
      value: judged,
      unit: "ms",
      reference: { name: "without it, in turns", value: bare },
    },
    { name: "what the pack adds to it", value: judged - bare, unit: "ms" },
    {
      name: "peak memory of that preview's processes",
      value: peak(withPack, "tree"),
      unit: "MB",
      reference: { name: "without the pack", value: peak(without, "tree") },
    },
    { name: "of which the pack's process", value: peak(withPack, "analyzer"), unit: "MB" },
  ];
}

/** Alternating, so that other load affects both alike; the first preview of each is a warm-up. */
async function measure(command: PulumiCommand): Promise<{ without: Turn[]; withPack: Turn[] }> {
  const open = await openPulumiStack(command, {
    programDirectory: path.join(ROOT, "infra"),
    project: "ses-smtp",
    stack: "bench",
    endpoint: "http://127.0.0.1:9", // a preview asks AWS for nothing
    region: "eu-central-1",
    accountId: "123456789012",
    config: {
      "ses-smtp:domains": '["company.com"]',
      "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
  });
  try {
    const preview = async (policyPacks: string[]): Promise<Turn> => {
      const started = performance.now();
      const { peaks } = await watchingPeaks(() => open.stack.preview({ policyPacks }));
      return { ms: performance.now() - started, peaks };
    };
    const [without, withPack]: [Turn[], Turn[]] = [[], []];
    for (let turn = 0; turn <= TURNS; turn++) {
      const pair = [await preview([]), await preview([PACK])] as const;
      if (turn === 0) continue;
      without.push(pair[0]);
      withPack.push(pair[1]);
    }
    return { without, withPack };
  } finally {
    await open.close();
  }
}
