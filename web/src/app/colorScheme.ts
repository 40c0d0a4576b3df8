const DARK = "pf-v6-theme-dark";

/** Dark where the reader's system is, also when that changes. */
export function followColorScheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.classList.toggle(DARK, dark.matches);
  apply();
  dark.addEventListener("change", apply);
}
