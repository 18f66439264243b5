import { useMemo } from 'preact/hooks';
import { curvesFigure } from './figures.ts';
import { Plane } from './Plane.tsx';
import { Weights } from './Weights.tsx';
import { gapText, reached, remediesText, runName, scoreText, verdictOf, type Run } from '../runs.ts';
import type { PointParts } from '../tasks/pointSets.ts';
import { duration, plural } from '../../../../util/format.ts';

/** One training: what it says of the plane, its curves, its weights, and what they mean. */
export function RunView({
  run,
  title,
  shows,
  domain,
  points,
  isStale,
  onAdd,
}: {
  readonly run: Run;
  readonly title: string;
  readonly shows: 'metric' | 'loss';
  readonly domain: readonly [number, number];
  readonly points?: { readonly parts: PointParts; readonly classes: number } | undefined;
  /** The training data have changed since. */
  readonly isStale: boolean;
  readonly onAdd?: ((x: number, y: number) => void) | undefined;
}) {
  const { train, validation } = reached(run);
  const name = runName(run);
  return (
    <section class="run" aria-label={`${title}: ${name}`}>
      <header>
        <h3>
          {title && <span class="eyebrow">{title}</span>} {name}
          <small>{remediesText(run)}</small>
        </h3>
        <dl class="scores">
          <Score name="Training" className="training" text={scoreText(train)} />
          <Score name="Validation" className="validation" text={scoreText(validation)} />
          <Score name="Gap" text={gapText(train, validation)} />
        </dl>
      </header>
      <p class="verdict">
        {verdictOf(run)}
        {isStale && <b> The training data have changed since: train again.</b>}
      </p>
      <div class="pictures">
        {points && (
          <Plane
            {...points}
            plane={run.plane}
            onAdd={onAdd}
            label={`What ${name} says of each place of the plane. ${verdictOf(run)}`}
          />
        )}
        <Curves run={run} shows={shows} domain={domain} />
        {run.weights && <Weights look={run.weights} name={name} />}
      </div>
      <p class="hint">
        {plural(run.size, 'example')}, {plural(run.epochs.length, 'epoch')} in {duration(run.seconds)}
        {run.end && `, ${plural(run.end.parameters, 'weight')} to learn`}.
        {run.changes.length > 0 && ` Changed while it ran: ${run.changes.join('; ')}.`}
      </p>
    </section>
  );
}

const Score = ({ name, text, className = '' }: { name: string; text: string; className?: string }) => (
  <div>
    <dt class={className}>{name}</dt>
    <dd>{text}</dd>
  </div>
);

/** The curves of a run, drawn by the figure of the report. */
export function Curves({
  run,
  shows,
  domain,
}: {
  readonly run: Run;
  readonly shows: 'metric' | 'loss';
  readonly domain?: readonly [number, number];
}) {
  const svg = useMemo(
    () =>
      curvesFigure({
        id: `curves-${run.id}`,
        name: runName(run),
        history: run.epochs,
        shows,
        stopped: run.end?.stopped,
        domain,
      }),
    [run.epochs, run.end, shows, domain?.[0], domain?.[1]],
  );
  return <div class="curves" dangerouslySetInnerHTML={{ __html: svg }} />;
}
