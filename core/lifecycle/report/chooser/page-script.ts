import { chooserView, type Typed } from './chooser-view.ts';
import { decodePoints } from './points-text.ts';

/*
 * The report's only script: shows the chooser's fields and works them out as they are typed. It fetches nothing, stores
 * nothing, and writes text and coordinates only. Built by scripts/build-report-script.ts; nothing imports it.
 */

/** As much of a browser's element as is used here; the checkout's types know no browser. */
interface Element {
  readonly dataset: Record<string, string | undefined>;
  hidden: boolean;
  textContent: string | null;
  readonly value?: string;
  setAttribute(name: string, value: string): void;
  addEventListener(type: 'input', listener: () => void): void;
  querySelectorAll(selector: string): Iterable<Element>;
}
declare const document: Pick<Element, 'querySelectorAll'>;

for (const chooser of document.querySelectorAll('[data-chooser]')) {
  const points = decodePoints(chooser.dataset['points'] ?? '');
  const typed = (name: string): string => [...chooser.querySelectorAll(`[name=${name}]`)][0]?.value ?? '';
  const show = (): void => {
    const now: Typed = {
      cost: typed('cost'),
      success: typed('success'),
      value: typed('value'),
      capacity: typed('capacity'),
    };
    const view = chooserView(now, points, chooser.dataset['currency'] ?? 'USD');
    chooser.setAttribute('data-state', view.state);
    if (view.state === 'wrong') return;
    for (const slot of chooser.querySelectorAll('[data-slot]')) {
      slot.textContent = view.slots[slot.dataset['slot'] ?? ''] ?? '';
    }
    for (const line of chooser.querySelectorAll('[data-line]')) line.setAttribute('d', view.line);
    for (const mark of chooser.querySelectorAll('[data-mark]')) {
      mark.setAttribute('cx', String(view.mark.x));
      mark.setAttribute('cy', String(view.mark.y));
    }
    for (const zero of chooser.querySelectorAll('[data-zero]')) {
      zero.setAttribute('y1', String(view.zero));
      zero.setAttribute('y2', String(view.zero));
    }
  };
  for (const fields of chooser.querySelectorAll('[data-fields]')) fields.hidden = false;
  chooser.addEventListener('input', show);
  show(); // a browser may have kept what was typed before a reload
}
