// Follows the node's event stream from the revision that was read, and looks for another node when it ends.
import type { QueryClient } from "@tanstack/react-query";
import { ask, Problem } from "./client";
import { noteRevision, setConnection } from "./connection";
import { DEATHS, deathsKey, eventsKey, MOST_EVENTS } from "./eventQueries";
import { goOnElsewhere } from "./handover";
import { PartReader } from "./parts";
import { devicesKey, fencesKey, settingsKey, statusKey, statusQuery } from "./queries";
import type { Change, ClusterEvent, ClusterStatus, EventList } from "./types";

const RETRY_MS = 500;
/** The node sends something every ten seconds. */
const SILENCE_MS = 25_000;
const PATIENCE_MS = 2000;
const TRIES_BEFORE_LEAVING = 2;

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });

/** Keeps the cache up to date until the signal is aborted. */
export async function follow(client: QueryClient, signal: AbortSignal): Promise<void> {
  let cursor = 0;
  let failures = 0;
  let first = true;
  while (!signal.aborted) {
    const answer = await check();
    if (signal.aborted) {
      return;
    }

    if (answer === "answers") {
      failures = 0;
      const read = await revisionRead(client, signal);
      cursor = Math.max(cursor, read);
      // Later on, what was being read when the last stream ended may be older than what it told.
      const isShown = first && read > 0;
      first = false;
      cursor = signal.aborted ? cursor : await stream(client, cursor, isShown, signal);
      void client.invalidateQueries();
    } else {
      failures++;
      await elsewhere(client, answer, failures);
    }

    await wait(RETRY_MS, signal);
  }
}

/** The revision of what the page shows, from which the stream goes on without a gap; 0 if nothing can be read. */
async function revisionRead(client: QueryClient, signal: AbortSignal): Promise<number> {
  const read = client.ensureQueryData(statusQuery).then(
    (status) => status.revision,
    () => 0,
  );
  return Promise.race([read, wait(SILENCE_MS, signal).then(() => 0)]);
}

async function check(): Promise<"answers" | "refuses" | "silent"> {
  try {
    await ask("GET", "version", undefined, AbortSignal.timeout(PATIENCE_MS));
    return "answers";
  } catch (failure) {
    return isSignedOut(failure) ? "refuses" : failure instanceof Problem ? "answers" : "silent";
  }
}

const isSignedOut = (failure: unknown) => failure instanceof Problem && failure.status === 401;

async function elsewhere(client: QueryClient, answer: "refuses" | "silent", failures: number): Promise<void> {
  // A service that was restarted has forgotten its sessions; one that only hiccups comes back.
  if (answer === "silent" && failures < TRIES_BEFORE_LEAVING) {
    setConnection({ kind: "connecting" });
    return;
  }

  const servedBy = client.getQueryData<ClusterStatus>(statusKey)?.answeredBy ?? "";
  if (!(await goOnElsewhere(servedBy))) {
    setConnection(answer === "refuses" ? { kind: "signedOut" } : { kind: "lost", since: Date.now() });
  }
}

/** Reads the stream to its end; returns the revision from which to go on. */
function stream(client: QueryClient, after: number, isShown: boolean, signal: AbortSignal): Promise<number> {
  return new Promise((ended) => {
    let cursor = after;
    let heard = Date.now();
    const reader = new PartReader(client);
    const source = new EventSource(`/api/v1/events/stream${after > 0 ? `?after=${after}` : ""}`);
    const end = () => {
      clearInterval(watchdog);
      unwatch();
      reader.end();
      source.close();
      ended(cursor);
    };
    const watchdog = setInterval(() => Date.now() - heard > SILENCE_MS && end(), 1000);
    // The node ends the stream with its session; what is read tells sooner, also where the browser lost its cookie.
    const unwatch = client.getQueryCache().subscribe((told) => {
      if (told.type === "updated" && told.action.type === "error" && isSignedOut(told.action.error)) {
        end();
      }
    });
    const on = (name: string, does: (data: string) => void) =>
      source.addEventListener(name, (message: MessageEvent<string>) => {
        heard = Date.now();
        cursor = Math.max(cursor, Number(message.lastEventId) || 0);
        does(message.data);
      });
    source.onopen = () => {
      setConnection({ kind: "live" });
      // The stream tells only of what comes after.
      if (!isShown) {
        reader.noteAll();
      }
    };
    source.onerror = end;
    signal.addEventListener("abort", end, { once: true });
    on("reached", () => {});
    on("resync", () => void client.invalidateQueries());
    on("event", (data) => {
      const told = JSON.parse(data) as ClusterEvent;
      add(client, told);
      if (told.kind === "ConfigChanged" && told.group === null && told.resource === null && told.type === null) {
        // No change comes for a fence device; that it is stored is known by the cluster's revision.
        noteRevision(cursor);
        reader.note({ noun: "cluster", name: "", deleted: false });
      }
    });
    on("change", (data) => {
      noteRevision(cursor);
      reader.note(JSON.parse(data) as Change);
      if (data.includes('"cluster"')) {
        void client.invalidateQueries({ queryKey: settingsKey });
      }
    });
  });
}

function add(client: QueryClient, told: ClusterEvent): void {
  if (Object.values<string>(DEATHS).includes(told.kind)) {
    void client.invalidateQueries({ queryKey: deathsKey });
  } else if (told.kind === "ConfigChanged") {
    // The stream tells of no change of a device but by this.
    void client.invalidateQueries({ queryKey: devicesKey });
  } else if (told.kind.startsWith("Fence")) {
    void client.invalidateQueries({ queryKey: fencesKey });
  }

  client.setQueryData<EventList>(eventsKey, (before) =>
    before === undefined || before.events.some((each) => each.id === told.id)
      ? before
      : { revision: told.revision, events: [...before.events, told].slice(-MOST_EVENTS) },
  );
}
