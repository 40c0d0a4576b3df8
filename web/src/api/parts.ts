// Reads what changed instead of the whole cluster, which may have ten thousand resources.
import type { QueryClient } from "@tanstack/react-query";
import { ask } from "./client";
import { newestRevision } from "./connection";
import { statusKey } from "./queries";
import type { Change, ClusterStatus, Group } from "./types";

const APART_MS = 40;
/** With more groups than this the whole is read. */
const MOST_GROUPS = 30;

/** The groups that a change is about; null if only reading everything tells. */
export function groupsOf({ noun, name }: Change, now: ClusterStatus | undefined): string[] | null {
  switch (noun) {
    case "group":
      return [name.split(":")[0]!];
    case "resource": {
      const group = now?.groups.find((each) => each.resources.some((resource) => resource.name === name));
      return group ? [group.name] : null;
    }
    case "node":
    case "cluster":
    case "coordinator":
      return [];
    default:
      return null;
  }
}

/** Whether a change may alter what is told of the types: which nodes have them, and who uses them. */
export const isAboutTypes = ({ noun, deleted }: Change): boolean => noun === "node" || (noun === "resource" && deleted);

/** The cluster with what was read again: those of its groups that were asked for by name, and its types or not. */
export function merged(
  before: ClusterStatus,
  { names, types }: { names: Iterable<string>; types: boolean },
  part: ClusterStatus,
): ClusterStatus {
  const asked = new Set(names);
  const read = new Map(part.groups.map((each) => [each.name, each]));
  const groups: Group[] = [];
  for (const each of before.groups) {
    const now = asked.has(each.name) ? read.get(each.name) : each;
    read.delete(each.name);
    if (now) {
      groups.push(now);
    }
  }

  if (read.size > 0) {
    groups.push(...read.values());
    groups.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  return { ...part, groups, types: types ? part.types : before.types };
}

/** Reads at once what the first change is about, and what changes soon after it a moment later, together. */
export class PartReader {
  private readonly groups = new Set<string>();
  private types = false;
  private whole = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = 0;
  private reading = false;

  constructor(private readonly client: QueryClient) {}

  note(change: Change): void {
    const names = groupsOf(change, this.client.getQueryData<ClusterStatus>(statusKey));
    names?.forEach((each) => this.groups.add(each));
    this.whole ||= names === null;
    this.types ||= isAboutTypes(change);
    this.soon();
  }

  noteAll(): void {
    this.whole = true;
    this.soon();
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private soon(): void {
    if (!this.reading) {
      this.timer ??= setTimeout(() => void this.read(), Math.max(0, this.last + APART_MS - Date.now()));
    }
  }

  private async read(): Promise<void> {
    const names = [...this.groups];
    const types = this.types;
    const whole = this.whole || names.length > MOST_GROUPS;
    this.groups.clear();
    this.types = this.whole = false;
    this.timer = undefined;
    this.reading = true;
    this.last = Date.now();
    const behind = await (whole ? this.readWhole() : this.readPart(names, types));
    this.reading = false;
    if (behind) {
      names.forEach((each) => this.groups.add(each));
      this.types ||= types;
      this.whole ||= whole;
    } else if (whole) {
      this.types = false;
    }

    if (behind || this.whole || this.types || this.groups.size > 0) {
      this.soon();
    }
  }

  /** Whether what was read is older than what the stream told of. */
  private async readWhole(): Promise<boolean> {
    await this.client.refetchQueries({ queryKey: statusKey });
    const state = this.client.getQueryState<ClusterStatus>(statusKey);
    return state?.status === "success" && !state.error && (state.data?.revision ?? 0) < newestRevision();
  }

  private async readPart(names: string[], types: boolean): Promise<boolean> {
    // A group or a type of no name: none of them. A type names all that use it, which may be ten thousand.
    const groups = (names.length === 0 ? [""] : names).map((each) => `group=${encodeURIComponent(each)}`).join("&");
    try {
      const part = await ask<ClusterStatus>("GET", `cluster/status?${groups}${types ? "" : "&type="}`);
      this.client.setQueryData<ClusterStatus>(statusKey, (before) =>
        before === undefined || part.revision < before.revision ? before : merged(before, { names, types }, part),
      );
      return part.revision < newestRevision();
    } catch {
      // The stream notices as well that the node is gone; once it is back, all is read.
      return false;
    }
  }
}
