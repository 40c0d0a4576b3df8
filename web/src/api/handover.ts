// Going on at another node: one-time addresses are fetched while all is well and used when the serving node ends.
import { ask } from "./client";
import type { NodePageLink } from "./types";

const RENEW_MS = 20 * 60_000;
const PATIENCE_MS = 2000;

let links: NodePageLink[] = [];
let fetchedAt = 0;
let fetchedFor = "";

/** Fetches addresses anew when they get old, or when the nodes (told by their signature) have changed. */
export async function keepLinks(nodes: string): Promise<void> {
  if (nodes === fetchedFor && Date.now() - fetchedAt < RENEW_MS) {
    return;
  }

  [fetchedFor, fetchedAt] = [nodes, Date.now()];
  try {
    links = await ask<NodePageLink[]>("POST", "page-links/elsewhere");
  } catch {
    fetchedAt = 0;
  }
}

/** Goes on at the first other node that gives a sign of life; false if none does. */
export async function goOnElsewhere(servedBy: string): Promise<boolean> {
  for (const link of links.filter((each) => Date.parse(each.expiresAt) > Date.now())) {
    if (await lives(new URL(link.url).origin)) {
      const to = `/${location.pathname.split("/")[1] ?? ""}`;
      location.replace(`${link.url}&to=${encodeURIComponent(to)}&from=${encodeURIComponent(servedBy)}`);
      return true;
    }
  }

  return false;
}

/** The answer cannot be read from here; that there is one is what is asked for. */
async function lives(origin: string): Promise<boolean> {
  try {
    await fetch(`${origin}/favicon.svg`, {
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return true;
  } catch {
    return false;
  }
}
