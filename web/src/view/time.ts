const two = (value: number) => String(value).padStart(2, "0");

/** 14:03:09 for today, else with the date before it; in the reader's own time. */
export function formatTime(at: string, now: Date): string {
  const time = new Date(at);
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  const sameDay = time.toDateString() === now.toDateString();
  return sameDay ? clock : `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}

/** 0.4 s, 12 s, 3 min: how long after. */
export function formatAfter(ms: number): string {
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }

  return ms < 60_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 6000) / 10} min`;
}
