// Decides how a record that waits on this phone shows in its day, until the service has it and says so itself.

const at = (record) => ({ record: record.id, at: record.occurred_at, by: record.by, here: true });

const EFFECTS = {
  day_opened: (day, record) => {
    day.opened = { ...at(record), scenes: record.body.scenes, answers: record.answers || {} };
    day.date ||= record.occurred_at.slice(0, 10);
    day.wrapped = null;
    const first = record.body.scenes[0];
    day.next ||= first ? { scene: first.scene, ready: 0, of: first.firearms.length + first.performers.length, lacks: [], items: [], here: true } : null;
  },
  day_wrapped: (day, record) => { day.wrapped = at(record); },
  ammunition_sweep: (day, record) => { day.sweep = at(record); },
  safety_meeting: (day, record) => {
    const { scope, scene, attendees } = record.body;
    (day.meetings ||= []).push({ ...at(record), scope, scene, attendees, missing: [] });
  },
  change: (day, record) => { (day.changes ||= []).push({ ...at(record), scene: record.body.scene }); },
  aim_plan: (day, record) => {
    const { firearm, scene, load } = record.body;
    (day.aim_plans ||= []).push({ ...at(record), firearm, scene, load });
  },
  firearm_intake: (day, record) => {
    const { body } = record;
    if (day.firearms.some((one) => one.firearm === body.firearm)) return;
    day.firearms.push({
      firearm: body.firearm, class: body.class, holder: null, locked: true, departed: false, load: [], declared: null,
      inspection: null, inspection_stands: false, out: [], responsible: null, intake: body,
    });
  },
  ammunition_intake: (day, record) => {
    const { body } = record;
    if (day.ammunition.some((one) => one.container === body.container)) return;
    day.ammunition.push({ container: body.container, type: body.type, holder: null, locked: true, departed: false, intake: body });
  },
  storage: (day, record) => {
    const { items, state, key_holder } = record.body;
    for (const one of things(day, items)) {
      one.locked = state === "locked";
      one.holder = state === "locked" ? null : key_holder || record.by;
      one.inspection_stands = false;
    }
  },
  departure: (day, record) => { for (const one of things(day, record.body.items)) one.departed = true; },
  round_inspection: (day, record) => firearm(day, record, (one) => {
    one.inspection = at(record);
    one.inspection_stands = true;
    takenOut(one, record);
  }),
  loading: (day, record) => firearm(day, record, (one) => {
    one.load = [...one.load, ...record.body.rounds];
    one.inspection_stands = false;
    takenOut(one, record);
  }),
  unloading: (day, record) => firearm(day, record, (one) => {
    one.load = record.body.shown_empty ? [] : one.load;
    one.inspection_stands = false;
  }),
  firing: (day, record) => firearm(day, record, (one) => { one.inspection_stands = false; }),
  handover: (day, record) => firearm(day, record, (one) => {
    const { to, purpose, declared } = record.body;
    Object.assign(one, { holder: to, locked: false, declared });
    if (purpose === "return") one.out = [];
    else {
      one.out = [...one.out, at(record)];
      one.inspection_stands = one.inspection_stands && !["real", "blank_only"].includes(one.class);
    }
  }),
  issue_list: (day, record) => {
    for (const line of record.body.lines) {
      for (const one of things(day, [line.firearm])) {
        const back = record.body.direction === "back";
        Object.assign(one, { holder: back ? record.by : line.person, locked: false, out: back ? [] : [at(record)] });
      }
    }
  },
  incident: (day, record) => {
    if (record.body.firearm) held(day, record, `firearm:${record.body.firearm}`);
  },
  hold: (day, record) => held(day, record, record.body.subject),
};

function held(day, record, subject) {
  const { id, kind, occurred_at: since } = record;
  day.holds.push({ subject, record: id, since, kind, until: "here", reason: record.body.reason, missing: [], here: true });
  day.hold = true;
}

function things(day, ids) {
  return [...day.firearms.filter((one) => ids.includes(one.firearm)), ...day.ammunition.filter((one) => ids.includes(one.container))];
}

function firearm(day, record, change) {
  const found = day.firearms.find((one) => one.firearm === record.body.firearm);
  if (found) change(found);
}

// A handler's loading or inspection takes a locked firearm out.
function takenOut(one, record) {
  if (one.locked) Object.assign(one, { locked: false, holder: record.by });
}

/** Change the day as the record says; kinds that show nowhere leave it as it is. */
export function applied(day, record) {
  EFFECTS[record.kind]?.(day, record);
}
