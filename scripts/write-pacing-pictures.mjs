// npm run docs: draws docs/pictures/pacing-*.svg from docs/pictures/pacing-curves.json (npm run bench:pacing-curves
// measures it) and writes the tables of docs/pacing.md from the same figures.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const percent = (value) => `${Math.round(1000 * value) / 10} %`;
const plain = (value) => String(value);

/** What is drawn of which curve. */
export const PICTURES = [
  {
    name: 'team',
    y: 'occupancy',
    title: 'Occupancy by size of the team',
    x: { title: 'agents', scale: 'log', format: plain },
    only: /answers (?:5|30) %/,
  },
  {
    name: 'cap',
    y: 'occupancy',
    title: 'Occupancy by abandonCap',
    x: { title: 'abandonCap', scale: 'linear', format: percent },
  },
  {
    name: 'deadline',
    y: 'occupancy',
    title: 'Occupancy by the time a person may wait for an agent',
    x: { title: 'seconds until abandoned', scale: 'linear', format: plain },
  },
  {
    name: 'ringing',
    y: 'attempts',
    title: 'Attempts for a connected person by the longest ringing',
    x: { title: 'seconds of ringing', scale: 'linear', format: plain },
  },
  {
    name: 'trunks',
    y: 'occupancy',
    title: 'Occupancy by channels of the trunks',
    x: { title: 'channels', scale: 'linear', format: plain },
  },
  {
    name: 'ratio',
    y: 'drop',
    title: 'Abandoned people in power mode',
    x: { title: 'powerRatio', scale: 'linear', format: plain },
  },
  {
    name: 'start',
    y: 'occupancy',
    title: 'Occupancy of the first hour, nothing learned before',
    x: { title: 'minutes since the start', scale: 'linear', format: plain },
  },
];

const WIDTH = 600;
const PLOT = { left: 52, top: 34, width: 530, height: 200 };
const LEGEND_ROW = 18;
const STROKES = ['#0b5fa5', '#b3520a', '#2e7d32', '#7b1fa2'];
const DASHES = ['', '7 4', '2 3', '10 3 2 3'];

const number = (value) => String(Math.round(10 * value) / 10);

function text(x, y, words, more = '') {
  return `<text x="${number(x)}" y="${number(y)}" ${more}>${words}</text>`;
}

/** The series of a curve that a picture shows. */
export function shownSeries(curve, { only }) {
  return curve.series.filter(({ name }) => only === undefined || only.test(name));
}

const SHARES = { step: 0.1, most: 1, format: (value) => `${Math.round(100 * value)} %` };
const AXES = {
  occupancy: SHARES,
  drop: SHARES,
  attempts: { step: 1, most: Number.POSITIVE_INFINITY, format: (value) => String(Math.round(value)) },
};

/** Whole steps that span the values. */
function bounds(values, { step, most }) {
  const low = step * Math.floor(Math.min(...values) / step - 1e-9);
  const high = step * Math.ceil(Math.max(...values) / step + 1e-9);
  return [Math.max(0, low), Math.min(most, Math.max(high, low + step))];
}

function frame({ title, x, y: measure }, ticks, placeX, placeY, [low, high]) {
  const { left, top, width, height } = PLOT;
  const out = [`<rect width="100%" height="100%" fill="#fff"/>`];
  out.push(text(left, 20, title, 'font-weight="bold"'));
  const { step, format } = AXES[measure];
  for (let y = low; y <= high + 1e-9; y += step) {
    out.push(`<path d="M${left} ${number(placeY(y))}h${width}" stroke="#ddd"/>`);
    out.push(text(left - 6, placeY(y) + 4, format(y), 'text-anchor="end"'));
  }
  for (const tick of ticks) {
    out.push(`<path d="M${number(placeX(tick))} ${top + height}v4" stroke="#444"/>`);
    out.push(text(placeX(tick), top + height + 17, x.format(tick), 'text-anchor="middle"'));
  }
  out.push(`<path d="M${left} ${top}v${height}h${width}" fill="none" stroke="#444"/>`);
  out.push(text(left + width, top + height + 33, x.title, 'text-anchor="end"'));
  return out;
}

/** One picture as SVG. */
export function drawPicture(picture, curve) {
  const series = shownSeries(curve, picture);
  const ticks = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const scale = picture.x.scale === 'log' ? Math.log : (value) => value;
  const [first, last] = [scale(ticks[0]), scale(ticks.at(-1))];
  const range = bounds(
    series.flatMap(({ points }) => points.map((point) => point[picture.y])),
    AXES[picture.y],
  );
  const placeX = (x) => PLOT.left + 12 + ((PLOT.width - 24) * (scale(x) - first)) / (last - first);
  const placeY = (y) => PLOT.top + (PLOT.height * (range[1] - y)) / (range[1] - range[0]);
  const out = frame(picture, ticks, placeX, placeY, range);
  series.forEach(({ name, points }, i) => {
    const stroke = STROKES[i % STROKES.length];
    const places = points.map((point) => `${number(placeX(point.x))} ${number(placeY(point[picture.y]))}`);
    const line = `fill="none" stroke="${stroke}" stroke-width="2" stroke-dasharray="${DASHES[i % DASHES.length]}"`;
    out.push(`<path d="M${places.join('L')}" ${line}/>`);
    for (const place of places) {
      const [x, y] = place.split(' ');
      out.push(`<circle cx="${x}" cy="${y}" r="2.5" fill="${stroke}"/>`);
    }
    const y = PLOT.top + PLOT.height + 36 + LEGEND_ROW * (i + 1);
    out.push(`<path d="M${PLOT.left} ${y - 4}h36" ${line}/>`, text(PLOT.left + 44, y, name));
  });
  const height = PLOT.top + PLOT.height + 46 + LEGEND_ROW * series.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${picture.title}</title>`,
    `<desc>${curve.how}</desc>`,
    ...out,
    '</svg>',
    '',
  ].join('\n');
}

function cellText({ y }, { occupancy, drop, attempts }) {
  if (y === 'attempts') {
    return `${attempts.toFixed(2)} (${percent(occupancy)})`;
  }
  return drop === undefined ? percent(occupancy) : `${percent(occupancy)} (${(100 * drop).toFixed(1)})`;
}

/** Lines that a terminal shows. */
function wrapped(sentence) {
  return sentence.replace(/(?=.{118})(.{1,117}) /g, '$1\n');
}

function tableOf(picture, curve) {
  const series = shownSeries(curve, picture);
  const ticks = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const rows = series.map(({ name, points }) => {
    const cells = ticks.map((tick) => points.find(({ x }) => x === tick));
    return `| ${name} | ${cells.map((point) => (point ? cellText(picture, point) : '')).join(' | ')} |`;
  });
  return [
    `| ${picture.x.title} | ${ticks.map(picture.x.format).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(ticks.length)}`,
    ...rows,
    '',
    wrapped(`Measured: ${curve.how}.`),
  ].join('\n');
}

/** The page with the table of each curve between its marks. */
export function renderPacingPage(page, curves) {
  return page.replace(/<!-- figures of (\w+) -->\n[\s\S]*?<!-- end of figures -->/g, (_, name) => {
    const picture = PICTURES.find((one) => one.name === name);
    return `<!-- figures of ${name} -->\n${tableOf(picture, curves[name])}\n<!-- end of figures -->`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const curves = JSON.parse(readFileSync(join(root, 'docs/pictures/pacing-curves.json'), 'utf8'));
  for (const picture of PICTURES) {
    const file = join(root, `docs/pictures/pacing-${picture.name}.svg`);
    writeFileSync(file, drawPicture(picture, curves[picture.name]));
  }
  const page = join(root, 'docs/pacing.md');
  writeFileSync(page, renderPacingPage(readFileSync(page, 'utf8'), curves));
}
