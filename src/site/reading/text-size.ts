import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { keptText } from './kept-text.ts';

/** How large articles are set: a step from −1 to 3, kept, and the same in every tab. */
export interface TextSize {
  readonly step: Accessor<number>;
  change(by: -1 | 1): void;
  readonly isSmallest: Accessor<boolean>;
  readonly isLargest: Accessor<boolean>;
}

/** The size that was chosen last; styles/reading.css says what each step is. Lives with its owner. */
export function createTextSize(): TextSize {
  const [step, setStep] = createSignal(showKept());
  onCleanup(KEPT.follow(() => setStep(showKept())));
  return {
    step,
    change(by) {
      KEPT.write(String(clamp(step() + by)));
      setStep(show(clamp(step() + by)));
    },
    isSmallest: () => step() === SMALLEST,
    isLargest: () => step() === LARGEST,
  };
}

/** Shows the size that is kept, also where no tools are drawn; gives it. */
export function showKept(): number {
  return show(clamp(Math.round(Number(KEPT.read() ?? 0)) || 0));
}

function show(step: number): number {
  const { dataset } = document.documentElement;
  if (step === 0) delete dataset['textSize'];
  else dataset['textSize'] = String(step);
  return step;
}

function clamp(step: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, step));
}

const KEPT = keptText('text-size');
const SMALLEST = -1;
const LARGEST = 3;
