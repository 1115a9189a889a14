import { useState } from 'react';

const COPIED_MS = 1_500;
/** Browsers give it only to https and localhost. */
const clipboard = navigator.clipboard as Clipboard | undefined;

/** `may`: this browser lets the page copy. `copied`: just now. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  const copy = async (text: string): Promise<void> => {
    try {
      await clipboard?.writeText(text);
    } catch {
      // The visitor has forbidden it. Then nothing says that it is copied.
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  return { may: clipboard !== undefined, copied, copy: (text: string) => void copy(text) };
}
