import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { createCredentials } from "./credentials";
import { createIdentity } from "./identity";
import { stackOutputs } from "./outputs";
import { readSettings } from "./settings";
import { createStore } from "./store";

const settings = readSettings(pulumi.runtime.allConfig());
const account = currentAccount();
const store = createStore(settings);
const identity = createIdentity(settings);
const credentials = createCredentials(settings, account, store, identity);

export = stackOutputs(settings, { account, store, identity, credentials });
