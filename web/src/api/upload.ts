// Sends a package to the node, and says how far that is; fetch cannot tell.
import { ASKED_BY_PAGE, problemOf, Unreachable } from "./client";

/** How much of it was sent, from 0 to 1. */
export type Sent = (part: number) => void;

export function upload<T>(path: string, zip: Blob, sent: Sent): Promise<T> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/${path}`);
    for (const [name, value] of Object.entries({ ...ASKED_BY_PAGE, "Content-Type": "application/zip" })) {
      request.setRequestHeader(name, value);
    }

    request.upload.onprogress = (event) => event.lengthComputable && sent(event.loaded / event.total);
    request.onerror = () => failed(new Unreachable("the node does not answer; nothing is known of what it did"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        done(JSON.parse(request.responseText) as T);
      } else {
        failed(problemOf(request.status, request.responseText));
      }
    };
    request.send(zip);
  });
}
