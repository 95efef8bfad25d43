// A chart of bars: columns for what goes on in time, and lines with their names for all else.
import { AxisBottom, AxisLeft } from "@visx/axis";
import { scaleBand, scaleLinear } from "@visx/scale";
import { useCallback, useState, type ReactNode, type RefCallback } from "react";
import { t } from "../../words/words.ts";
import { sum, type Bar, type Place, type Stack } from "./groups.ts";

interface Props {
  title: string;
  of: Stack;
  /** Whether the bars are days, weeks or months. */
  isInTime?: boolean;
  /** Writes a value. */
  show: (value: number) => string;
}

const MOST_BARS = 12;
const HEIGHT = 240;
const TOP = 8;
const LEFT = 84;
const BOTTOM = 28;
const LABEL = 104;
const FULL = 100;
const THICKNESS = 12;

export function Chart({ title, of, isInTime = false, show }: Props): ReactNode {
  const hasMore = !isInTime && of.bars.length > MOST_BARS;
  return (
    <figure className="chart" aria-label={title}>
      {of.parts.length > 1 && <Legend parts={of.parts} />}
      {isInTime ? (
        <Columns title={title} bars={of.bars} show={show} />
      ) : (
        <Lines bars={of.bars.slice(0, MOST_BARS)} show={show} />
      )}
      {hasMore && (
        <figcaption className="hint">{t("The {n} largest. All are in the table.", { n: MOST_BARS })}</figcaption>
      )}
    </figure>
  );
}

function Legend({ parts }: { parts: Place[] }): ReactNode {
  return (
    <ul className="legend">
      {parts.map(({ key, label }, index) => (
        <li key={key}>
          <svg width={THICKNESS} height={THICKNESS} aria-hidden="true">
            <rect className={`part part-${index}`} width={THICKNESS} height={THICKNESS} />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

/** Readers who do not see it have the table, which says the same. */
function Columns({ title, bars, show }: { title: string; bars: Bar[]; show: (value: number) => string }): ReactNode {
  const [watch, width] = useWidth();
  const across = scaleBand({ domain: bars.map(({ key }) => key), range: [LEFT, width], padding: 0.25 });
  const upwards = scaleLinear({ domain: [0, largest(bars)], range: [HEIGHT - BOTTOM, TOP], nice: 4 });
  const labels = new Map(bars.map(({ key, label }) => [key, label]));
  const step = Math.max(1, Math.ceil((bars.length * LABEL) / Math.max(width - LEFT, 1)));
  const marked = bars.filter((_, index) => index % step === 0).map(({ key }) => key);
  return (
    <div ref={watch}>
      {width > LEFT && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t("{title}: the numbers are in the table", { title })}
        >
          {upwards.ticks(4).map((tick) => (
            <line key={tick} className="grid" x1={LEFT} x2={width} y1={upwards(tick)} y2={upwards(tick)} />
          ))}
          {bars.map(({ key, label, values }) => (
            <g key={key}>
              <title>{`${label}: ${show(sum(values))}`}</title>
              {values.map((value, index) => {
                const [bottom, top] = [sum(values.slice(0, index)), sum(values.slice(0, index + 1))].map(upwards);
                return (
                  <rect
                    key={index}
                    className={`part part-${index}`}
                    x={across(key)}
                    width={across.bandwidth()}
                    y={top}
                    height={value > 0 ? bottom! - top! : 0}
                  />
                );
              })}
            </g>
          ))}
          <AxisLeft
            scale={upwards}
            left={LEFT}
            numTicks={4}
            tickFormat={(tick) => show(Number(tick))}
            hideAxisLine
            hideTicks
          />
          <AxisBottom
            scale={across}
            top={HEIGHT - BOTTOM}
            tickValues={marked}
            tickFormat={(key) => labels.get(key)}
            hideTicks
          />
        </svg>
      )}
    </div>
  );
}

function Lines({ bars, show }: { bars: Bar[]; show: (value: number) => string }): ReactNode {
  const along = scaleLinear({ domain: [0, largest(bars)], range: [0, FULL] });
  return (
    <ul className="bars">
      {bars.map(({ key, label, values }) => (
        <li key={key}>
          <span>{label}</span>
          <span className="amount">{show(sum(values))}</span>
          <svg viewBox={`0 0 ${FULL} ${THICKNESS}`} height={THICKNESS} preserveAspectRatio="none" aria-hidden="true">
            {values.map((value, index) => (
              <rect
                key={index}
                className={`part part-${index}`}
                x={along(sum(values.slice(0, index)))}
                width={along(value)}
                height={THICKNESS}
              />
            ))}
          </svg>
        </li>
      ))}
    </ul>
  );
}

/** The largest of the bars; not zero, so that there is a scale. */
const largest = (bars: Bar[]): number => Math.max(...bars.map(({ values }) => sum(values))) || 1;

/** The width of what the function is the `ref` of, in pixels. */
function useWidth(): [watch: RefCallback<HTMLElement>, width: number] {
  const [width, setWidth] = useState(0);
  const watch = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry!.contentRect.width));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [watch, width];
}
