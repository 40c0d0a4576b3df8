// Asks the node that served the page; nothing else is ever asked, but a sign of life of the other nodes.

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** What is wrong with one member of a request. */
export interface FieldError {
  path: string;
  message: string;
}

/** What a node answered instead of doing it, as RFC 9457 problem details. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: FieldError[] = [],
  ) {
    super(detail);
  }

  /** It would say the same if it were asked again: it was understood, and is not done. */
  get refuses(): boolean {
    return this.status >= 400 && this.status < 500 && ![401, 408, 429].includes(this.status);
  }
}

/** The node did not answer at all. */
export class Unreachable extends Error {}

/** A node refuses what a page session asks for without this header: other sites cannot send it. */
export const ASKED_BY_PAGE = { "Holdfast-Page": "1" };

interface ProblemBody {
  code?: string | null;
  detail?: string | null;
  errors?: FieldError[] | null;
}

export async function ask<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await reach(method, path, body, signal);
  const text = await answer.text();
  if (!answer.ok) {
    throw problemOf(answer.status, text);
  }

  return (text.length > 0 ? JSON.parse(text) : undefined) as T;
}

export function problemOf(status: number, text: string): Problem {
  let body: ProblemBody = {};
  try {
    body = JSON.parse(text) as ProblemBody;
  } catch {
    // Not from a node's API; the status has to do.
  }

  const errors = (body.errors ?? []).map((each) => `${each.path}: ${each.message}`);
  const detail = errors.length > 0 ? errors.join("; ") : (body.detail ?? `the node answered ${status}`);
  return new Problem(status, body.code ?? "", detail, body.errors ?? []);
}

async function reach(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { ...ASKED_BY_PAGE };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }

  try {
    return await fetch(`/api/v1/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }

    throw new Unreachable("the node does not answer");
  }
}
