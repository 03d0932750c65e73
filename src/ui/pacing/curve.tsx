import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './pacing.module.css';

export interface CurveLine {
  readonly label: string;
  /** A colour token such as `--brand`. */
  readonly color: string;
  /** Lines differ by their dashes too, for who sees no colours. */
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
}

interface CurveProps {
  readonly title: string;
  readonly timeLabel: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly lines: readonly CurveLine[];
  readonly fromS: number;
  readonly toS: number;
}

const HEIGHT = 190;
/** The legend's boxes differ by their edge too. */
const MARKERS = ['dotted', 'solid', 'dashed', 'dotted', 'double', 'groove'];

/** A token's colour as a canvas takes it. */
function colorOf(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function optionsOf({ title, timeLabel, lines }: CurveProps, width: number): uPlot.Options {
  const [ink, grid] = [colorOf('--soft'), colorOf('--track')];
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return {
    title,
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'America/Sao_Paulo'),
    cursor: { drag: { x: false, y: false } },
    legend: { markers: { width: 3, dash: (_, index) => MARKERS[index % MARKERS.length] ?? 'solid' } },
    scales: { x: { time: true }, y: { range: (_, __, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [
      { ...axis, values: '{HH}:{mm}' as unknown as uPlot.Axis.Values },
      { ...axis, size: 44 },
    ],
    series: [
      { label: timeLabel, value: '{HH}:{mm}:{ss}' },
      ...lines.map(({ label, color, dash }) => ({
        label,
        stroke: colorOf(color),
        width: 2,
        points: { show: false },
        ...(stepped === undefined ? {} : { paths: stepped }),
        ...(dash === undefined ? {} : { dash: [...dash] }),
      })),
    ],
  };
}

/** Curves over time in a box of fixed height: new data move the lines and nothing else. */
export function Curve(props: CurveProps) {
  const { times, lines, fromS, toS } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const labels = lines.map(({ label }) => label).join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: other labels are another picture
  useEffect(() => {
    const holder = box.current;
    if (holder === null) {
      return;
    }
    const drawn = new uPlot(optionsOf(latest.current, holder.clientWidth), [[]], holder);
    plot.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize({ width: holder.clientWidth, height: HEIGHT }));
    resized.observe(holder);
    return () => {
      resized.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [labels]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the picture was made anew it needs its data
  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])], false);
    plot.current?.setScale('x', { min: fromS, max: toS });
  }, [times, lines, fromS, toS, labels]);
  return <div ref={box} className={styles['curve']} />;
}
