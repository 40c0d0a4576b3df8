import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useRef, useState } from "react";

/** Up to so many rows all are made: the browser's own search finds them. */
const FEW = 100;
const ROW_HEIGHT = 56;
const BEYOND = 8;
const MOST_FRAMES = 30;

/** Which rows of a table are seen in what it scrolls in, and how much room the others take. */
export function useWindow(keys: string[]) {
  const count = keys.length;
  const keyOf = useKeyOf(keys);
  const frame = useRef<HTMLDivElement>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [scrollMargin, setMargin] = useState(0);
  const isWindowed = count > FEW;
  useLayoutEffect(() => {
    const found = scrollerOf(frame.current);
    setScroller(found);
    if (found && frame.current) {
      const top = frame.current.getBoundingClientRect().top - found.getBoundingClientRect().top;
      setMargin(Math.round(top + found.scrollTop));
    }
  }, [isWindowed]);
  const windowed = useVirtualizer<HTMLElement, HTMLTableSectionElement>({
    count,
    enabled: isWindowed,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: keyOf,
    overscan: BEYOND,
    scrollMargin,
    initialRect: { width: 1000, height: 800 },
  });
  const items = isWindowed ? windowed.getVirtualItems() : [];
  const first = items[0];
  const last = items.at(-1);
  const show = useCallback(
    (index: number, element?: string) => {
      if (index >= 0 && isWindowed) {
        windowed.scrollToIndex(index, { align: "center" });
      }

      if (index >= 0 && element !== undefined) {
        focusSoon(element, MOST_FRAMES);
      }
    },
    [isWindowed, windowed],
  );
  return {
    frame,
    isWindowed,
    /** Whether it is known what is scrolled; nothing can be gone to before. */
    isReady: scroller !== null,
    seen: isWindowed ? items.map((each) => each.index) : Array.from({ length: count }, (_, index) => index),
    before: first ? first.start - scrollMargin : 0,
    after: last ? windowed.getTotalSize() - (last.end - scrollMargin) : 0,
    measure: isWindowed ? windowed.measureElement : undefined,
    show,
  };
}

/** The same function while the keys are the same: another one makes the rows be measured anew, all of them. */
function useKeyOf(keys: string[]): (index: number) => string {
  const last = useRef(keys);
  if (last.current.length !== keys.length || last.current.some((key, index) => key !== keys[index])) {
    last.current = keys;
  }

  const known = last.current;
  return useCallback((index) => known[index]!, [known]);
}

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let each = element?.parentElement ?? null; each !== null; each = each.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(each).overflowY)) {
      return each;
    }
  }

  return document.documentElement;
}

/** Once the row is made; scrolled to first, because a row that was not seen before may be higher than was thought. */
function focusSoon(id: string, frames: number): void {
  const target = document.getElementById(id);
  if (target) {
    target.scrollIntoView({ block: "center" });
    target.focus();
  } else if (frames > 0) {
    requestAnimationFrame(() => focusSoon(id, frames - 1));
  }
}
