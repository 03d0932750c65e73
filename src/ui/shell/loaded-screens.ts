import type { ComponentType } from 'react';
import type { ScreenEntry } from './screen-entry.js';

const LOADED = new Map<string, ComponentType>();

/** Fetches a screen ahead; drawn once it is here it needs no placeholder, behind which React would keep it for a while. */
export async function loadAhead(entry: ScreenEntry): Promise<void> {
  LOADED.set(entry.path, await entry.load());
}

/** The screen, where it was fetched ahead. */
export function loadedScreen({ path }: ScreenEntry): ComponentType | null {
  return LOADED.get(path) ?? null;
}
