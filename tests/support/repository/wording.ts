/** A wording that the project avoids, and what to write instead. */
export interface Avoided {
  pattern: RegExp;
  instead: string;
}

const word = (source: string, instead: string): Avoided => ({ pattern: new RegExp(source, "i"), instead });
const name = (source: string, instead: string): Avoided => ({
  pattern: new RegExp(`\\b(${source})\\b`),
  instead,
});

/** Sentences with an unusual word order, from messages, guides and comments. */
const SENTENCES: readonly Avoided[] = [
  word("(is|are) not right\\b", "Invalid …:"),
  word("there (is|are) no such\\b", "unknown …; valid …:"),
  word("cannot be a part of\\b", "cannot be used in"),
  word("could not follow\\b|cannot be followed\\b|it was followed\\b", "process, apply"),
  word("did not take (the|it)\\b|does not take (them|it)\\b", "rejected"),
  word("too little time\\b", "not enough time"),
  word("\\b(was|were|is|are) not made\\b", "was not created"),
  word("must be a text\\b", "must be a string"),
  word("is no option\\b", "unknown option"),
  word("is no field\\b", "unknown field"),
  word("\\bis used up\\b", "is exhausted"),
  word("that there (is|are) not\\b", "that does not exist"),
  word("tells its status\\b", "System status."),
  word("\\bserver took it\\b", "Accepted."),
  word("\\bdid not get to it\\b", "closed before …"),
  word("AbortSignal stopped it\\b", "Aborted by the caller."),
  word("\\banew\\b", "again, refreshed, rewritten"),
  word("\\blook at it and run again\\b", "review it and retry"),
  word("\\bnothing is named to\\b", "nothing to …"),
  word("\\bis it to be\\b", "pending …?"),
  word("\\bis not one for\\b", "is not a …"),
  word("\\b\\d failed, \\d misuse\\b", "1 failure, 2 usage error"),
  word("\\bnothing is made whose\\b", "every … is known"),
  word("\\bfor whom a service may\\b|\\btake it on\\b", "service trust is limited to a source"),
  word("\\bfor whomever\\b", "from any account"),
  word("\\bwhat costs included\\b", "which grants full access"),
  word("\\bholds no SMTP reply\\b", "is not an SMTP reply"),
  word("\\bcannot be used: name\\b", "No configuration … in table …"),
  word("\\bone for SMTP\\b", "convert it to SMTP"),
  word("\\bevery step held\\b", "All steps passed."),
  word("\\bfrom the system unless given\\b", "defaults to a free one"),
  word("\\bemulator that runs already\\b", "emulator that is already running"),
  word('^.*"Its authority"', "CA certificate"),
  word("\\bthe same as JSON\\b|\\bas JSON, as sent\\b", "View as JSON, Raw source"),
  word("\\bfor good\\b(?! reason)|\\bfor ever\\b", "permanently, forever"),
  word("\\bmillion mails\\b", "million emails"),
  word("\\ba record is a wish\\b", "a record states what you want"),
  word("\\bnot even that could be\\b", "if even … can't be"),
  word("\\bcounts what was violated\\b", "found no violations"),
  word("\\bis one that you have\\b", "you supply …"),
  word("\\btells? of\\b", "covers, reports"),
  word("\\ba status that is none\\b", "an invalid status"),
  word("\\bput over\\b", "overwritten"),
  word("\\bmend(ed|ing|s)?\\b", "fix, patch"),
  word("\\btells? names by case\\b", "names are case-insensitive"),
  word("\\bwriting it as it is\\b", "rewriting it unchanged"),
  word("\\bmade JSON of\\b", "serializing"),
  word("\\bthat none of a\\b|\\bnone of a type's\\b", "no row covers"),
];

/** Names that were replaced by the field's standard terms. */
const NAMES: readonly Avoided[] = [
  name("absentIsFine|deniedIsFine", "ignoreNotFound, ignoreAccessDenied"),
  name("acrossFaults", "crossFieldIssues"),
  name("keyInRegion", "requireKeyInRegion"),
  name("isHeldTo", "isRestrictedBy"),
  name("ComeAgain", "RetryLater"),
  name("heldKey|quietMs", "unsavedKey, msSinceChange"),
  word("\\.(unsettled|doubtful)\\b|\\b(unsettled|doubtful)[?:(]", "mayBeStale, mayHaveOrphans"),
  name("HalfMade|queuesAtDoor", "PartiallyCreated, rewriteQueueUrls"),
  name("mended-messages|belongings", "patched-messages, prerequisites"),
  word("\\bstrikes so often\\b", "Fires at most this many times"),
  word(
    "(class|interface|type) (Letter|Turns|Room|Watch|Memory|Trace|Wish|Line)\\b",
    "ComposedMessage, Semaphore, …",
  ),
  word("(function|const) (told|mend|prove)\\b", "withReadableErrors, hint, verifyLogin"),
];

const VERBS =
  "apologis authoris capitalis categoris characteris customis emphasis equalis finalis generalis initialis itemis " +
  "localis materialis maximis memoris minimis normalis optimis organis parametris prioritis randomis realis recognis " +
  "sanitis serialis specialis stabilis standardis summaris synchronis tokenis utilis visualis";

/** British spellings, in identifiers too. */
const SPELLINGS: readonly Avoided[] = [
  word(`(${VERBS.split(" ").join("|")})(e|ed|er|ers|es|ing|able|ation|ations)`, "-ize, -ization"),
  word("colour|behaviour|licence", "color, behavior, license"),
];

export const AVOIDED: readonly Avoided[] = [...SENTENCES, ...NAMES, ...SPELLINGS];

/** Package registries: each machine sets its own, so no committed file may name one. */
export const REGISTRY_HOSTS = word(
  "\\b(registry\\.(npmjs\\.org|yarnpkg\\.com)|pypi\\.org|files\\.pythonhosted\\.org|proxy\\.golang\\.org)\\b",
  "no registry host",
);

/** Lines that may contain an avoided wording, with the reason. */
const ALLOWED: readonly { file: RegExp; line: RegExp; reason: string }[] = [];

/** Every `file:line: "match" (write: …)` of a text that is not allowed. */
export function avoidedIn(file: string, text: string, avoided: readonly Avoided[] = AVOIDED): string[] {
  return text.split("\n").flatMap((line, index) =>
    ALLOWED.some(allowed => allowed.file.test(file) && allowed.line.test(line))
      ? []
      : avoided.flatMap(({ pattern, instead }) => {
          const found = pattern.exec(line);
          return found === null ? [] : [`${file}:${index + 1}: "${found[0]}" (write: ${instead})`];
        }),
  );
}
