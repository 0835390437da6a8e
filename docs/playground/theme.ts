/** Before anything is drawn: the theme that was chosen here or in the guide, which keep it in one place; else the system's. */

const KEY = "vitepress-theme-appearance";

function isDark(): boolean {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "dark" || chosen === "light") return chosen === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function show(dark: boolean): void {
  document.documentElement.classList.toggle("dark", dark);
  document.querySelector("#theme")?.setAttribute("aria-pressed", String(dark));
}

show(isDark());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(isDark()));
document.addEventListener("DOMContentLoaded", () => {
  show(isDark());
  document.querySelector("#theme")?.addEventListener("click", () => {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
    show(isDark());
  });
});
