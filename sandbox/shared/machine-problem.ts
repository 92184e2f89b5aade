interface Problem {
  /** In the words of Node, Python, pip or esbuild. */
  said: RegExp;
  problem: string;
  remedy: string;
}

const PROBLEMS: readonly Problem[] = [
  {
    said: /\bENOSPC\b|no space left on device|\bEDQUOT\b|disk quota exceeded/i,
    problem: "the disk is full",
    remedy: "free some space, or set TMPDIR to a folder on another disk if it is there",
  },
  {
    said: /\bEROFS\b|read-only file system/i,
    problem: "the file system is read-only",
    remedy: "run in a copy of this folder that can be written to, with TMPDIR set to a folder that can, too",
  },
  {
    said: /\b(EACCES|EPERM)\b|\[Errno (1|13)\]|open \S+: permission denied/,
    problem: "permission denied",
    remedy: "make it yours, or run in a copy of this folder that is",
  },
  {
    said: /\b(EMFILE|ENFILE)\b|too many open files/i,
    problem: "too many open files",
    remedy: "raise the limit, for example with ulimit -n 4096",
  },
];

/**
 * A sentence about what the machine refuses, whoever met it: Node, the emulator's installation, or the bundler.
 * @returns undefined for any other error
 */
export function explainMachine(message: string): string | undefined {
  const found = PROBLEMS.find(({ said }) => said.test(message));
  if (found === undefined) return undefined;
  const path = /(?:^|[\s'"(])(\/[^\s'":)]+)/.exec(message)?.[1];
  const subject = path === undefined ? "npm start" : path;
  return `${subject}: ${found.problem}: ${found.remedy}.`;
}
