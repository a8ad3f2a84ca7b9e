// Decides how what was done on this phone becomes a record: its envelope, the same for every kind.

import { clock, now } from "./clock.js";
import { standing } from "./sync.js";

/** A record of that kind by whoever holds the phone. `more` are optional fields of the envelope. */
export function written(day, kind, body, more = {}) {
  const told = clock();
  return {
    id: crypto.randomUUID(),
    kind,
    production: day.production,
    occurred_at: now(),
    by: day.me,
    ...(day.unit && day.unit !== "main" ? { unit: day.unit } : {}),
    ...(standing.device ? { device: standing.device } : {}),
    ...(told ? { clock: told } : {}),
    ...more,
    body,
  };
}

/** The field `protocol` of a record by that checklist, with its answers where there are any. */
export function by(checklist, answers = {}) {
  return {
    protocol: `${checklist.id}@${checklist.version}`,
    ...(Object.keys(answers).length ? { answers } : {}),
  };
}
