import { Key } from "@pulumi/aws/kms";

/** The program with something that costs a dollar a month. */
const outputs = require("../../../../infra") as object;
new Key("planted");

export = outputs;
