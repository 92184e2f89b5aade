import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Figure } from "../figure";

const run = promisify(execFile);

/** Resident memory of this process, which runs the front door and local SES, and of the emulator, its child. */
export async function memoryFigures(): Promise<Figure[]> {
  const { stdout } = await run("ps", ["-axo", "pid=,ppid=,rss=,args="]);
  const processes = stdout.split("\n").flatMap(line => {
    const [, pid, parent, kb, args = ""] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), kb: Number(kb), args }];
  });
  const emulator = processes.find(
    ({ parent, args }) => parent === process.pid && args.includes("emulator/run.py"),
  );
  const own = process.memoryUsage().rss;
  const figures: Figure[] = [
    { name: "memory of the sandbox's process, including this benchmark", value: own / 1e6, unit: "MB" },
  ];
  if (emulator !== undefined) {
    figures.push({ name: "memory of the emulator", value: (emulator.kb * 1024) / 1e6, unit: "MB" });
  }
  return figures;
}
