import { visible } from "../../mailer/errors/visible";

/** Text of several lines, some of it stored or sent by others; JSON keeps its meaning. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}
