import { stateText } from './words.ts';
import type { RunState } from '../../protocol.ts';

/** How a run stands, by a sign and a word. */
export const StateBadge = ({ state }: { readonly state: RunState }) => (
  <span class={`badge ${state}`}>
    <span class="dot" aria-hidden="true" />
    {stateText[state]}
  </span>
);
