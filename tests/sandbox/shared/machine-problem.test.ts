import { expect } from "chai";
import { explainMachine } from "../../../sandbox/shared/machine-problem";

const CASES: [message: string, says: RegExp][] = [
  ["ENOSPC: no space left on device, write", /^npm start: the disk is full: free some space/],
  ["ENOSPC: no space left on device, open '/tmp/x/y'", /^\/tmp\/x\/y: the disk is full/],
  [
    "Could not install …: ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    /the disk is full/,
  ],
  ["EDQUOT: disk quota exceeded, mkdir '/home/a/b'", /^\/home\/a\/b: the disk is full/],
  [
    "EROFS: read-only file system, mkdir '/src/.sandbox'",
    /^\/src\/\.sandbox: the file system is read-only: run in a copy/,
  ],
  [
    "Error: [Errno 30] Read-only file system: '/src/.sandbox/x'",
    /^\/src\/\.sandbox\/x: the file system is read-only/,
  ],
  [
    "✘ [ERROR] Failed to write to output file: open /src/a.js: read-only file system",
    /^\/src\/a\.js: the file system/,
  ],
  ["EACCES: permission denied, mkdir '/src/.sandbox'", /^\/src\/\.sandbox: permission denied: make it yours/],
  ["PermissionError: [Errno 13] Permission denied: '/src/x'", /^\/src\/x: permission denied/],
  ["EMFILE: too many open files, open '/a'", /^\/a: too many open files: raise the limit/],
];

describe("what the machine refuses", () => {
  for (const [message, says] of CASES) {
    it(`is a sentence with the remedy: ${message}`, () => {
      expect(explainMachine(message)).to.match(says).and.match(/\.$/).and.not.include("\n");
    });
  }
  it("is nothing else", () => {
    for (const message of [
      "connect ECONNREFUSED 127.0.0.1:1",
      "AccessDenied: not authorized",
      "x is not a function",
    ])
      expect(explainMachine(message)).to.equal(undefined);
  });
});
