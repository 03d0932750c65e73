import { el, fillTrack, keep, make, makeTrack, set, setText } from './dom.js';
import { number, percent, word } from './words.js';

const TONE = { ok: 'calm', warn: 'warn', stopped: 'bad' };
const MARK = { ok: '●', warn: '▲', stopped: '✕' };
const RANK = { stopped: 0, warn: 1, ok: 2 };

function limitRow() {
  const row = make('tr');
  make('td', 'name', row);
  const cell = make('div', 'inline', make('td', '', row));
  makeTrack(cell);
  make('span', 'figure', cell);
  make('span', 'reserved', cell);
  make('td', 'number', row);
  make('td', 'number', row);
  make('td', '', row);
  return row;
}

/** What is nearest to a stop comes first; companies before lines. */
function inOrder(limits) {
  return [...limits].sort(
    (a, b) =>
      RANK[a.state] - RANK[b.state] ||
      a.kind.localeCompare(b.kind) ||
      b.calls - a.calls ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Lines and companies against their limits of the day. */
export function drawLimits(limits, inAll) {
  const rows = inOrder(limits);
  const more = inAll - rows.length;
  el('limits-panel').hidden = rows.length === 0;
  el('limits-more').hidden = more <= 0;
  setText(el('limits-more'), more > 0 ? word('limitsMore', { n: number(more) }) : '');
  const drawn = keep(
    el('limits'),
    rows.map((limit) => limit.id),
    limitRow,
  );
  rows.forEach((limit, index) => {
    const [name, use, share, forecast, state] = drawn[index].children;
    const [track, figure, reserved] = use.firstElementChild.children;
    setText(name, limit.name);
    name.title = limit.reason;
    fillTrack(track, limit.cap === null ? 0 : (limit.calls + limit.reserved) / limit.cap, TONE[limit.state]);
    setText(
      figure,
      limit.cap === null ? number(limit.calls) : `${number(limit.calls)} / ${number(limit.cap)}`,
    );
    // Counted against the cap, but no calls: the bar has them, the figure has not.
    setText(reserved, limit.reserved === 0 ? '' : word('limitReserved', { n: number(limit.reserved) }));
    reserved.title = limit.reserved === 0 ? '' : word('limitReservedWhy');
    setText(share, limit.shortShare === null ? '' : percent(limit.shortShare));
    setText(forecast, limit.forecast === null ? '' : number(limit.forecast));
    set(
      state,
      `${MARK[limit.state]} ${word(`limitState.${limit.state}`)}`,
      limit.state === 'ok' ? 'good' : TONE[limit.state],
    );
    state.title = limit.reason;
  });
}
