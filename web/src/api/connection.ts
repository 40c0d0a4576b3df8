// How the page is connected: a value that components read with useConnection.
import { useSyncExternalStore } from "react";

export type Connection =
  | { kind: "connecting" }
  | { kind: "live" }
  /** The node that served the page does not answer, and no other one does yet. */
  | { kind: "lost"; since: number }
  | { kind: "signedOut" };

let current: Connection = { kind: "connecting" };
let newest = 0;
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  if (current.kind !== next.kind) {
    current = next;
    listeners.forEach((each) => each());
  }
}

/** The stream told of a change at this revision: what was read before it is old. */
export function noteRevision(revision: number): void {
  newest = Math.max(newest, revision);
}

export const newestRevision = (): number => newest;

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
