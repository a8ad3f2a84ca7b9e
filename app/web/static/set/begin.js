// Decides where the app goes when it is opened: to the production this phone was last in, else to signing in. Who works at
// a desk sees first what is not met, where there is a signal; everybody else sees the day.

import { get } from "./database.js";
import { ask } from "../service.js";

const AT_A_DESK = ["admin", "inspector", "line_producer", "producer", "safety_officer"];

const told = await ask("GET", "/account").catch(() => null);
const account = told ?? (await get("kept", "account"));
const roles = account?.memberships.find((one) => one.production === account.production)?.roles ?? [];
const first = told && roles.length && roles.every((one) => AT_A_DESK.includes(one)) ? "queue" : "today";
location.replace(account?.production ? `/p/${account.production}/${first}` : "/sign-in");
