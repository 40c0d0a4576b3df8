import { DEATHS, useDeaths } from "../api/eventQueries";
import type { ClusterEvent } from "../api/types";
import { formatTime } from "../view/time";

/** How often a monitor or a guard died and when it did last, as far as events are kept. */
export function Deaths({ of, name }: { of: keyof typeof DEATHS; name: string }) {
  const words = deathsInWords(useDeaths(of, name).data?.events ?? [], new Date());
  return words === "" ? null : (
    <span className="hf-second" data-deaths={of}>
      {words}
    </span>
  );
}

/** A monitor's death has an event for each resource that it watched, and each of them is asked about its own. */
export function deathsInWords(events: ClusterEvent[], now: Date): string {
  const last = events.at(-1);
  return last === undefined ? "" : `died ${events.length === 1 ? "once" : `${events.length} times`}, last ${formatTime(last.at, now)}`;
}
