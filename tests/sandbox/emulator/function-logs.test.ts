import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { ensureEmulator } from "../../../sandbox/emulator/venv";
import { openWorkbench, type Workbench } from "../../support/emulator/workbench";

const MODULES = join(__dirname, "../../../sandbox/emulator");

/** Prints as many lines as its event says, and then text without a line feed, and succeeds, fails or dies. */
const HANDLER = `
exports.handler = async ({ lines, then }) => {
  for (let number = 0; number < lines; number++) console.log("invoked " + JSON.stringify({ number, then }));
  process.stdout.write("unended");
  if (then === "fail") throw new Error("failed on purpose");
  if (then === "die") process.exit(1);
};`;

/** Reads the log of invocations whose lines arrive late, or end without a line feed, and of a process that has died. */
const LATE = `
import json, queue, sys, threading, time
sys.path.insert(0, sys.argv[1])
import function_logs

class Worker:
    def __init__(self, work):
        self._stderr_queue = queue.Queue()
        self._stderr_thread = threading.Thread(target=work, args=[self._stderr_queue.put])
        self._stderr_thread.start()

def late(put):
    for line in ["one", "two", function_logs.END_OF_LOG, "of the next invocation"]:
        time.sleep(0.4)
        put(line)

def unended(put):
    put("three" + function_logs.END_OF_LOG)

def dying(put):
    put("the last words")

print(json.dumps([function_logs.log_of(Worker(work)) for work in (late, unended, dying)]))
`;

describe("a function's log, in the emulator", () => {
  let bench: Workbench;
  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    bench = await openWorkbench();
  });
  after(() => bench?.close());

  for (const then of ["succeed", "fail", "die"]) {
    it(`is whole once an invocation is answered that prints 2,000 lines, to ${then} then`, async () => {
      await bench.createFunction(then, HANDLER);
      for (const lines of [2_000, 1, 0]) {
        const Payload = JSON.stringify({ lines, then });
        const { FunctionError } = await bench.lambda.send(new InvokeCommand({ FunctionName: then, Payload }));
        expect(FunctionError === undefined).to.equal(then === "succeed");
      }
      const printed = await bench.invocations<{ number: number }>(then);
      const numbers = printed.map(({ number }) => number).sort((a, b) => a - b);
      expect(numbers).to.deep.equal([0, ...Array(2_000).keys()]);
    });
  }

  it("has lines that are read late, and ends with its invocation or its process", async () => {
    const { stdout } = await promisify(execFile)(await ensureEmulator(), ["-c", LATE, MODULES]);
    expect(JSON.parse(stdout)).to.deep.equal(["one\ntwo", "three", "the last words"]);
  });
});
