// shared within this room
import type { DiagnosisRecord } from '../../study/record.ts';

/** Verdicts of a diagnosis in words. */
export const verdictText: Readonly<Record<DiagnosisRecord['verdict'], string>> = {
  overfits: 'The network overfits',
  fits: 'The network fits and generalises',
  underfits: 'The network underfits',
  noise: 'The labels look like noise',
  leak: 'The data leak the answer',
  shift: 'The parts of the data differ',
};
