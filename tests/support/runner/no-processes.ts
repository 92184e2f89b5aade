/**
 * Loaded before the suites of `npm test -- --fast`: starting a process or a server throws, so that a suite that does so
 * by a way its imports do not show fails instead of slowing everybody down.
 */
import { ChildProcess } from "node:child_process";
import { Server } from "node:net";

interface Spawnable {
  spawn: (options: { file: string }) => never;
}

(ChildProcess.prototype as unknown as Spawnable).spawn = ({ file }) => {
  throw new Error(`A fast suite must not start a process: ${file}`);
};

Server.prototype.listen = () => {
  throw new Error("A fast suite must not start a server.");
};
