const TONES = ['good', 'warn', 'bad', 'calm', 'soft'];

export const el = (id) => document.getElementById(id);

/** Changes a node only where it differs, so that nothing blinks and a screen reader keeps its place. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setTone(node, tone) {
  for (const name of TONES) node.classList.toggle(name, name === tone);
}

export function set(node, text, tone = '') {
  setText(node, text);
  setTone(node, tone);
}

export function make(tag, className, parent) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  parent?.append(node);
  return node;
}

/** Keeps one child a key, in the order of the keys. */
export function keep(parent, keys, build) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  keys.forEach((key, index) => {
    let child = known.get(key);
    if (child === undefined) {
      child = build(key);
      child.dataset.key = key;
    }
    known.delete(key);
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
  for (const child of known.values()) child.remove();
  return parent.children;
}

/** A bar: an outer track with a part of it filled. */
export function makeTrack(parent, tag = 'span') {
  const track = make(tag, 'track', parent);
  track.setAttribute('aria-hidden', 'true');
  make('span', 'fill', track);
  return track;
}

/** `share` of the track, 0 to 1; what is more is full. */
export function fillTrack(track, share, tone) {
  setTone(track, tone);
  const width = `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  if (track.firstElementChild.style.width !== width) track.firstElementChild.style.width = width;
}
