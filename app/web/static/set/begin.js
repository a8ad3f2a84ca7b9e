// Decides where the app goes when it is opened: to the production this phone was last in, else to signing in.

import { get } from "./database.js";
import { ask } from "../service.js";

const account = await ask("GET", "/account").catch(() => get("kept", "account"));
location.replace(account?.production ? `/p/${account.production}/today` : "/sign-in");
