/** What the visitor chose, kept in the browser. A browser that keeps nothing is no reason to fail. */
export const kept = (name: string): string | null => {
  try {
    return localStorage.getItem(`peaje.${name}`);
  } catch {
    return null;
  }
};

export const keep = (name: string, value: string): void => {
  try {
    localStorage.setItem(`peaje.${name}`, value);
  } catch {
    // The choice lasts as long as the page.
  }
};
