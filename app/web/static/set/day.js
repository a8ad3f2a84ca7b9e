// Decides what this phone shows of the day: what the service told last, and on top what was recorded here since.
// It shows records. Whether a handover may be made is the service's to say, and without a signal nobody's but people's.

import { all, get } from "./database.js";
import { waiting } from "./outbox.js";
import { applied } from "./effects.js";

const CAN_FIRE = new Set(["real", "blank_only"]);
export const HANDLERS = ["armorer", "weapons_handler", "property_master"];

/** The day as this phone knows it; null before it was ever fetched. */
export async function load(production) {
  const [pack, checklists, receipts, queue] = await Promise.all([
    get("kept", `pack/${production}`), get("kept", `checklists/${production}`), all("receipts"), waiting(),
  ]);
  if (!pack || !checklists) return null;
  const ours = ({ record }) => record.production === production;
  // The service has them, and the day it told last does not: the signal may go in between.
  const arrived = receipts.filter((one) => ours(one) && one.receipt.position > pack.as_of)
    .sort((a, b) => a.receipt.position - b.receipt.position);
  return new Day(pack, checklists, arrived, queue.filter((one) => ours(one) && one.state === "queued"));
}

class Day {
  constructor(pack, checklists, arrived, queue) {
    const { person, ...told } = structuredClone(pack);
    Object.assign(this, told);
    this.me = person;
    this.checklists = checklists.protocols;
    this.kinds = checklists.kinds;
    this.queue = queue;
    /** Recorded on this phone, and not yet part of what the service told. */
    this.here = [...arrived, ...queue];
    for (const one of this.here) applied(this, one.record);
  }

  /** The pinned version of a checklist. */
  checklist(id) {
    return this.checklists.find((one) => one.id === id);
  }

  firearm(id) {
    return this.firearms.find((one) => one.firearm === id);
  }

  /** Those that look like it: a real one and its rubber double. */
  twinsOf(one) {
    const ids = one.intake?.twins || [];
    return this.firearms.filter((other) => !other.departed && (ids.includes(other.firearm) || other.intake?.twins?.includes(one.firearm)));
  }

  person(id) {
    return this.people.find((one) => one.id === id);
  }

  /** What people call somebody: the name, else the id. */
  called(id) {
    if (!id) return "";
    return this.person(id)?.name || (id.startsWith("party:") ? id.slice(6) : id);
  }

  rolesOf(id) {
    return this.person(id)?.roles || [];
  }

  isHandler(id = this.me) {
    return this.rolesOf(id).some((one) => HANDLERS.includes(one));
  }

  /** Those who hold one of these roles. */
  holding(...roles) {
    return this.people.filter((one) => one.roles.some((role) => roles.includes(role)));
  }

  canFire(firearm) {
    return firearm.class === null || firearm.class === undefined || CAN_FIRE.has(firearm.class);
  }

  /** What is called out for what is recorded to be in it. */
  statusOf(firearm) {
    if (!this.canFire(firearm)) return "replica";
    const types = new Set(firearm.load.filter((one) => one.count).map((one) => one.type));
    if (!types.size) return "empty";
    return types.size === 1 && types.has("dummy") ? "cold" : "hot";
  }

  /** The holds on one firearm, or on the day or the production. */
  holdsOn(firearm) {
    return this.holds.filter((one) => ["day", "production", `firearm:${firearm}`].includes(one.subject) || one.subject.startsWith("day"));
  }

  /** Which steps for moving it are recorded: {step, done, who, at}[]. Nothing here says what is in the chamber. */
  steps(firearm, scene = this.next?.scene) {
    const can = this.canFire(firearm);
    const meeting = this.meetings?.find((one) => one.scope === "day");
    const plan = this.aim_plans?.find((one) => one.firearm === firearm.firearm && (!scene || one.scene === scene));
    const looked = firearm.inspection_stands ? firearm.inspection : null;
    return [
      step("sweep", this.sweep),
      step("meeting", meeting),
      step("inspection", looked),
      ...(can ? [step("aim_plan", plan)] : []),
    ];
  }

  /** What an emergency call is read, as it was answered when the day was opened: [item id, words][] */
  help() {
    const answers = this.opened?.answers || {};
    return ["help-address", "help-coordinates", "help-gate", "help-landing", "help-medic"].map((id) => [id, answers[id] || ""]);
  }

  /** Phones that still kept records when they were last heard from, or were not heard from for long. */
  silent(device, minutes = 10) {
    const before = Date.now() - minutes * 60_000;
    return (this.phones || []).filter((one) => one.device !== device && (one.queued > 0 || Date.parse(one.heard_at) < before));
  }
}

function step(name, found) {
  return { step: name, done: Boolean(found), who: found?.by, at: found?.at, here: Boolean(found?.here) };
}
